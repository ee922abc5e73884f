"""What happens while the agreement is in force: payments, material, evaluation (C10, C26, C38-C41)."""

from datetime import timedelta

from samverkan_flow.domain.commands import (
    Agree,
    Command,
    Continue,
    Evaluate,
    Propose,
    RecordBenefit,
    RecordCoPartner,
    RecordFollowUp,
    RecordMaterial,
    RecordMeasurement,
    RecordPayment,
    RecordSettlement,
    RecordSurvey,
)
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.guards.house_rules import no_conflict
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.obligations import overdue_evaluations
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import Outcome, is_blank

CODE_OF_CONDUCT = frozenset({"code of conduct", "uppförandekod", "uppförandekoden"})
"""What the acknowledged code (C22) is called as a ground; where in it stands in `place`."""


def start_is_reached(_command: Command, state: Partnership, context: Context) -> Findings:
    """C27: nothing begins before its first day."""
    if state.start and context.on < state.start:
        yield Finding(
            "C27",
            f"{state.ref} starts on {state.start}",
            "wait for the day; the calendar begins it then",
        )


# --- deliveries -----------------------------------------------------------------------------------


def nothing_is_overdue(_command: Command, state: Partnership, context: Context) -> Findings:
    """C38: no money while an evaluation is overdue."""
    for owed in overdue_evaluations(state, context.policy, context.today):
        late = _days(owed.days_late(context.today))
        yield Finding(
            "C38",
            f"the evaluation of {owed.subject} was due on {owed.due} and is late by {late}",
            f"an evaluator evaluates {owed.subject} first",
        )


def no_more_while_overdue(command: Agree, state: Partnership, context: Context) -> Findings:
    """C38: an addendum raises no year's amount while an evaluation is overdue."""
    agreement = state.agreement
    if agreement and any(line.net.ore > agreement.in_year(line.year).ore for line in command.contributions):
        yield from nothing_is_overdue(command, state, context)


def partner_has_no_debt(command: Agree | Propose, _state: Partnership | None, context: Context) -> Findings:
    """C38: nothing new is agreed, and nothing succeeds, while an evaluation with the partner is overdue."""
    for owed in context.debts:
        late = _days(owed.days_late(context.today))
        yield Finding(
            "C38",
            f"{owed.ref} with the same partner owes an evaluation of {owed.subject}, due on {owed.due}, late by {late}",
            f"an evaluator evaluates {owed.subject} of {owed.ref} first",
        )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def payment_is_agreed(command: RecordPayment, state: Partnership, context: Context) -> Findings:
    """C26: a payment is positive and within what was agreed for its year."""
    if command.amount.ore <= 0:
        yield Finding("C26", "the amount is not more than zero", "state what was paid")
    if state.agreement is None:
        return
    year = command.year or context.on.year
    if year > context.today.year:
        yield Finding("C26", f"the contribution of {year} is not due yet", f"pay it in {year}")
    left = state.agreement.in_year(year).ore - state.paid_in(year).ore
    if command.amount.ore > left:
        agreed = state.agreement.in_year(year)
        yield Finding(
            "C26",
            f"{command.amount} is more than what is left of {agreed} agreed for {year}",
            f"{state.paid_in(year)} has been paid of it; more takes a signed addendum",
        )


def payer_has_no_conflict(_command: RecordPayment, state: Partnership, context: Context) -> Findings:
    """R4: who has a declared conflict of interest does not pay either."""
    yield from no_conflict(state, context.actor)


def material_is_reviewed(command: RecordMaterial, state: Partnership, _context: Context) -> Findings:
    """C10: all three parts are reviewed; a failing one names the guideline it breaks."""
    if is_blank(command.material):
        yield Finding("C10", "no material is named", "say what was published")
    if command.quality is None:
        yield Finding(
            "C10",
            "the material is not reviewed",
            "review visual form, words and content, each by itself",
        )
    elif not (command.quality.visual and command.quality.verbal and command.quality.content):
        yield from guideline_is_agreed(command.guideline, state, "C10")
        if not command.evidence:
            yield Finding("C30", "no evidence of what failed is given", "attach what was published")
        if is_blank(command.because):
            yield Finding("C30", "no reason is given for what failed", "say what falls short")


