"""Which events are steps of the lifecycle, and the trigger each of them pulled."""

from samverkan_flow.domain.events import (
    Event,
    PartnershipActivated,
    PartnershipAgreed,
    PartnershipContinued,
    PartnershipEvaluated,
    PartnershipScreened,
    PartnershipTerminated,
)
from samverkan_flow.domain.lifecycle import END_REASONS

TRIGGER_OF: dict[type[Event], str] = {
    PartnershipScreened: "screen",
    PartnershipAgreed: "agree",
    PartnershipActivated: "activate",
    PartnershipEvaluated: "evaluate",
    PartnershipContinued: "continue",
}
"""The trigger of each step that leads on; an end has the trigger of its reason."""
_TRIGGER_OF_END = {reason: trigger for trigger, reason in END_REASONS.items()}


def trigger_of(event: Event) -> str | None:
    """Returns the trigger an event pulled, or None when it changed no stage."""
    if isinstance(event, PartnershipTerminated):
        return _TRIGGER_OF_END[event.end_reason]
    return TRIGGER_OF.get(type(event))
