"""What a day was known to be at its own end beside what is known of it now: both pasts, and what came in between."""

from collections.abc import Iterable
from datetime import date, datetime

from samverkan_flow.audit.answer import citation
from samverkan_flow.audit.past import Logged, Past, known, past_of, told
from samverkan_flow.domain.dates import end_of_day
from samverkan_flow.domain.events import detail_of, name_of
from samverkan_flow.queries.reading import LoggedEvent, Reader


def known_then_and_now(
    asked: Past, life: Logged, as_of: date, known_at: datetime | None
) -> tuple[Past | None, Past]:
    """Returns a day as it was known then (None where nothing was) and as it is known now.

    Then is the moment asked for (UTC), or the day's own end where no moment is.
    """
    if known_at is not None:
        return asked, past_of(life, as_of)
    by_then = known(life, end_of_day(as_of))
    return (past_of(by_then, as_of, end_of_day(as_of)) if by_then else None), asked


def unknown_then(asked: Past, as_of: date) -> str:
    """Says of a day at whose end nothing was known when the first of it was recorded."""
    first = asked.events[0].recorded.recorded_at
    return f"On {as_of} nothing was known of it yet: it was first recorded {told(first)}."


def came_between(then: Iterable[LoggedEvent], later: Iterable[LoggedEvent]) -> Logged:
    """Returns the events that are counted now and were not counted then, in log order."""
    held = {one.index for one in then}
    return tuple(one for one in later if one.index not in held)


def recorded_between(reader: Reader, between: Iterable[LoggedEvent]) -> str:
    """Returns in words what was recorded in between, each event cited."""
    return f"What was recorded in between: {'; '.join(cited(reader, one) for one in between)}."


def cited(reader: Reader, one: LoggedEvent) -> str:
    """Returns an event's citation with what happened."""
    event = one.recorded.event
    what = name_of(event).replace("-", " ")
    detail = detail_of(event)
    return f"{citation(reader, one)} {what}{f' ({detail})' if detail else ''}"