def guideline_is_agreed(guideline: str, state: Partnership, clause: str) -> Findings:
    """C30: the ground is one of the guidelines that were agreed, or the code of conduct both acknowledged."""
    agreed = [one.id for one in state.agreement.guidelines] if state.agreement else []
    if state.agreement and guideline.casefold() in CODE_OF_CONDUCT:
        return
    if guideline not in agreed:
        listed = ", ".join(f'"{one}"' for one in agreed)
        yield Finding(
            clause,
            f'"{guideline}" is not an agreed guideline' if guideline else "no agreed guideline is named",
            f"name one of {listed}; for any other reason, give notice"
            if listed
            else "nothing has been agreed yet",
        )


def co_partner_is_new(command: RecordCoPartner, state: Partnership, _context: Context) -> Findings:
    """C7: a co-partner is named, and recorded once."""
    if is_blank(command.co_partner):
        yield Finding("C7", "no co-partner is named", "name the organisation that joined")
    if command.co_partner in [one.name for one in state.co_partners]:
        yield Finding("C7", f"{command.co_partner} is already a co-partner", "nothing needs to be recorded")


def benefit_is_named(command: RecordBenefit, _state: Partnership, _context: Context) -> Findings:
    """C29: what we received is told, and its value is not negative."""
    if is_blank(command.what):
        yield Finding(
            "C29", "nothing is said about what was received", "say what we received of the exchange"
        )
    if command.value and command.value.ore < 0:
        yield Finding("C29", "the value received is negative", "state the market value, zero or more")


def survey_is_described(command: RecordSurvey, _state: Partnership, _context: Context) -> Findings:
    """C41: a survey, when there is one, tells supplier, method, respondents, cost and report."""
    wanted = {"supplier": command.supplier, "method": command.method, "document": command.document}
    for what, given in wanted.items():
        if is_blank(given):
            yield Finding("C41", f"the {what} is missing", f"state the {what}")
    if command.respondents <= 0:
        yield Finding("C41", "the number of respondents is missing", "state how many answered")
    if command.cost is None or command.cost.ore < 0:
        yield Finding("C41", "the cost is missing", "state the cost, net; zero counts too")


def follow_up_is_of_something(
    command: RecordFollowUp | RecordMeasurement, state: Partnership, _context: Context
) -> Findings:
    """C18: a follow-up or measurement is of an initiative, and of a goal where it is a measurement."""
    initiative = state.initiative(command.initiative)
    if initiative is None:
        yield _no_initiative("C18", command.initiative, state)
    if isinstance(command, RecordFollowUp) and is_blank(command.found):
        yield Finding("C18", "nothing is said about what was found", "say what the follow-up showed")
    if isinstance(command, RecordMeasurement) and initiative:
        goals = [goal.id for goal in (*initiative.goals, *state.post_hoc_goals.get(initiative.id, ()))]
        if command.goal not in goals:
            yield Finding(
                "C17",
                f'{initiative.id} has no goal "{command.goal}"',
                f"its goals are {', '.join(goals)}",
            )
        if is_blank(command.value):
            yield Finding("C17", "no value is stated", "state what was read off")


def _no_initiative(clause: str, named: str, state: Partnership) -> Finding:
    names = ", ".join(one.id for one in state.initiatives)
    return Finding(clause, f'{state.ref} has no initiative "{named}"', f"its initiatives are {names}")


def settlement_is_open(command: RecordSettlement, state: Partnership, _context: Context) -> Findings:
    """C30: what is owed after the end is settled once, and the amount is not negative."""
    if state.settlement:
        yield Finding("C30", f"{state.ref} is already settled", "a mistake in it is mended by a correction")
    if command.repaid.ore < 0:
        yield Finding("C30", "the repaid amount is negative", "state what came back, zero or more")
    if state.agreement is None:
        yield Finding("C30", f"{state.ref} ended before anything was agreed", "there is nothing to settle")
    elif command.repaid.ore > state.paid().ore:
        yield Finding(
            "C30",
            f"{command.repaid} is more than was ever paid, {state.paid()}",
            "state what came back of it",
        )
    if not command.brand_use_ended:
        yield Finding(
            "C30",
            "our marks are still in use",
            "settle when names and logotypes have been taken down",
        )


# --- evaluation -----------------------------------------------------------------------------------


