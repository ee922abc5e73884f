"""Which act brings each event of a partnership about: the table of acts, read from what happened."""

from samverkan_flow.domain import events as e
from samverkan_flow.domain.acts import ACT, ACTS, Act
from samverkan_flow.domain.steps import trigger_of

ACT_OF: dict[type[e.Event], str] = {
    e.PartnershipProposed: "propose",
    e.PartnershipImported: "import",
    e.CriteriaAssessed: "assess",
    e.ExceptionAsked: "exception ask",
    e.ExceptionGranted: "exception grant",
    e.ExceptionRefused: "exception refuse",
    e.ConflictDeclared: "conflict declare",
    e.ConflictWithdrawn: "conflict withdraw",
    e.HandedOver: "hand-over",
    e.PolicyMoved: "policy move",
    e.InitiativePlanned: "plan",
    e.GoalAdded: "goal",
    e.DocumentSigned: "sign",
    e.CodeAcknowledged: "acknowledge",
    e.AddendumAgreed: "agree addendum",
    e.FollowUpRecorded: "record follow-up",
    e.MeasurementRecorded: "record measurement",
    e.PaymentMade: "record payment",
    e.BenefitReceived: "record benefit",
    e.MaterialReviewed: "record material",
    e.CoPartnerAdded: "record co-partner",
    e.SurveyRecorded: "record survey",
    e.InitiativeEvaluated: "evaluate",
    e.BreachReported: "breach report",
    e.BreachDecided: "breach decide",
    e.BreachRemedied: "breach remedied",
    e.TerminationConfirmed: "breach confirm",
    e.TerminationConfirmationDeclined: "breach confirm",
    e.SettlementRecorded: "record settlement",
    e.CorrectionProposed: "correct propose",
    e.CorrectionConfirmed: "correct confirm",
}
"""The act of each event that is no step of the lifecycle; a step has the act that pulls its trigger."""

_ACT_OF_TRIGGER: dict[str, Act] = {act.trigger: act for act in reversed(ACTS) if act.trigger}


def act_of(event: e.Event) -> Act | None:
    """Returns the act that brings an event about, or None for what is no partnership's."""
    if isinstance(event, e.BreachDecided) and event.decision == "terminate":
        return ACT["breach terminate"]
    trigger = trigger_of(event)
    if trigger:
        return _ACT_OF_TRIGGER[trigger]
    name = ACT_OF.get(type(event))
    return ACT[name] if name else None
