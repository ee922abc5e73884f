"""Breach, the ends of a partnership, and what is mended afterwards: C30, C35, T3-T6, T17."""

import re

from samverkan_flow.domain.commands import (
    AcceptRemedy,
    ConfirmCorrection,
    ConfirmTermination,
    DecideBreach,
    End,
    EndByCalendar,
    ProposeCorrection,
    ReportBreach,
    TerminateForBreach,
)
from samverkan_flow.domain.context import Context, Findings
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.guards.following_up import guideline_is_agreed
from samverkan_flow.domain.guards.house_rules import duties_are_apart, level_that_signs
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import overdue_evaluations
from samverkan_flow.domain.partnership import Breach, Partnership, Payment
from samverkan_flow.domain.policy import LEVELS, level_covers
from samverkan_flow.domain.values import (
    AgreedAmountCorrection,
    Agreement,
    Document,
    NoteCorrection,
    PaymentCorrection,
    RightValue,
    is_blank,
)

# --- breach ---------------------------------------------------------------------------------------


def ground_is_agreed(command: ReportBreach, state: Partnership, _context: Context) -> Findings:
    """C30: the ground is an agreed guideline, shown by evidence."""
    yield from guideline_is_agreed(command.guideline, state, "C30")
    if not command.evidence:
        yield Finding("C30", "no evidence of the breach is given", "attach what shows it")


def breach_is_decidable(command: DecideBreach, state: Partnership, context: Context) -> Findings:
    """C30: an open report is decided, with a date where it is to be remedied (T3)."""
    yield from _docket_is_open(command.number, state, context)
    if state.stage is Stage.TERMINATED and command.decision == "remedy":
        yield Finding(
            "C30", f"{state.ref} has ended, and nothing can be remedied", "decide no-action, with the reasons"
        )
    if command.decision not in ("remedy", "no-action"):
        yield Finding(
            "C30",
            "no decision is stated",
            "decide remedy or no-action; to end it, terminate for breach",
        )
    if command.decision == "remedy" and command.remedy_by is None:
        yield Finding("C30", "no date is set for the remedy", "state the day it is to be remedied by")
    if command.remedy_by and command.remedy_by < context.today:
        yield Finding(
            "C30",
            f"the remedy date {command.remedy_by} has already passed",
            "set a day that is still to come",
        )
    if command.remedy_by and state.end and command.remedy_by > state.end:
        yield Finding(
            "C30",
            f"the remedy date {command.remedy_by} is after the end",
            f"set a day up to {state.end}",
        )


def _docket_is_open(number: int, state: Partnership, context: Context) -> Findings:
    breach = state.breach(number)
    if breach is None:
        numbers = ", ".join(str(one.number) for one in state.breaches if one.awaits_decision(context.today))
        remedy = f"open are {numbers}" if numbers else "report the breach first"
        yield Finding("C30", f"{state.ref} has no reported breach number {number}", remedy)
    elif not breach.awaits_decision(context.today):
        yield Finding(
            "C30", f"breach {number} is already decided: {breach.decision}", _after_decision(breach)
        )


def _after_decision(breach: Breach) -> str:
    if breach.decision == "remedy" and breach.remedied_on is None:
        return f"it opens again if the remedy is not accepted by {breach.remedy_by}"
    return "report a new breach if there is one"


def remedy_is_due(command: AcceptRemedy, state: Partnership, context: Context) -> Findings:
    """C30: a remedy is accepted in time; once its date has passed the decision is open again (T3)."""
    breach = state.breach(command.number)
    if breach is None or breach.decision != "remedy" or breach.remedied_on:
        yield Finding("C30", f"breach {command.number} awaits no remedy", "decide the breach first")
    elif breach.remedy_lapsed(context.today):
        yield Finding("C30", f"the remedy was due on {breach.remedy_by}", "decide the breach anew")


def termination_is_now(_command: TerminateForBreach, _state: Partnership, context: Context) -> Findings:
    """C30: a termination for breach takes effect when it is recorded, never earlier or later."""
    if context.on != context.today:
        yield Finding(
            "C30",
            f"the termination is dated {context.on}",
            "it takes effect today; leave the date out",
        )


def termination_has_ground(command: TerminateForBreach, state: Partnership, context: Context) -> Findings:
    """C30: it decides an open report, or reports and decides at once with guideline and evidence."""
    if command.number:
        yield from _docket_is_open(command.number, state, context)
        if command.guideline or command.evidence:
            yield Finding(
                "C30",
                "a report is named, and a new ground beside it",
                "name the report, or the guideline with its evidence",
            )
        return
    yield from guideline_is_agreed(command.guideline, state, "C30")
    if not command.evidence:
        yield Finding("C30", "no evidence of the breach is given", "attach what shows it")


