"""The breach docket: report, decide, remedy, terminate at once, confirm."""

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.partnership import Partnership


def report(
    command: c.ReportBreach | c.TerminateForBreach, state: Partnership, _context: Context
) -> tuple[e.Event, ...]:
    """Returns the report, numbered within the partnership."""
    number = len(state.breaches) + 1
    return (
        e.BreachReported(
            number=number,
            guideline=command.guideline,
            evidence=command.evidence,
            place=command.place,
        ),
    )


def decide_breach(command: c.DecideBreach, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the decision: remedy by a date, or no action."""
    assert command.decision is not None, "breach_is_decidable has checked it"
    remedy_by = command.remedy_by if command.decision == "remedy" else None
    return (e.BreachDecided(number=command.number, decision=command.decision, remedy_by=remedy_by),)


def accept_remedy(command: c.AcceptRemedy, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the accepted remedy."""
    return (e.BreachRemedied(number=command.number, evidence=command.evidence),)


def terminate(command: c.TerminateForBreach, state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the immediate end: the report where there was none, the decision and the termination."""
    reported = () if command.number else report(command, state, context)
    number = command.number or len(state.breaches) + 1
    return (
        *reported,
        e.BreachDecided(number=number, decision="terminate"),
        e.PartnershipTerminated(end_reason="breach", breach=number),
    )


def confirm(command: c.ConfirmTermination, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the confirmation, or that it was declined; the termination stands either way (T4)."""
    return (e.TerminationConfirmationDeclined() if command.decline else e.TerminationConfirmed(),)
