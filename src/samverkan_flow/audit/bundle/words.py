"""What happened, in plain words. No personal text is opened: names of signatories and contacts stay sealed."""

from collections.abc import Iterable

from samverkan_flow.audit.counting import counted
from samverkan_flow.domain import events as e
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import AgreedAmountCorrection, NoteCorrection, PaymentCorrection, RightValue


def told(event: e.Event) -> str:
    """Returns what an event says, as a sentence; what has no sentence of its own is told by its name."""
    for tell in (_choosing, _agreeing, _following_up, _ending):
        if sentence := tell(event):
            return sentence
    name, detail = e.name_of(event).replace("-", " "), e.detail_of(event)
    return f"{name.capitalize()}: {detail}." if detail else f"{name.capitalize()}."


def _choosing(event: e.Event) -> str:
    match event:
        case e.PartnershipProposed():
            after = f", as the successor of {event.predecessor_ref}" if event.predecessor_ref else ""
            return f"The partnership {event.name} with {event.partner.name} was proposed{after}."
        case e.PartnershipImported():
            return _imported(event)
        case e.CriteriaAssessed(assessments=assessments):
            verdicts = _joined(f"{one.subject} {one.verdict}" for one in assessments)
            return f"Criteria were judged: {verdicts}."
        case e.PartnershipScreened():
            return "The screening was passed."
        case e.ExceptionAsked():
            of = f" for initiative {event.initiative}" if event.initiative else ""
            return f"An exception from {event.clause}{of} was asked for (number {event.number})."
        case e.ExceptionGranted():
            return f"The exception from {event.clause} was granted (number {event.number})."
        case e.ExceptionRefused():
            return f"The exception from {event.clause} was refused (number {event.number})."
        case e.ConflictDeclared(person=person):
            return f"A conflict of interest of {person} was declared."
        case e.ConflictWithdrawn(person=person):
            return f"The conflict of interest of {person} no longer stands."
        case e.HandedOver(duty=duty, person=person):
            return f"{person} became the {duty}."
        case e.PolicyMoved(version=version):
            return f"The partnership was moved to policy version {version}."
        case _:
            return ""


def _agreeing(event: e.Event) -> str:
    match event:
        case e.InitiativePlanned(initiative=initiative):
            goals = counted(len(initiative.goals), "goal")
            return f"The initiative {initiative.name} ({initiative.id}) was planned, {goals}."
        case e.GoalAdded(initiative=initiative, goal=goal):
            after = ", after the start" if goal.post_hoc else ""
            return f"Goal {goal.id} was added to initiative {initiative}{after}."
        case e.DocumentSigned():
            how = f"{event.form}; the signatory is sealed"
            return f"{_party(event.party)} signed {event.document.name} on {event.signed_on} ({how})."
        case e.CodeAcknowledged():
            return f"{_party(event.party)} acknowledged the code of conduct {event.code_version}."
        case e.PartnershipAgreed(agreement=agreement):
            return (
                f"The agreement was made, for {agreement.start} to {agreement.end} and {agreement.total} in all "
                f"(registered as {agreement.registry_number})."
            )
        case e.AddendumAgreed():
            return (
                f"The agreement was changed by {event.document.name} (registered as {event.registry_number})."
            )
        case e.PartnershipActivated():
            return "The partnership began."
        case _:
            return ""


