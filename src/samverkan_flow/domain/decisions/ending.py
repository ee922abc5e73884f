"""The other ends, what follows them, and corrections."""

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.obligations import is_evaluated_for_good
from samverkan_flow.domain.partnership import Partnership


def end(command: c.End, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the end for a reason of the closed list (T8)."""
    assert command.reason is not None, "the act is chosen by its reason"
    return (e.PartnershipTerminated(end_reason=command.reason, consent=command.consent),)


def end_by_calendar(_command: c.EndByCalendar, state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the end on the agreed day: completed, or expired when a final evaluation is missing."""
    return (e.PartnershipTerminated(end_reason="completed" if is_completed(state, context) else "expired"),)


def is_completed(state: Partnership, context: Context) -> bool:
    """Tells whether every started initiative had its final evaluation by the last day (T10), whenever this is asked."""
    started = state.started_initiatives(context.today)
    finals = {
        one.initiative
        for one in state.known_evaluations
        if one.final and (not state.end or one.known_on <= state.end)
    }
    return all(
        one.id in finals and is_evaluated_for_good(state, state.last_known_evaluation(one.id), context.policy)
        for one in started
    )


def settle(command: c.RecordSettlement, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the settlement."""
    return (e.SettlementRecorded(repaid=command.repaid, brand_use_ended=command.brand_use_ended),)


def propose_correction(
    command: c.ProposeCorrection, state: Partnership, _context: Context
) -> tuple[e.Event, ...]:
    """Returns the proposed correction, numbered within the partnership."""
    assert command.right is not None and command.document is not None, "correction_is_whole has checked both"
    number = len(state.corrections) + 1
    return (
        e.CorrectionProposed(
            number=number,
            event_version=command.event_version,
            right=command.right,
            document=command.document,
        ),
    )


def confirm_correction(
    command: c.ConfirmCorrection, _state: Partnership, _context: Context
) -> tuple[e.Event, ...]:
    """Returns the confirmed correction; the original event stays."""
    return (e.CorrectionConfirmed(number=command.number),)
