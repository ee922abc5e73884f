"""CloudEvents 1.0 as JSON lines: what other systems take events in as.

`id` is the citation, which no two events share; `data` is the event as it is stored, envelope
included, so that who decided and why goes along; names in it stay sealed. `logindex` is an extension
attribute: the event's place in the log.
"""

from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from samverkan_flow.audit.answer import citation, stream_name
from samverkan_flow.audit.export.extract import Extract
from samverkan_flow.domain.dates import format_time
from samverkan_flow.queries.reading import LoggedEvent, Reader

TYPE_PREFIX = "org.samverkan."


class CloudEvent(msgspec.Struct, frozen=True):
    """The attributes of one event, as the specification names them (CloudEvents 1.0.2, section 3)."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    logindex: str
    data: msgspec.Raw


def chunks(extract: Extract) -> Iterator[bytes]:
    """Yields the export, a line at a time."""
    source = source_of(extract.reader.house().origin)
    for logged in extract.events():
        yield msgspec.json.encode(_event(extract.reader, logged, source)) + b"\n"


def source_of(origin: str) -> str:
    """Returns the URN of a log (RFC 8141) from its origin."""
    return f"urn:samverkan:log:{quote(origin, safe='/')}"


def _event(reader: Reader, logged: LoggedEvent, source: str) -> CloudEvent:
    return CloudEvent(
        specversion="1.0",
        id=citation(reader, logged),
        source=source,
        type=f"{TYPE_PREFIX}{logged.topic}",
        subject=stream_name(reader, logged).partition("/")[0],
        time=format_time(logged.recorded.recorded_at),
        datacontenttype="application/json",
        logindex=str(logged.index),
        data=msgspec.Raw(msgspec.json.format(logged.stored, indent=-1)),
    )