def _following_up(event: e.Event) -> str:
    match event:
        case e.FollowUpRecorded():
            return f"Initiative {event.initiative} was followed up: {event.found}"
        case e.MeasurementRecorded():
            return f"Goal {event.goal} of initiative {event.initiative} was read off: {event.value}."
        case e.PaymentMade():
            return f"{event.amount} was paid, of the contribution for {event.year} (payment {event.number})."
        case e.BenefitReceived():
            worth = f", worth {event.value}" if event.value else ""
            return f"We received {event.what}{worth}."
        case e.MaterialReviewed(quality=quality):
            looked = {"form": quality.visual, "words": quality.verbal, "content": quality.content}
            judged = _joined(f"{part} {'good' if good else 'not good'}" for part, good in looked.items())
            return f"The material {event.material} was reviewed: {judged}."
        case e.CoPartnerAdded(co_partner=co_partner):
            return f"{co_partner.name} joined as another partner on {co_partner.added_on}."
        case e.SurveyRecorded():
            return f"A survey by {event.supplier} ({event.respondents} answers, {event.cost}) was recorded."
        case e.InitiativeEvaluated(evaluation=evaluation):
            final = " for the last time" if evaluation.final else ""
            outcomes = _joined(f"{one.goal} {one.result.replace('-', ' ')}" for one in evaluation.outcomes)
            return (
                f"Initiative {evaluation.initiative} was evaluated{final}: {outcomes}. "
                f"The recommendation is to {evaluation.recommendation}."
            )
        case e.PartnershipEvaluated():
            return "Every started initiative has been evaluated in this round."
        case e.PartnershipContinued(adjustments=adjustments):
            adjusted = f"; adjusted: {_joined(adjustments)}" if adjustments else ""
            return f"The partnership goes on{adjusted}."
        case _:
            return ""


def _ending(event: e.Event) -> str:
    match event:
        case e.BreachReported():
            where = f", at {event.place}" if event.place else ""
            return f"A breach of the guideline {event.guideline} was reported{where} (breach {event.number})."
        case e.BreachDecided(decision=decision):
            by = f" by {event.remedy_by}" if event.remedy_by else ""
            return f"On breach {event.number} it was decided: {decision.replace('-', ' ')}{by}."
        case e.BreachRemedied(number=number):
            return f"The remedy of breach {number} was accepted."
        case e.PartnershipTerminated():
            of = f" (breach {event.breach})" if event.breach else ""
            return f"The partnership ended: {event.end_reason}{of}."
        case e.TerminationConfirmed():
            return "A second person confirmed the termination."
        case e.TerminationConfirmationDeclined():
            return "A second person declined to confirm the termination, which stands."
        case e.SettlementRecorded():
            marks = "the marks are removed" if event.brand_use_ended else "the marks are still in use"
            return f"The parties settled: {event.repaid} was paid back, {marks}."
        case e.CorrectionProposed():
            return (
                f"Event {event.event_version} was said to be recorded wrongly; right is {right_in_words(event.right)} "
                f"(correction {event.number})."
            )
        case e.CorrectionConfirmed(number=number):
            return f"A second person confirmed correction {number}."
        case e.ReminderSent(kind=kind, subject=subject, due=due, to=to):
            of = f"{kind.replace('-', ' ')}{f' {subject}' if subject else ''}"
            return f"{to} was reminded by mail of the {of}, due on {due}."
        case e.CommandRefused(command=command):
            return f"Somebody tried to {command}, and was refused."
        case _:
            return ""


def _imported(event: e.PartnershipImported) -> str:
    agreement, rows = event.agreement, _joined(str(row) for row in event.rows)
    where = f"{'row' if len(event.rows) == 1 else 'rows'} {rows} of {event.source.name}"
    ended = f"; it had ended on {event.ended_on}: {event.end_reason}" if event.ended_on else ""
    return (
        f"The partnership {event.name} with {event.partner.name}, agreed before this log was kept, was taken in "
        f"from {where}, for {agreement.start} to {agreement.end} and {agreement.total} in all{ended}."
    )


def right_in_words(right: RightValue) -> str:
    """Returns what a correction says is right."""
    match right:
        case AgreedAmountCorrection(year=year, net=net):
            return f"{net} agreed for {year}"
        case PaymentCorrection(payment=payment, amount=amount):
            return f"{amount} as payment {payment}"
        case NoteCorrection(text=text):
            return f"“{text}”"


def money(amount: Money | None) -> str:
    """Returns an amount, or nothing."""
    return str(amount) if amount is not None else ""


def _party(party: str) -> str:
    return "We" if party == "us" else "The partner"


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)
