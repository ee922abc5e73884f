"""The yearly frame: what a year may cost, what agreements take of it, what comes back, what is paid (C14).

Each calendar year is an aggregate. What a partnership claims of it follows from the partnership's own
state, so nothing that changes an agreement, a payment or a survey can leave the frame out.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias
from uuid import UUID, uuid5

from msgspec.structs import replace

from samverkan_flow.domain import events as e
from samverkan_flow.domain.house import NAMESPACE
from samverkan_flow.domain.lifecycle import IN_FORCE
from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import FrameLine, Value

NOTHING = Money(0)

FrameEvent: TypeAlias = (
    e.FrameProposed
    | e.FrameSet
    | e.FrameCommitted
    | e.FrameImported
    | e.FrameReleased
    | e.FramePaid
    | e.SurveyCharged
    | e.FrameCorrected
)
"""What can happen to a year's frame."""


class ProposedFrame(Value, frozen=True):
    """A proposed frame: it waits until another person sets it, or a later proposal takes its place."""

    number: int
    amount: Money
    proposed_by: str
    proposed_on: date


class Frame(Value, frozen=True):
    """What one calendar year may cost and what counts against it. Amounts are öre, net.

    `amount` is None until a frame has been set. `committed` is bound by agreements, what is paid
    included; `surveys` are the costs of surveys; `released` is what came back.
    """

    year: int
    version: int = 0
    amount: Money | None = None
    committed: Money = NOTHING
    surveys: Money = NOTHING
    paid: Money = NOTHING
    released: Money = NOTHING
    proposal: ProposedFrame | None = None
    proposals: int = 0

    @property
    def taken(self) -> Money:
        """Returns everything that counts against the frame."""
        return total_of([self.committed, self.surveys])

    @property
    def free(self) -> Money:
        """Returns what can still be committed; nothing where no frame is set."""
        return total_of([self.amount, -self.taken]) if self.amount else NOTHING


class Claim(Value, frozen=True):
    """What one partnership takes of one year's frame, in öre, net."""

    committed: Money = NOTHING
    surveys: Money = NOTHING
    paid: Money = NOTHING


def frame_id(year: int) -> UUID:
    """Returns the stream of a year's frame."""
    return uuid5(NAMESPACE, f"budget:{year}")


def project_frame(state: Frame | None, recorded_events: Iterable[e.Recorded]) -> Frame | None:
    """Returns the frame after some events; the projector the event store calls."""
    for recorded in recorded_events:
        state = evolve_frame(state, recorded)
    return state


def evolve_frame(state: Frame | None, recorded: e.Recorded) -> Frame:
    """Returns the frame after one event. Raises ValueError for an event it does not know."""
    event = recorded.event
    if not isinstance(event, FrameEvent):
        raise ValueError(f"the yearly frame knows no event {type(event).__name__}")
    applied = _applied(state or Frame(event.year), event, recorded)
    return replace(applied, version=recorded.originator_version)


def _applied(state: Frame, event: FrameEvent, recorded: e.Recorded) -> Frame:
    match event:
        case e.FrameProposed(number=number, amount=amount):
            proposal = ProposedFrame(number, amount, recorded.actor, recorded.effective_on)
            return replace(state, proposal=proposal, proposals=number)
        case e.FrameSet(amount=amount):
            return replace(state, amount=amount, proposal=None)
        case e.FrameCommitted(amount=amount) | e.FrameImported(amount=amount):
            return replace(state, committed=total_of([state.committed, amount]))
        case e.FrameReleased(amount=amount):
            return replace(
                state,
                committed=total_of([state.committed, -amount]),
                released=total_of([state.released, amount]),
            )
        case e.FramePaid(amount=amount):
            return replace(state, paid=total_of([state.paid, amount]))
        case e.SurveyCharged(amount=amount):
            return replace(state, surveys=total_of([state.surveys, amount]))
        case e.FrameCorrected(committed=committed, paid=paid):
            return replace(
                state,
                committed=total_of([state.committed, committed]),
                paid=total_of([state.paid, paid]),
            )


# --- what a partnership claims --------------------------------------------------------------------


def claims_of(state: Partnership | None) -> dict[int, Claim]:
    """Returns what a partnership takes of each year's frame.

    In force it is what was agreed; once it has ended, what has been paid, for no more will be (C30). Of years
    that had passed when it was imported it is what was agreed, whatever comes.
    """
    if state is None:
        return {}
    agreed = state.agreement.contributions if state.agreement else ()
    years = {line.year for line in agreed}
    years |= {one.year for one in state.payments} | {one.year for one in state.surveys}
    return {year: _claim(state, year) for year in sorted(years)}


def _claim(state: Partnership, year: int) -> Claim:
    paid = state.paid_in(year)
    counts = state.stage in IN_FORCE or _had_passed(state, year)
    committed = state.agreement.in_year(year) if state.agreement and counts else paid
    return Claim(committed, state.survey_costs_in(year), paid)


def _had_passed(state: Partnership, year: int) -> bool:
    """Tells whether a year had passed when a partnership was imported: what was agreed for it stays as it was.

    Its payments are not in this log, so that no end gives anything of such a year back.
    """
    if state.imported is None or year >= state.imported.on.year:
        return False
    return not (state.ended_elsewhere and state.ended_on and year > state.ended_on.year)


def movements(
    before: Partnership | None, after: Partnership, *, correcting: bool = False
) -> dict[int, tuple[e.Event, ...]]:
    """Returns what happens to each year's frame when a partnership goes from one state to another."""
    old, new = claims_of(before), claims_of(after)
    moved = {
        year: _movement(year, after.ref, old.get(year, Claim()), new.get(year, Claim()), correcting)
        for year in sorted(old.keys() | new.keys())
    }
    return {year: events for year, events in moved.items() if events}


def imported(states: Iterable[Partnership]) -> dict[int, e.FrameImported]:
    """Returns what partnerships that are imported take of each year's frame: an event for each year."""
    lines: dict[int, list[FrameLine]] = {}
    for state in states:
        for year, claim in claims_of(state).items():
            if claim.committed.ore:
                lines.setdefault(year, []).append(FrameLine(state.ref, claim.committed))
    return {
        year: e.FrameImported(year, total_of([one.amount for one in lines[year]]), tuple(lines[year]))
        for year in sorted(lines)
    }


def _movement(year: int, ref: str, old: Claim, new: Claim, correcting: bool) -> tuple[e.Event, ...]:
    committed, paid = new.committed.ore - old.committed.ore, new.paid.ore - old.paid.ore
    if correcting:
        corrected = e.FrameCorrected(year=year, ref=ref, committed=Money(committed), paid=Money(paid))
        return (corrected,) if committed or paid else ()
    surveys = new.surveys.ore - old.surveys.ore
    told: tuple[tuple[Callable[[int, str, Money], e.Event], int], ...] = (
        (e.FrameCommitted, committed),
        (e.FrameReleased, -committed),
        (e.FramePaid, paid),
        (e.SurveyCharged, surveys),
    )
    return tuple(kind(year, ref, Money(ore)) for kind, ore in told if ore > 0)
