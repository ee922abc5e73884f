"""JSON Lines: one event a line, with the very bytes it is stored as.

The stored bytes stand as a string in `stored`; their SHA-256 is what the event's log entry binds
(`samverkan/1`, the stream's id without hyphens, version, topic, that SHA-256; one a line). Names stay
sealed: they are not opened on the way out.
"""

from collections.abc import Iterator

import msgspec

from samverkan_flow.audit.answer import citation
from samverkan_flow.audit.export.extract import Extract
from samverkan_flow.domain.dates import format_time
from samverkan_flow.queries.reading import LoggedEvent, Reader


class Line(msgspec.Struct, frozen=True):
    """One event as a line. Times are UTC, `effective_on` is the business date."""

    index: int
    citation: str
    originator_id: str
    version: int
    topic: str
    recorded_at: str
    effective_on: str
    actor: str
    via: str
    policy_version: str
    clauses: tuple[str, ...]
    reason: str
    stored: str


def line_of(reader: Reader, logged: LoggedEvent) -> Line:
    """Returns one event as a line."""
    recorded = logged.recorded
    return Line(
        logged.index,
        citation(reader, logged),
        str(recorded.originator_id),
        recorded.originator_version,
        logged.topic,
        format_time(recorded.recorded_at),
        recorded.effective_on.isoformat(),
        recorded.actor,
        recorded.via,
        recorded.policy_version,
        recorded.clauses,
        recorded.reason,
        logged.stored.decode("utf-8"),
    )


def chunks(extract: Extract) -> Iterator[bytes]:
    """Yields the export, a line at a time."""
    for logged in extract.events():
        yield msgspec.json.encode(line_of(extract.reader, logged)) + b"\n"
