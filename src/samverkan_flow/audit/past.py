"""The past, folded from the log: what was in force on a day, and what was known at a moment.

Known at a moment is what had been recorded by then. In force on a day is what had taken effect by
then, together with the corrections that were confirmed since: a correction says what was right from
the start (T17). Both can be asked together.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from samverkan_flow.audit.named import partnership_named
from samverkan_flow.domain import events as e
from samverkan_flow.domain.dates import format_time, local_date
from samverkan_flow.domain.errors import Damaged, InvalidInput, NotFound
from samverkan_flow.domain.house import HOUSE_ID, House, evolve_house
from samverkan_flow.domain.partnership import Partnership, project
from samverkan_flow.domain.reference import reference
from samverkan_flow.queries.reading import LoggedEvent, Reader

Logged = tuple[LoggedEvent, ...]


class Past(msgspec.Struct, frozen=True):
    """A partnership as it was: its state, and the events it is the fold of, in log order."""

    state: Partnership
    events: Logged
    as_of: date | None = None
    known_at: datetime | None = None

    @property
    def last_index(self) -> int:
        """Returns the place in the log of the last event that was applied."""
        return self.events[-1].index


def state_at(reader: Reader, ref: str, as_of: date | None = None, known_at: datetime | None = None) -> Past:
    """Returns a partnership as in force on a day, as known at a moment (UTC), or both; now where neither is told.

    Raises NotFound where there was no partnership yet, InvalidInput for what is still to come.
    """
    check_is_past(reader, as_of, known_at)
    return past_of(life_of(reader, ref), as_of, known_at)


def life_of(reader: Reader, ref: str) -> Logged:
    """Returns the events of a partnership in log order, refused attempts left out.

    Raises NotFound, and Damaged where one of them is missing: no answer is given over a gap.
    """
    life = tuple(reader.history(partnership_named(reader, ref), beside=False))
    if missing_versions(life) or not life:
        raise Damaged(
            f"events of {ref} are missing from the log",
            "samverkan log verify names them; restore a backup",
        )
    return life


def missing_versions(life: Sequence[LoggedEvent]) -> list[int]:
    """Returns the numbers of the events that a stream lacks between its first and its last."""
    present = {one.recorded.originator_version for one in life}
    return [version for version in range(1, max(present, default=0)) if version not in present]


def past_of(life: Logged, as_of: date | None = None, known_at: datetime | None = None) -> Past:
    """Returns what some of a partnership's events come to. Raises NotFound where there are none yet."""
    ref = _ref_of(life)
    begun = known(life, known_at)
    if not begun:
        raise NotFound(
            f"{ref} was first recorded {told(life[0].recorded.recorded_at)}; "
            f"{told(known_at)} nothing was known of it",
            "ask of a later time",
        )
    events = in_force(begun, as_of)
    state = project(None, [as_it_was(one.recorded, as_of) for one in events])
    if state is None:
        raise NotFound(
            f"{ref} was {_how_it_began(begun)} on {begun[0].recorded.effective_on}; on {as_of} there was nothing",
            "ask of a later day",
        )
    return Past(_dated(state, events, as_of), events, as_of, known_at)


def as_it_was(recorded: e.Recorded, as_of: date | None) -> e.Recorded:
    """Returns of what was imported what had come about by a day: its file tells the end beside the beginning."""
    if as_of is None or not isinstance(recorded.event, e.PartnershipImported):
        return recorded
    return replace(recorded, event=recorded.event.as_of(as_of))


def _how_it_began(life: Logged) -> str:
    return "agreed" if isinstance(life[0].recorded.event, e.PartnershipImported) else "proposed"


def _ref_of(life: Logged) -> str:
    begun = life[0].recorded.event
    assert isinstance(begun, e.PartnershipProposed | e.PartnershipImported), (
        "nothing else begins a partnership"
    )
    return reference(begun.number)


def known(events: Iterable[LoggedEvent], known_at: datetime | None) -> Logged:
    """Returns the events that had been recorded by a moment, that moment included."""
    return tuple(one for one in events if known_at is None or one.recorded.recorded_at <= known_at)


def in_force(events: Sequence[LoggedEvent], as_of: date | None) -> Logged:
    """Returns the events that count on a day: those in effect, and confirmed corrections of them."""
    if as_of is None:
        return tuple(events)
    counting = _Counting(as_of, events)
    return tuple(one for one in events if counting.counts(one.recorded))


