"""XES (IEEE 1849-2016): one trace per partnership, for process-mining tools.

A partnership's refused attempts stand in its trace: without them the process would look smoother than
it was, and who does not want them filters on one name, "command refused". What belongs to no
partnership (the house's people, policies and codes, the yearly frames, and what was refused before there
was one) has no case to stand in; a trace of its own would distort every figure per case, so it is left
out and counted. The other formats have it.
"""

from collections.abc import Iterator

from samverkan_flow.audit.export.extract import Extract, Tally
from samverkan_flow.audit.export.lives import Moment, lives, outside, words_of
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.errors import NotFound

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="__INVALID__"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="__INVALID__"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="samverkan-flow export"/>
"""

_ESCAPES = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
})  # fmt: skip


def chunks(extract: Extract) -> Iterator[bytes]:
    """Yields the export, a trace at a time. Raises NotFound when nothing selected belongs to a partnership."""
    extract.leave_out(extract.condition.with_streams(*outside(extract.reader)))
    if extract.tally.left_out == extract.size:
        raise NotFound(
            f"no event of a partnership matches: {extract.search.told()}",
            "XES holds partnerships; the other formats hold the house too",
        )
    yield _HEAD.encode()
    for life in lives(extract):
        yield _trace(life, extract).encode()
    yield b"</log>\n"


def _trace(life: list[Moment], extract: Extract) -> str:
    told = [one for one in life if one.is_selected]
    for one in told:
        extract.count(one.logged)
    name = _attribute("string", "concept:name", life[-1].state.ref, extract.tally)
    events = "".join(_event(one, extract.tally) for one in told)
    return f"  <trace>\n    {name}\n{events}  </trace>\n"


def _event(moment: Moment, tally: Tally) -> str:
    logged, recorded = moment.logged, moment.logged.recorded
    attributes = (
        ("string", "concept:name", words_of(logged.topic)),
        ("string", "lifecycle:transition", "complete"),
        ("date", "time:timestamp", f"{format_time(recorded.recorded_at)[:23]}+00:00"),
        ("string", "org:resource", recorded.actor),
        ("int", "logIndex", str(logged.index)),
        ("string", "stage", moment.state.stage.value),
        ("string", "effectiveOn", recorded.effective_on.isoformat()),
    )
    lines = "".join(f"      {_attribute(*one, tally)}\n" for one in attributes)
    return f"    <event>\n{lines}    </event>\n"


def _attribute(kind: str, key: str, value: str, tally: Tally) -> str:
    return f'<{kind} key="{key}" value="{_text(value, tally)}"/>'


def _text(value: str, tally: Tally) -> str:
    """Returns a value as XML holds it; characters no XML 1.0 document can hold are dropped and counted."""
    kept = "".join(one for one in value if _is_xml(one))
    tally.dropped_characters += len(value) - len(kept)
    return kept.translate(_ESCAPES)


def _is_xml(character: str) -> bool:
    """Tells whether XML 1.0 can hold a character (its production 2, Char)."""
    return (
        character in "\t\n\r"
        or "\x20" <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character >= "\U00010000"
    )
