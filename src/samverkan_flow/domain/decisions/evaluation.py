"""Evaluating an initiative, closing the round, and going on."""

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import Evaluation


def evaluate(command: c.Evaluate, state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the evaluation, and the closed round when it was the last one of it (T1)."""
    assert command.recommendation is not None, "review_is_critical has checked it"
    evaluated = e.InitiativeEvaluated(
        evaluation=Evaluation(
            initiative=command.initiative,
            made_on=context.on,
            evaluator=context.actor.handle,
            outcomes=command.outcomes,
            weaknesses=command.weaknesses,
            no_weakness_because=command.no_weakness_because,
            recommendation=command.recommendation,
            final=command.final,
            recorded_on=context.today,
        )
    )
    if _closes_round(command.initiative, state, context):
        return (evaluated, e.PartnershipEvaluated())
    return (evaluated,)


def _closes_round(initiative_id: str, state: Partnership, context: Context) -> bool:
    if state.stage is not Stage.ACTIVE:
        return False
    started = {
        one.id for one in state.started_initiatives(context.today) if not state.has_final_evaluation(one.id)
    }
    return started <= {*state.evaluated_this_round, initiative_id}


def continue_(command: c.Continue, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the decision to go on, with what is adjusted."""
    return (e.PartnershipContinued(adjustments=command.adjustments),)