def termination_awaits(_command: ConfirmTermination, state: Partnership, context: Context) -> Findings:
    """C30: a termination for breach is confirmed once, by a second person (T4)."""
    if state.end_reason != "breach":
        yield Finding("C30", f"{state.ref} was not terminated for breach", "there is nothing to confirm")
    elif state.confirmed_by:
        yield Finding("C30", f"{state.confirmed_by} has already confirmed it", "nothing needs to be done")
    elif state.declined_by == context.actor.handle:
        yield Finding(
            "R3", f"{state.declined_by} declined to confirm it", "another person of the highest level decides"
        )
    elif state.declined_by and not level_covers(context.actor.level, LEVELS[-1]):
        yield Finding(
            "R2",
            f"{state.declined_by} declined, so it lies with the highest level",
            f"a {context.house_policy.roles[LEVELS[-1]].en} decides",
        )


# --- the other ends -------------------------------------------------------------------------------


def rejection_cites_clauses(command: End, _state: Partnership, context: Context) -> Findings:
    """C0: a rejection names the clauses it rests on."""
    cited = re.findall(r"\bC\d{1,2}\b", command.because)
    if not any(clause in context.policy.clauses for clause in cited):
        yield Finding("C0", "the reasons name no clause", "say which clauses are not met, such as C5 or C8")


def partner_consents(command: End, _state: Partnership, _context: Context) -> Findings:
    """C35: a mutual end is in writing, with the partner's consent."""
    if not command.consent:
        yield Finding("C35", "the partner's consent is missing", "attach the partner's written consent")


def has_not_begun(_command: End, state: Partnership, context: Context) -> Findings:
    """C27: what has reached its first day has commenced, whether or not the calendar has said so."""
    if state.start and state.start <= context.today:
        yield Finding(
            "C27",
            f"{state.ref} began on {state.start}",
            "the calendar begins it; then end it by notice or by mutual consent",
        )


def end_hides_no_evaluation(_command: End, state: Partnership, context: Context) -> Findings:
    """C38: an end in the past takes no evaluation away that is late today, nor one of what has started since."""
    if context.on >= context.today:
        return
    for owed in overdue_evaluations(state, context.policy, context.today):
        yield Finding(
            "C38",
            f"the evaluation of {owed.subject} was due on {owed.due} and is late already",
            "end it as of today; leave the business date out",
        )
    before = state.started_initiatives(context.on)
    for one in state.started_initiatives(context.today):
        if one not in before:
            yield Finding(
                "C38",
                f"{one.id} started on {one.start}, after {context.on}",
                "end it as of today; leave the business date out",
            )


def end_date_is_passed(_command: EndByCalendar, state: Partnership, context: Context) -> Findings:
    """C36: the calendar ends what has reached its last day, the day after (T16)."""
    if state.end is None or context.today <= state.end:
        yield Finding("C36", f"{state.ref} is in force until {state.end}", "wait for the day after")


# --- corrections ----------------------------------------------------------------------------------


def correction_is_whole(command: ProposeCorrection, state: Partnership, context: Context) -> Findings:
    """C35: which event, what is right, and what the signed document says (T17)."""
    if not 1 <= command.event_version <= state.version:
        yield Finding(
            "C35",
            f"{state.ref} has no event {command.event_version}",
            f"its events are 1 to {state.version}",
        )
    if command.document is None:
        yield Finding("C35", "no document shows what is right", "name the signed document or the receipt")
    if command.right is None:
        yield Finding("C35", "nothing is said about what is right", "state the right value")
    else:
        yield from _corrects_its_event(command, command.right, state)
        yield from _right_fits(command.right, state)
        yield from _pays_no_more(command.right, state, context)
        known = [one.number for one in state.payments]
        corrects = isinstance(command.right, PaymentCorrection) and command.right.payment in known
        if corrects and "treasurer" not in context.actor.roles:
            yield Finding("R1", f"{context.actor.handle} is not a treasurer", "a treasurer corrects payments")


def _corrects_its_event(command: ProposeCorrection, right: RightValue, state: Partnership) -> Findings:
    """The event named is the one that holds the wrong value, and the document the one that was signed."""
    match right:
        case AgreedAmountCorrection(year=year) if state.agreement:
            stated_in = state.stated_in.get(year)
            if stated_in and command.event_version != stated_in:
                yield Finding(
                    "C35",
                    f"event {command.event_version} is not where the amount of {year} stands",
                    f"it was last stated in event {stated_in}"
                    if stated_in
                    else "correct a year of the agreement",
                )
            if command.document and not _is_signed(command.document, state.agreement, state):
                yield Finding(
                    "C35",
                    f"{command.document.name} is not the document that was signed",
                    "name the signed document",
                )
        case PaymentCorrection(payment=number):
            paid = next((one for one in state.payments if one.number == number), None)
            if paid and paid.event_version != command.event_version:
                yield Finding(
                    "C35", f"payment {number} is event {paid.event_version}", "name the event of the payment"
                )
        case _:
            return


