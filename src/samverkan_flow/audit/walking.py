"""Walking through partnerships event by event, with the state before and after each."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.reference import stored_id
from samverkan_flow.queries.reading import LoggedEvent, Reader


class Step(NamedTuple):
    """One event of a partnership, and the state before and after it; before the first there is none."""

    before: Partnership | None
    logged: LoggedEvent
    after: Partnership


def walked(reader: Reader, partnership_id: UUID) -> Iterator[Step]:
    """Yields the events of one partnership in order, each with the states around it."""
    before: Partnership | None = None
    for logged in reader.logged("l.originator_id = ?", partnership_id.hex):
        after = evolve(before, logged.recorded)
        yield Step(before, logged, after)
        before = after


def streams_with(reader: Reader, *topics: str) -> list[UUID]:
    """Returns the streams that hold an event of any of some topics, by their first such event."""
    marks = ", ".join("?" * len(topics))
    rows = reader.rows(
        f"SELECT originator_id FROM log WHERE topic IN ({marks}) GROUP BY originator_id ORDER BY MIN(idx)",
        *topics,
    )
    return [stored_id(row[0]) for row in rows]
