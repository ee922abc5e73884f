"""Partnerships one after another, each event with the state it led to: what process mining calls cases.

One partnership at a time is held in memory. A partnership's refused attempts and the reminders of what it
owes are part of its life.
"""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from samverkan_flow.audit.export.extract import Extract
from samverkan_flow.audit.search import matching
from samverkan_flow.domain.budget import frame_id
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.events import BEGINNINGS, CommandRefused, ReminderSent
from samverkan_flow.domain.house import HOUSE_ID, refusals_id, reminders_id
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.reference import stored_id
from samverkan_flow.queries.reading import LoggedEvent, Reader


def outside(reader: Reader) -> tuple[str, ...]:
    """Returns the streams of no partnership: the house's, the yearly frames', what was refused before there was one."""
    return (HOUSE_ID.hex, refusals_id(None).hex, *(frame_id(year).hex for year in reader.frames()))


class Moment(NamedTuple):
    """One event of a partnership, the state after it, and whether it is searched for."""

    logged: LoggedEvent
    state: Partnership
    is_selected: bool


def lives(extract: Extract) -> Iterator[list[Moment]]:
    """Yields each partnership with a selected event: everything known of it by the end of the period."""
    known = extract.until_then()
    for partnership_id in _partnerships(extract):
        beside = (refusals_id(partnership_id).hex, reminders_id(partnership_id).hex)
        streams = (partnership_id.hex, *beside)
        wanted = extract.indexes(extract.condition.with_streams(*streams))
        whole = matching(extract.reader, known.with_streams(*streams), [])
        moments = list(_moments(whole, wanted)) if wanted else []
        if moments:
            yield moments


def _partnerships(extract: Extract) -> Iterator[UUID]:
    """Yields the ids of the partnerships in the order they were proposed or imported."""
    marks = ", ".join("?" * len(BEGINNINGS))
    for row in extract.reader.each(
        f"SELECT originator_id FROM log WHERE topic IN ({marks}) AND idx < ? ORDER BY idx",
        *BEGINNINGS,
        extract.stamp.log_size,
    ):
        yield stored_id(row[0])


def _moments(history: Iterator[LoggedEvent], wanted: frozenset[int]) -> Iterator[Moment]:
    state: Partnership | None = None
    for logged in history:
        state = _after(state, logged)
        yield Moment(logged, state, logged.index in wanted)


def _after(state: Partnership | None, logged: LoggedEvent) -> Partnership:
    """Returns the state after an event. Raises Damaged where no such state can have been."""
    recorded = logged.recorded
    if state is not None and isinstance(recorded.event, CommandRefused | ReminderSent):
        return state
    try:
        return evolve(state, recorded)
    except (ValueError, LookupError, AssertionError, StopIteration):
        raise Damaged(
            f"event {recorded.originator_version} of {recorded.originator_id} does not follow from those before it",
            "samverkan log verify names what is missing or was changed",
        ) from None


def words_of(topic: str) -> str:
    """Returns an event's name in words, one for each topic: `breach reported`, `person role granted`."""
    subject, happened, version = topic.split(".")
    told = happened if subject == "partnership" else f"{subject} {happened}"
    return f"{told.replace('-', ' ')}{'' if version == 'v1' else f' {version}'}"
