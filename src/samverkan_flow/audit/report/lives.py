"""What a report needs of each partnership, folded from its events: each hashed again, none of them missing."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import msgspec

from samverkan_flow.audit.durations import STAGE_ENTERED
from samverkan_flow.audit.past import in_force, missing_versions
from samverkan_flow.audit.report.money import Amounts, amounts_of
from samverkan_flow.audit.report.period import ReportYear
from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.lifecycle import IN_FORCE, Stage
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import evaluation_due
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.values import Evaluation, Partner
from samverkan_flow.queries.reading import LoggedEvent, Reader

Progress = Callable[[int, int], None]
"""Told how many partnerships have been read, of how many."""


class Evaluated(msgspec.Struct, frozen=True):
    """One evaluation that was made: how each goal came out, and how many days late it was (0 in time)."""

    initiative: str
    made_on: date
    due: date | None
    days_late: int
    results: tuple[str, ...]


class Owed(msgspec.Struct, frozen=True):
    """One evaluation that is owed on the report's day, and by when."""

    initiative: str
    due: date

    def days_late(self, day: date) -> int:
        """Returns how many days it is late, 0 when it is not (T7)."""
        return max(0, (day - self.due).days)


class Exempted(msgspec.Struct, frozen=True):
    """One exception: when it was asked for, when it was decided and how ("granted", "refused", or neither yet)."""

    clause: str
    asked_on: date
    decided_on: date | None = None
    outcome: str = ""


class Term(msgspec.Struct, frozen=True):
    """What was agreed: first and last day (inclusive), and the whole of what we contribute, net."""

    start: date
    end: date
    total: Money


class Life(msgspec.Struct, frozen=True):
    """One partnership until the report's day, as known today. No personal text is among it."""

    id: UUID
    ref: str
    name: str
    partner: str
    partner_key: str
    areas: tuple[str, ...]
    predecessor: UUID | None
    entered: tuple[tuple[date, Stage], ...]
    end_reason: str
    ended_on: date | None
    term: Term | None
    amounts: dict[int, Amounts]
    initiatives: int
    with_goals: int
    evaluated: tuple[Evaluated, ...]
    owed: tuple[Owed, ...]
    exceptions: tuple[Exempted, ...]

    @property
    def is_in_force(self) -> bool:
        """Tells whether it was agreed, active or evaluated on the report's day."""
        return self.stage_on(date.max) in IN_FORCE

    def stage_on(self, day: date) -> Stage | None:
        """Returns the stage it stood at when a day ended, or None before it was proposed."""
        return next((stage for on, stage in reversed(self.entered) if on <= day), None)


def lives(reader: Reader, period: ReportYear, size: int, progress: Progress | None = None) -> list[Life]:
    """Returns every partnership proposed by the report's day, oldest first, from the first `size` events of the log.

    Raises Damaged where an event was altered or is missing, or the register has other partnerships than the log.
    """
    streams = _streams(reader, size)
    told: list[Life] = []
    for done, stream in enumerate(streams, 1):
        life = _life(reader, stream, period, size)
        told += [life] if life else []
        if progress:
            progress(done, len(streams))
    return told


def _streams(reader: Reader, size: int) -> list[UUID]:
    rows = reader.rows(
        "SELECT originator_id FROM log WHERE topic = ? AND idx < ? ORDER BY idx",
        e.PartnershipProposed.TOPIC,
        size,
    )
    proposed = [str(row[0]) for row in rows]
    registered = {str(row[0]) for row in reader.rows("SELECT id FROM register")}
    if len(set(proposed)) != len(proposed) or not set(proposed) <= registered:
        raise _gap("the log and the register do not hold the same partnerships")
    if len(registered) > len(proposed) and reader.log_size() == size:
        raise _gap("the register holds partnerships whose proposal is missing from the log")
    return [UUID(one) for one in proposed]