def _is_signed(document: Document, agreement: Agreement, state: Partnership) -> bool:
    """Tells whether a document was signed; an imported one whose bytes nobody told is known by its name."""
    signed = {agreement.document.sha256, *(one.sha256 for one in state.addenda)}
    told_by_name = not agreement.document.sha256 and document.name == agreement.document.name
    return document.sha256 in signed or told_by_name


def _right_fits(right: RightValue, state: Partnership) -> Findings:
    """What is said to be right can be right: a year that was agreed, a payment that was made, no overpayment."""
    match right:
        case AgreedAmountCorrection(year=year, net=net):
            years = [line.year for line in state.agreement.contributions] if state.agreement else []
            if year not in years or net.ore < 0:
                yield Finding(
                    "C35", f"nothing is agreed for {year}", "correct a year of the agreement, zero or more"
                )
            elif net.ore < state.paid_in(year).ore:
                yield Finding(
                    "C26", f"{state.paid_in(year)} has been paid for {year}", "correct the payment first"
                )
        case PaymentCorrection(payment=number, amount=amount):
            paid = next((one for one in state.payments if one.number == number), None)
            if paid is None or amount.ore < 0:
                yield Finding(
                    "C35", f"{state.ref} has no payment {number}", "correct a recorded payment, zero or more"
                )
            elif state.agreement and _sum_with(paid, amount, state) > state.agreement.in_year(paid.year).ore:
                yield Finding(
                    "C26",
                    f"{amount} is more than was agreed for {paid.year}",
                    "correct the agreed amount first",
                )
        case NoteCorrection(text=text):
            if is_blank(text):
                yield Finding("C35", "the note says nothing", "say what was wrong and what is right")


def _pays_no_more(right: RightValue, state: Partnership, context: Context) -> Findings:
    """C30, C38: what may not be paid now is not paid by a correction either."""
    paid = next(
        (
            one
            for one in state.payments
            if isinstance(right, PaymentCorrection) and one.number == right.payment
        ),
        None,
    )
    if paid is None or not isinstance(right, PaymentCorrection) or right.amount.ore <= paid.amount.ore:
        return
    if state.end_reason == "breach":
        yield Finding(
            "C30", f"{state.ref} was ended for breach, and nothing more is paid", "settle what is owed"
        )
    for owed in overdue_evaluations(state, context.policy, context.today):
        yield Finding(
            "C38", f"the evaluation of {owed.subject} was due on {owed.due}", f"evaluate {owed.subject} first"
        )


def _sum_with(paid: Payment, amount: Money, state: Partnership) -> int:
    """Returns what the year's payments come to, in öre, once one of them is corrected."""
    return state.paid_in(paid.year).ore - paid.amount.ore + amount.ore


def correction_is_open(command: ConfirmCorrection, state: Partnership, context: Context) -> Findings:
    """C35, R3: an open correction is confirmed by another person than the one who proposed it."""
    proposed = next((one for one in state.corrections if one.number == command.number), None)
    if proposed is None or proposed.confirmed_by:
        yield Finding(
            "C35",
            f"{state.ref} has no open correction number {command.number}",
            "propose the correction first",
        )
    elif proposed.proposed_by == context.actor.handle:
        yield Finding("R3", f"{proposed.proposed_by} proposed this correction", "another person confirms it")


def correction_still_fits(command: ConfirmCorrection, state: Partnership, context: Context) -> Findings:
    """C35: what fitted when it was proposed fits when it is confirmed (T17)."""
    proposed = next((one for one in state.corrections if one.number == command.number), None)
    if proposed and not proposed.confirmed_by:
        yield from _right_fits(proposed.right, state)
        yield from _pays_no_more(proposed.right, state, context)


def correction_is_within_level(command: ConfirmCorrection, state: Partnership, context: Context) -> Findings:
    """R2: a correction that raises the total is confirmed by the level that could have signed it."""
    proposed = next((one for one in state.corrections if one.number == command.number), None)
    if proposed is None or state.agreement is None or not isinstance(proposed.right, AgreedAmountCorrection):
        return
    right = proposed.right
    total = Money(state.agreement.total.ore - state.agreement.in_year(right.year).ore + right.net.ore)
    if total.ore <= state.agreement.total.ore:
        return
    wanted = level_that_signs(total, state, context)
    if not level_covers(context.actor.level, wanted):
        level = context.house_policy.roles[wanted].en
        yield Finding("R2", f"the correction raises the total to {total}", f"a {level} or higher confirms it")
    yield from duties_are_apart(("screener",), state, context.actor)
