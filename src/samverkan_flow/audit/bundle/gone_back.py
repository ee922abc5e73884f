"""What a page says of a log that went back to an earlier state, when an administrator accepted it: what is lost."""

from collections.abc import Iterable

from samverkan_flow.audit.bundle.page import Html, element, together
from samverkan_flow.audit.counting import counted
from samverkan_flow.domain.dates import local_date
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.events import RollbackAccepted
from samverkan_flow.proof.checkpoint import read_checkpoint
from samverkan_flow.queries.reading import LoggedEvent


def gone_back(house: Iterable[LoggedEvent]) -> Html:
    """Returns a line for each time the log went back; nothing where it never did."""
    return together(
        element("p", element("span", "The log went back. ", class_="mark"), _told(one, one.recorded.event))
        for one in house
        if isinstance(one.recorded.event, RollbackAccepted)
    )


def _told(logged: LoggedEvent, event: RollbackAccepted) -> str:
    recorded = logged.recorded
    on = local_date(recorded.recorded_at)
    accepted = f"On {on} {recorded.actor} accepted ({event.kind}, event {logged.index}) that it had"
    because = f"Because: {recorded.reason}" if recorded.reason else ""
    return f"{accepted} {counted(event.size, 'event')}{_lost(event)}. {because}".rstrip()


def _lost(event: RollbackAccepted) -> str:
    """Returns how many events had been seen; there may have been more that were under no checkpoint."""
    try:
        seen = read_checkpoint(event.checkpoint.encode()).size
    except InvalidInput:
        return "; how many are lost cannot be told, since the newest checkpoint was missing or damaged"
    if seen <= event.size:
        return f", and that they were not the {seen} that had been signed; how many are lost cannot be told"
    return f" where {seen} had been seen: at least {counted(seen - event.size, 'event')} recorded before are lost"
