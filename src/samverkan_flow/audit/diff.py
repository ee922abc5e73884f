"""What changed in a partnership between two days: field, before, after, by whom, by which event."""

from collections.abc import Iterable
from datetime import date

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.fields import Change, changes, differing, fields_of
from samverkan_flow.audit.known_then import cited
from samverkan_flow.audit.past import Logged, Past, check_is_past, life_of, past_of
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("field", "field"),
    ("before", "old"),
    ("after", "new"),
    ("by", "actor"),
    ("effective", "effective_on"),
    ("event", "citation"),
)


def diff(reader: Reader, ref: str, first: date, last: date) -> Answer:
    """Returns the fields that differ between a partnership in force on two days, as known now (question 5).

    Raises InvalidInput when the days stand the wrong way round, NotFound where there was nothing yet.
    """
    if last < first:
        raise InvalidInput(
            "the first day,", f"{first}, comes after the last, {last}", "exchange the two days"
        )
    check_is_past(reader, last, None)
    life = life_of(reader, ref)
    before, after = (past_of(life, day) for day in (first, last))
    was, now = fields_of(before.state), fields_of(after.state)
    changed = _last_changes(before, after)
    rows = [
        {"field": field, "old": was.get(field), "new": now.get(field), **set_by(reader, changed[field])}
        for field in differing(was, now)
    ]
    empty = f"nothing changed between {first} and {last}, as known now"
    return answer(reader, "diff", _COLUMNS, rows, _notes(reader, before, life, first, last), empty)


def _last_changes(before: Past, after: Past) -> dict[str, LoggedEvent]:
    """Returns for each field the event that set it last; one that came since the first day, where there is one."""
    held = {one.index for one in before.events}
    made = list(changes(after.events))
    return _by_field(made) | _by_field(one for one in made if one.logged.index not in held)


def _by_field(made: Iterable[Change]) -> dict[str, LoggedEvent]:
    return {change.field: change.logged for change in made}


def _notes(reader: Reader, before: Past, life: Logged, first: date, last: date) -> tuple[str, ...]:
    """Counts what took effect after the first day and up to the last; names corrections that reach behind the first."""
    took_effect = sum(1 for one in life if first < one.recorded.effective_on <= last)
    count = f"{counted(took_effect, 'event')} took effect after {first} and up to {last}."
    since = [one for one in before.events if one.recorded.effective_on > first]
    if not since:
        return (count,)
    corrected = "; ".join(cited(reader, one) for one in since)
    return (
        count,
        f"A confirmed correction counts from the start, so {first} is told as corrected since: {corrected}.",
    )


def set_by(reader: Reader, logged: LoggedEvent) -> Row:
    """Returns who set a field, when, by which event and why."""
    recorded = logged.recorded
    return {
        "actor": recorded.actor,
        "effective_on": recorded.effective_on.isoformat(),
        "recorded_at": format_time(recorded.recorded_at),
        "citation": citation(reader, logged),
        "index": logged.index,
        "reason": recorded.reason,
    }
