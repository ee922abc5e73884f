"""In force: follow-up, measurements, payments, benefits, material, co-partners, surveys."""

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.context import Context
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import CoPartner


def record_follow_up(
    command: c.RecordFollowUp, _state: Partnership, _context: Context
) -> tuple[e.Event, ...]:
    """Returns the follow-up."""
    return (
        e.FollowUpRecorded(initiative=command.initiative, found=command.found, evidence=command.evidence),
    )


def record_measurement(
    command: c.RecordMeasurement, _state: Partnership, _context: Context
) -> tuple[e.Event, ...]:
    """Returns the measurement."""
    return (
        e.MeasurementRecorded(
            initiative=command.initiative,
            goal=command.goal,
            value=command.value,
            evidence=command.evidence,
        ),
    )


def record_payment(command: c.RecordPayment, state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the payment, numbered within the partnership."""
    number = len(state.payments) + 1
    return (e.PaymentMade(number=number, year=command.year or context.on.year, amount=command.amount),)


def record_benefit(command: c.RecordBenefit, _state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the received benefit."""
    return (e.BenefitReceived(what=command.what, value=command.value, evidence=command.evidence),)


def record_material(command: c.RecordMaterial, state: Partnership, _context: Context) -> tuple[e.Event, ...]:
    """Returns the review; a part that fails opens a breach docket as well (C10)."""
    quality = command.quality
    assert quality is not None, "material_is_reviewed has checked it"
    reviewed = e.MaterialReviewed(material=command.material, quality=quality, evidence=command.evidence)
    if quality.visual and quality.verbal and quality.content:
        return (reviewed,)
    number = len(state.breaches) + 1
    return (
        reviewed,
        e.BreachReported(number=number, guideline=command.guideline, evidence=command.evidence),
    )


def record_co_partner(
    command: c.RecordCoPartner, _state: Partnership, context: Context
) -> tuple[e.Event, ...]:
    """Returns the co-partner, whose company is open to be judged again."""
    return (e.CoPartnerAdded(co_partner=CoPartner(command.co_partner, context.on)),)


def record_survey(command: c.RecordSurvey, _state: Partnership, context: Context) -> tuple[e.Event, ...]:
    """Returns the survey with its cost."""
    assert command.cost is not None and command.document is not None, "survey_is_described has checked both"
    return (
        e.SurveyRecorded(
            supplier=command.supplier,
            method=command.method,
            respondents=command.respondents,
            cost=command.cost,
            year=context.on.year,
            document=command.document,
        ),
    )
