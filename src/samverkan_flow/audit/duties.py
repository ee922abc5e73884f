"""Whether the same person did what two were to do, judged over the whole history."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from samverkan_flow.audit.answer import Answer, Row, answer, citation, event_row, stream_name
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.named import partnership_named
from samverkan_flow.audit.separation import Check, checks
from samverkan_flow.audit.walking import streams_with, walked
from samverkan_flow.domain.events import BEGINNINGS, RoleGranted, StoreOpened
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


class Checked(NamedTuple):
    """A check, the event it was made of, and the event the person came by the duty with, where that is known."""

    check: Check
    logged: LoggedEvent
    earlier: LoggedEvent | None


class Tally:
    """How many checks were made, of how many events, and which were broken; the rest is not kept."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()
        self.events = 0
        self.broken: list[Checked] = []
        self._last_index = -1

    def count(self, checked: Checked) -> None:
        """Counts a check; those of one event come one after the other."""
        self.made[checked.check.rule] += 1
        self.events += checked.logged.index != self._last_index
        self._last_index = checked.logged.index
        if checked.check.broken:
            self.broken.append(checked)


def duties(reader: Reader, ref: str = "") -> Answer:
    """Returns every violation of the separation of duties (R3, R4), and how much was checked (question 13).

    Of one partnership, where a reference is given, else of all and of the house. Raises NotFound.
    """
    tally = Tally()
    for checked in _of_one(reader, partnership_named(reader, ref).id) if ref else _of_all(reader):
        tally.count(checked)
    by_rule = ", ".join(f"{rule} {tally.made[rule]}" for rule in ("R3", "R4"))
    made, events = counted(tally.made.total(), "check"), counted(tally.events, "event")
    notes = (f"made: {made} of {events} ({by_rule}); broken: {len(tally.broken)}",)
    rows = [_row(reader, one) for one in tally.broken]
    return answer(reader, "duties", _COLUMNS, rows, notes, "no breach of the separation of duties was found")


def _of_all(reader: Reader) -> Iterator[Checked]:
    for stream in streams_with(reader, *BEGINNINGS):
        yield from _of_one(reader, stream)
    yield from _of_house(reader)


def _of_one(reader: Reader, partnership_id: UUID) -> Iterator[Checked]:
    """Yields the checks of one partnership; the calendar is no person and is not checked."""
    since: dict[tuple[Duty, str], LoggedEvent] = {}
    for before, logged, after in walked(reader, partnership_id):
        if logged.recorded.actor != CALENDAR:
            for check in checks(before, logged.recorded):
                earlier = since.get((check.duty, check.person)) if check.duty else None
                yield Checked(check, logged, earlier)
        for held in _duties_of(after):
            since.setdefault(held, logged)


def _duties_of(state: Partnership) -> list[tuple[Duty, str]]:
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
                yield Checked(Check("R3", recorded.actor, "is granted the role", broken), logged, None)


def _row(reader: Reader, checked: Checked) -> Row:
    check, logged, earlier = checked
    return {
        **event_row(reader, logged, whole=False),
        "rule": check.rule,
        "ref": stream_name(reader, logged),
        "person": check.person,
        "although": check.apart_from,
        "earlier": citation(reader, earlier) if earlier else "",
    }