def initiative_can_be_evaluated(command: Evaluate, state: Partnership, context: Context) -> Findings:
    """C38: one started initiative at a time, reviewed by us; after the end only for the last time."""
    initiative = state.initiative(command.initiative)
    if initiative is None:
        yield _no_initiative("C38", command.initiative, state)
    elif initiative not in state.started_initiatives(context.on):
        yield Finding(
            "C38",
            f"{initiative.id} had not started by {context.on}",
            "evaluate it once it has started",
        )
    yield from _lateness_is_not_hidden(command, state, context)
    if command.basis != "own review":
        yield Finding(
            "C38",
            f'"{command.basis}" is not a review of our own',
            "use it as evidence in a review of ours",
        )
    if state.stage is Stage.TERMINATED and not command.final:
        yield Finding(
            "C38",
            f"{state.ref} has ended and owes a final evaluation",
            "mark this evaluation as final",
        )
    if command.final and not _final_is_possible(command, state, context):
        days = context.policy.thresholds.final_evaluation_window_days
        yield Finding(
            "C38",
            "an evaluation so early cannot be the final one",
            f"it can be final from {days} days before the end, or when it recommends ending",
        )


def _lateness_is_not_hidden(command: Evaluate, state: Partnership, context: Context) -> Findings:
    """C38: what is late counts from the day it is recorded, not from a day that would have been in time."""
    for owed in overdue_evaluations(state, context.policy, context.today):
        if owed.subject == command.initiative and context.on < context.today:
            yield Finding(
                "C38",
                f"it was due on {owed.due} and is late already",
                "it counts from today; leave the business date out",
            )


def _final_is_possible(command: Evaluate, state: Partnership, context: Context) -> bool:
    if state.stage is Stage.TERMINATED or command.recommendation == "end" or state.end is None:
        return True
    return context.on >= state.end - timedelta(days=context.policy.thresholds.final_evaluation_window_days)


def every_goal_is_answered(command: Evaluate, state: Partnership, _context: Context) -> Findings:
    """C39: an outcome with evidence for every frozen goal, and for no other."""
    initiative = state.initiative(command.initiative)
    if initiative is None:
        return
    frozen = [goal.id for goal in initiative.goals]
    answered = [outcome.goal for outcome in command.outcomes]
    for goal_id in frozen:
        if goal_id not in answered:
            yield Finding(
                "C39",
                f"goal {goal_id} has no outcome",
                f"say of {goal_id}: met, partly, not-met or not-measurable",
            )
    for outcome in command.outcomes:
        if outcome.goal not in frozen:
            yield Finding("C39", f"{outcome.goal} is not a frozen goal of {initiative.id}",
                          f"its frozen goals are {', '.join(frozen)}" if frozen else "it has none")  # fmt: skip
        yield from _outcome_is_shown(outcome)
    if len(answered) != len(set(answered)):
        yield Finding("C39", "a goal has two outcomes", "answer each goal once")


def _outcome_is_shown(outcome: Outcome) -> Findings:
    if outcome.result == "not-measurable":
        if is_blank(outcome.because):
            yield Finding("C39", f"goal {outcome.goal} could not be measured, without a reason", "say why")
    elif not outcome.evidence:
        yield Finding(
            "C39",
            f"the outcome of {outcome.goal} has no evidence",
            "attach what it was read off from",
        )


def review_is_critical(command: Evaluate, _state: Partnership, _context: Context) -> Findings:
    """C40: weaknesses, or a reasoned none; and a recommendation."""
    if not [one for one in command.weaknesses if not is_blank(one)] and is_blank(command.no_weakness_because):
        yield Finding(
            "C40",
            "no weakness is stated",
            "state weaknesses, or say in no_weakness_because why there are none",
        )
    if command.recommendation is None:
        yield Finding("C40", "no recommendation is given", "recommend continue, adjust or end")


def going_on_is_recommended(command: Continue, state: Partnership, context: Context) -> Findings:
    """C38, C36: every recommendation lets it go on, adjustments are told, and the end has not come."""
    latest = [state.last_evaluation(one) for one in dict.fromkeys(state.evaluated_this_round)]
    for evaluation in latest:
        if evaluation and evaluation.recommendation == "end":
            yield Finding(
                "C38",
                f"the evaluation of {evaluation.initiative} recommends ending",
                "give notice instead",
            )
    if any(one and one.recommendation == "adjust" for one in latest) and not any(
        not is_blank(line) for line in command.adjustments
    ):
        yield Finding("C40", "an adjustment is recommended and none is told", "say what is adjusted")