def _life(reader: Reader, stream: UUID, period: ReportYear, size: int) -> Life | None:
    life = tuple(reader.logged("l.originator_id = ? AND l.idx < ?", stream.hex, size))
    if missing_versions(life):
        raise _gap("events of a partnership are missing from the log")
    counted = in_force(life, period.until)
    return _told(reader, counted, period) if counted else None


def _gap(what: str) -> Damaged:
    return Damaged(what, "samverkan log verify names what is damaged; restore a backup")


def _told(reader: Reader, counted: tuple[LoggedEvent, ...], period: ReportYear) -> Life:
    state, evaluated = _folded(reader, counted)
    return Life(
        id=state.id,
        ref=state.ref,
        name=state.name,
        partner=state.partner.name,
        partner_key=_key_of(state.partner),
        areas=state.areas,
        predecessor=state.predecessor,
        entered=tuple(_entered(counted)),
        end_reason=state.end_reason,
        ended_on=state.ended_on,
        term=_term(state),
        amounts=amounts_of(state),
        initiatives=len(state.initiatives) if state.agreement else 0,
        with_goals=sum(1 for one in state.initiatives if one.goals) if state.agreement else 0,
        evaluated=evaluated,
        owed=tuple(_owed(state, reader.policy(state.policy_version), period.until)),
        exceptions=tuple(_exceptions(counted)),
    )


def _folded(reader: Reader, counted: tuple[LoggedEvent, ...]) -> tuple[Partnership, tuple[Evaluated, ...]]:
    """Returns the state, and every evaluation held against the day it was due by before it was made."""
    state: Partnership | None = None
    evaluated: list[Evaluated] = []
    for one in counted:
        event = one.recorded.event
        if isinstance(event, e.InitiativeEvaluated) and state:
            evaluated.append(_evaluated(reader, state, event.evaluation))
        state = evolve(state, one.recorded)
    assert state is not None, "what counts begins with a proposal"
    return state, tuple(evaluated)


def _evaluated(reader: Reader, before: Partnership, evaluation: Evaluation) -> Evaluated:
    initiative = before.initiative(evaluation.initiative)
    policy = reader.policy(before.policy_version)
    due = evaluation_due(before, initiative, policy, evaluation.made_on) if initiative else None
    name = initiative.name if initiative else evaluation.initiative
    late = max(0, (evaluation.made_on - due).days) if due else 0
    return Evaluated(
        name, evaluation.made_on, due, late, tuple(outcome.result for outcome in evaluation.outcomes)
    )


def _owed(state: Partnership, policy: Policy, day: date) -> Iterator[Owed]:
    for initiative in state.initiatives:
        due = evaluation_due(state, initiative, policy, day)
        if due is not None:
            yield Owed(initiative.name, due)


def _entered(counted: tuple[LoggedEvent, ...]) -> Iterator[tuple[date, Stage]]:
    for one in counted:
        if one.topic in STAGE_ENTERED:
            yield one.recorded.effective_on, STAGE_ENTERED[one.topic]


def _exceptions(counted: tuple[LoggedEvent, ...]) -> list[Exempted]:
    found: dict[int, Exempted] = {}
    for one in counted:
        on = one.recorded.effective_on
        match one.recorded.event:
            case e.ExceptionAsked(number=number, clause=clause):
                found[number] = Exempted(clause, on)
            case e.ExceptionGranted(number=number, clause=clause):
                found[number] = Exempted(clause, found[number].asked_on, on, "granted")
            case e.ExceptionRefused(number=number, clause=clause):
                found[number] = Exempted(clause, found[number].asked_on, on, "refused")
    return list(found.values())


def _term(state: Partnership) -> Term | None:
    made = state.agreement
    return Term(made.start, made.end, made.total) if made else None


def _key_of(partner: Partner) -> str:
    """Returns what makes two partnerships one partner's: its number; a sole trader's subject, never the number."""
    if partner.personal_number is not None:
        return partner.personal_number.subject
    return partner.organisation_number or partner.name