class _Counting:
    """Tells event by event, in log order, what counts on a day; nothing counts before the proposal."""

    def __init__(self, as_of: date, events: Sequence[LoggedEvent]) -> None:
        self.as_of = as_of
        self.confirmed = {
            one.recorded.event.number
            for one in events
            if isinstance(one.recorded.event, e.CorrectionConfirmed)
        }
        self.versions: set[int] = set()
        self.corrections: set[int] = set()

    def counts(self, recorded: e.Recorded) -> bool:
        is_counted = self._counts(recorded)
        if is_counted:
            self.versions.add(recorded.originator_version)
            if isinstance(recorded.event, e.CorrectionProposed):
                self.corrections.add(recorded.event.number)
        return is_counted

    def _counts(self, recorded: e.Recorded) -> bool:
        in_effect = recorded.effective_on <= self.as_of
        match recorded.event:
            case e.PartnershipProposed() | e.PartnershipImported():
                return in_effect
            case e.CorrectionProposed(number=number, event_version=version):
                return version in self.versions and (in_effect or number in self.confirmed)
            case e.CorrectionConfirmed(number=number):
                return number in self.corrections
            case _:
                return in_effect and bool(self.versions)


def _dated(state: Partnership, events: Logged, as_of: date | None) -> Partnership:
    """Corrections confirmed since do not make that day's last business date a later one."""
    if as_of is None:
        return state
    dates = [one.recorded.effective_on for one in events if one.recorded.effective_on <= as_of]
    return replace(state, last_effective_on=max(dates))


# --- the house ------------------------------------------------------------------------------------


def house_at(reader: Reader, as_of: date | None = None, known_at: datetime | None = None) -> House:
    """Returns people, policies and codes as in force on a day, as known at a moment (UTC), or both."""
    check_is_past(reader, as_of, known_at)
    return folded_house(house_counting(house_events(reader), as_of, known_at))


def house_counting(events: Iterable[LoggedEvent], as_of: date | None, known_at: datetime | None) -> Logged:
    """Returns the events of the house that had taken effect by a day, and been recorded by a moment (UTC)."""
    return tuple(
        one for one in known(events, known_at) if as_of is None or one.recorded.effective_on <= as_of
    )


def house_events(reader: Reader) -> Logged:
    """Returns everything that happened to the house, in log order."""
    return tuple(reader.logged("l.originator_id = ?", HOUSE_ID.hex))


def folded_house(events: Iterable[LoggedEvent]) -> House:
    """Returns the house that some of its events make; what is about people who are not in it yet is left out."""
    house = House()
    for one in events:
        if _has_somebody(house, one.recorded.event):
            house = evolve_house(house, one.recorded)
    return house


def _has_somebody(house: House, event: e.Event) -> bool:
    """Business dates of the house may go back: a role can be dated before its person, or be given twice."""
    match event:
        case e.RoleGranted(handle=handle, role=role):
            return handle in house.people and role not in house.people[handle].roles
        case e.AccountBound(handle=handle, account=account):
            return handle in house.people and account not in house.people[handle].accounts
        case e.RoleRevoked(handle=handle) | e.AccountUnbound(handle=handle):
            return handle in house.people
        case _:
            return True


# --- what can be asked ----------------------------------------------------------------------------


def check_is_past(reader: Reader, as_of: date | None, known_at: datetime | None) -> None:
    """Raises InvalidInput for a day that is still to come, NotFound for a time before the log began."""
    today = reader.today(reader.house())
    for field, day in (
        ("the day asked for,", as_of),
        ("the time asked for,", known_at and local_date(known_at)),
    ):
        if day and day > today:
            raise InvalidInput(
                field, f"{day}, is after today, {today}", "the log knows nothing of what is to come"
            )
    if known_at is None:
        return
    first = next(reader.logged("l.idx = 0"), None)
    if first and known_at < first.recorded.recorded_at:
        raise NotFound(
            f"the log begins {told(first.recorded.recorded_at)}; {told(known_at)} it knew nothing",
            "ask of a later time",
        )


def told(moment: datetime | None) -> str:
    """Returns a moment in words, to the minute, in UTC."""
    return f"at {format_time(moment)[:16].replace('T', ' ')} UTC" if moment else "now"
