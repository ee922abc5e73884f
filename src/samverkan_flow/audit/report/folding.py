"""From a partnership's events to what a report keeps of it: stages, evaluations and exceptions as they stood."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from samverkan_flow.audit.durations import stages_entered
from samverkan_flow.audit.past import as_it_was
from samverkan_flow.audit.report.life import Evaluated, Exempted, Life, Owed, Term
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import claims_of
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.obligations import evaluation_due
from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.text import name_key
from samverkan_flow.domain.values import Evaluation, Partner
from samverkan_flow.queries.reading import LoggedEvent, Reader


def told_life(reader: Reader, counted: tuple[LoggedEvent, ...], until: date) -> Life:
    """Returns what a report keeps of a partnership whose events until a day are given, its beginning first."""
    counted = tuple(replace(one, recorded=as_it_was(one.recorded, until)) for one in counted)
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
        claims=claims_of(state),
        initiatives=len(state.initiatives) if state.agreement else 0,
        with_goals=sum(1 for one in state.initiatives if one.goals) if state.agreement else 0,
        evaluated=evaluated,
        owed=tuple(_owed(state, reader.policy(state.policy_version), until)),
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
    assert state is not None, "what counts begins somewhere"
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
        for stage, on in stages_entered(one.recorded):
            yield on, stage


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
    """Returns what makes two partnerships one partner's: its number; a sole trader's, which is sealed, is its name."""
    return partner.organisation_number.replace("-", "") or name_key(partner.name)
