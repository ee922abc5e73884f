"""Whether the same person did what two were to do, judged over the whole history."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from samverkan_flow.audit.answer import Answer, Row, answer, citation, event_row, stream_name
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.separation import Check, checks
from samverkan_flow.audit.walking import streams_with, walked
from samverkan_flow.domain.events import PartnershipProposed, RoleGranted, StoreOpened
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.partnership import Duty, Partnership
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("rule", "rule"),
    ("partnership", "ref"),
    ("who", "person"),
    ("did", "what"),
    ("although that person", "although"),
    ("cited as", "citation"),
    ("and before", "earlier"),
)

Checked = tuple[Check, LoggedEvent, str]
"""A check, the event it was made of, and the citation of what came before where that is an event of its own."""


def duties(reader: Reader, ref: str = "") -> Answer:
    """Returns every violation of the separation of duties (R3, R4), and how much was checked (question 13).

    Of one partnership, where a reference is given, else of all and of the house. Raises NotFound.
    """
    made = list(_of_one(reader, reader.partnership(ref).id) if ref else _of_all(reader))
    rows = [_row(reader, *one) for one in made if one[0].broken]
    of_events = len({logged.index for _, logged, _ in made})
    by_rule = ", ".join(f"{rule} {sum(1 for one in made if one[0].rule == rule)}" for rule in ("R3", "R4"))
    notes = (
        f"made: {counted(len(made), 'check')} of {counted(of_events, 'event')} ({by_rule}); broken: {len(rows)}",
    )
    empty = "nobody did what another was to do"
    return answer(reader, "duties", _COLUMNS, rows, notes, empty)


def _of_all(reader: Reader) -> Iterator[Checked]:
    for stream in streams_with(reader, PartnershipProposed.TOPIC):
        yield from _of_one(reader, stream)
    yield from _of_house(reader)


def _of_one(reader: Reader, partnership_id: UUID) -> Iterator[Checked]:
    """Yields the checks of one partnership; the calendar is no person and is not checked."""
    since: dict[tuple[Duty, str], str] = {}
    for before, logged, after in walked(reader, partnership_id):
        if logged.recorded.actor != CALENDAR:
            for check in checks(before, logged.recorded):
                earlier = since.get((check.duty, check.person), "") if check.duty else ""
                yield check, logged, earlier
        for held in _duties_of(after):
            since.setdefault(held, citation(reader, logged))


def _duties_of(state: Partnership) -> Iterable[tuple[Duty, str]]:
    return [(duty, person) for duty, people in state.duties.items() for person in people]


def _of_house(reader: Reader) -> Iterator[Checked]:
    """Yields a check of each role that was granted; who founds a store gives themselves the first."""
    founding = ""
    for logged in reader.logged("l.topic IN (?, ?)", StoreOpened.TOPIC, RoleGranted.TOPIC):
        recorded = logged.recorded
        match recorded.event:
            case StoreOpened():
                founding = recorded.command_id
            case RoleGranted(handle=handle) if recorded.command_id != founding:
                broken = handle == recorded.actor
                yield Check("R3", recorded.actor, "is the one the role is granted to", broken), logged, ""


def _row(reader: Reader, check: Check, logged: LoggedEvent, earlier: str) -> Row:
    return {
        **event_row(reader, logged, whole=False),
        "rule": check.rule,
        "ref": stream_name(reader, logged),
        "person": check.person,
        "although": check.apart_from,
        "earlier": earlier,
    }
