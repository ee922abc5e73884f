"""In force: follow-up, measurement, payment, benefit, material, co-partners, surveys."""

from datetime import date, timedelta
from typing import Any

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.guards import following_up as fu
from samverkan_flow.domain.guards import house_rules
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import Contribution, CoPartner, Quality
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    DISMISSED_FOR_BREACH,
    DUE_ON,
    EVALUATED,
    GIVEN_NOTICE,
    Happened,
    addendum_agreed,
    clauses,
    evaluated,
    findings,
    goal_added,
    joined,
    paid,
    partnership,
    then,
)
from tests.unit.turns import Turn

IN_MARCH = date(2026, 3, 2)
PAYMENT = c.RecordPayment(ref="P-1", amount=b.kronor(200_000))
MEASUREMENT = c.RecordMeasurement(ref="P-1", initiative="I1", goal="G1", value="210 pupils")
FOLLOW_UP = c.RecordFollowUp(ref="P-1", initiative="I1", found="Attendance grows.")
MATERIAL = c.RecordMaterial(ref="P-1", material="spring brochure", quality=Quality(True, True, False),
                            guideline="honest marketing", evidence=(b.a_document("brochure.pdf"),),
                            because="the offer was not ours")  # fmt: skip
SURVEY = c.RecordSurvey(ref="P-1", supplier="Novus", method="telephone", respondents=600, cost=b.kronor(90_000),
                        document=b.a_document("survey.pdf"))  # fmt: skip


def turn(claim: str, guard: Any, command: c.Command, by: str, refused: list[str], **change: Any) -> Turn:
    """Returns a turn in an active partnership."""
    return Turn(claim=claim, guard=guard, command=command, given=ACTIVE, by=by, today=IN_MARCH, refused=refused,
                change=change)  # fmt: skip


TURNS: tuple[Turn, ...] = (
    turn("a follow-up is of an initiative", fu.follow_up_is_of_something, FOLLOW_UP, "h.ek", ["C18"], initiative="I9"),
    turn("a follow-up finds something", fu.follow_up_is_of_something, FOLLOW_UP, "h.ek", ["C18"], found=""),
    turn("a measurement is of a goal", fu.follow_up_is_of_something, MEASUREMENT, "u.berg", ["C17"], goal="G9"),
    turn("a measurement has a value", fu.follow_up_is_of_something, MEASUREMENT, "u.berg", ["C17"], value=" "),
    turn("a payment is more than nothing", fu.payment_is_agreed, PAYMENT, "p.lund", ["C26"], amount=Money(0)),
    turn("a payment is not negative", fu.payment_is_agreed, PAYMENT, "p.lund", ["C26"], amount=Money(-100)),
    turn("a payment is within what was agreed", fu.payment_is_agreed, PAYMENT, "p.lund", ["C26"],
         amount=Money(200_000_01)),
    turn("a payment is for an agreed year", fu.payment_is_agreed, PAYMENT, "p.lund", ["C26"], year=2025),
    turn("a payment is not of a year to come", fu.payment_is_agreed, PAYMENT, "p.lund", ["C26"], year=2027),
    turn("a benefit's value is not negative", fu.benefit_is_named,
         c.RecordBenefit(ref="P-1", what="40 seats", value=Money(0)), "h.ek", ["C29"], value=Money(-1)),
    turn("a benefit is named", fu.benefit_is_named, c.RecordBenefit(ref="P-1", what="40 seats"), "h.ek", ["C29"], what=""),
    Turn(claim="nothing is paid after the last day", guard=house_rules.period_is_running, command=PAYMENT,
         given=(*ACTIVE, evaluated(date(2028, 12, 1), final=True)), by="p.lund", today=b.END, refused=["C36", "C26"],
         bad_today=b.END + timedelta(1)),
    Turn(claim="nothing is paid while an evaluation is overdue", guard=fu.nothing_is_overdue, command=PAYMENT,
         given=ACTIVE, by="p.lund", today=DUE_ON, refused=["C38"], bad_today=DUE_ON + timedelta(1)),
    Turn(claim="who pays has no conflict", guard=fu.payer_has_no_conflict, command=PAYMENT, given=ACTIVE, by="p.lund",
         today=IN_MARCH, refused=["R4"],
         bad_given=(*ACTIVE, Happened(e.ConflictDeclared(person="p.lund"), "p.lund", b.START, "a cousin"))),
    turn("material has a name", fu.material_is_reviewed, MATERIAL, "h.ek", ["C10"], material=""),
    turn("material is reviewed", fu.material_is_reviewed, MATERIAL, "h.ek", ["C10"], quality=None),
    turn("a failed review names an agreed guideline", fu.material_is_reviewed, MATERIAL, "h.ek", ["C10"],
         guideline="good taste"),
    turn("a failed review says what failed", fu.material_is_reviewed, MATERIAL, "h.ek", ["C30"], because=""),
    turn("a failed review has evidence", fu.material_is_reviewed, MATERIAL, "h.ek", ["C30"], evidence=()),
    turn("a co-partner has a name", fu.co_partner_is_new, c.RecordCoPartner(ref="P-1", co_partner="Glitter AB"), "h.ek",
         ["C7"], co_partner=""),
    Turn(claim="a co-partner joins once", guard=fu.co_partner_is_new,
         command=c.RecordCoPartner(ref="P-1", co_partner="Glitter AB"), given=ACTIVE, by="s.alm", today=IN_MARCH,
         refused=["C7"], bad_given=(*ACTIVE, joined("Glitter AB"))),
    turn("a survey has a supplier", fu.survey_is_described, SURVEY, "h.ek", ["C41"], supplier=""),
    turn("a survey has a method", fu.survey_is_described, SURVEY, "h.ek", ["C41"], method=""),
    turn("a survey has a report", fu.survey_is_described, SURVEY, "h.ek", ["C41"], document=None),
    turn("a survey has respondents", fu.survey_is_described, SURVEY, "h.ek", ["C41"], respondents=0),
    turn("a survey has a cost", fu.survey_is_described, SURVEY, "h.ek", ["C41"], cost=None),
    turn("a survey's cost is not negative", fu.survey_is_described, SURVEY, "h.ek", ["C41"], cost=Money(-1)),
)  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_as_good_turns_bad(turn: Turn) -> None:
    """The whole command is allowed; with one thing changed it is refused under that clause alone."""
    expected = ([], turn.refused)

    actual = (turn.good(), turn.bad())

    assert expected == actual


# --- payments -------------------------------------------------------------------------------------


def test_a_payment_is_of_the_year_of_its_date() -> None:
    """Where no year is told, a payment is of the calendar year of its business date."""
    events = then(PAYMENT, ACTIVE, "p.lund", date(2027, 1, 8), on=date(2026, 12, 30))

    assert (e.PaymentMade(number=1, year=2026, amount=b.kronor(200_000)),) == events


@pytest.mark.parametrize(("ore", "expected"), [(75_000_00, []), (75_000_01, ["C26"])])
def test_instalments_add_up_to_what_was_agreed(ore: int, expected: list[str]) -> None:
    """What has been paid is counted: the last öre of the year may be paid, not one more."""
    given = (*ACTIVE, paid(60_000), paid(65_000, number=2))
    command = c.RecordPayment(ref="P-1", amount=Money(ore))

    assert expected == clauses(command, given, "p.lund", date(2026, 6, 1))


def test_years_are_kept_apart() -> None:
    """What is left of one year is not paid in another's name."""
    given = (*ACTIVE, paid(200_000))
    command = c.RecordPayment(ref="P-1", amount=b.kronor(1))
    later = c.RecordPayment(ref="P-1", amount=b.kronor(1), year=2027)

    actual = [
        clauses(one, given, "p.lund", date(2027, 1, 8), on=date(2026, 12, 30)) for one in (command, later)
    ]

    assert [["C26"], []] == actual


def test_a_signed_addendum_makes_room() -> None:
    """More than was agreed takes a signed addendum; then it may be paid."""
    more = addendum_agreed(Contribution(2026, b.kronor(260_000), 0))
    command = c.RecordPayment(ref="P-1", amount=b.kronor(260_000))

    assert [["C26"], []] == [
        clauses(command, given, "p.lund", date(2026, 4, 2)) for given in (ACTIVE, (*ACTIVE, more))
    ]


def test_nothing_is_paid_before_the_beginning() -> None:
    """An agreed partnership that has not begun is not paid."""
    assert ["R5"] == clauses(PAYMENT, AGREED, "p.lund", date(2026, 1, 15), on=date(2026, 1, 15))


def test_nothing_is_paid_after_a_breach() -> None:
    """After a termination for breach every payment is refused under C30."""
    assert ["C30"] == clauses(PAYMENT, DISMISSED_FOR_BREACH, "p.lund", date(2026, 5, 8))


def test_nothing_is_paid_after_another_end() -> None:
    """After another end a payment is refused by its stage."""
    assert ["R5"] == clauses(PAYMENT, GIVEN_NOTICE, "p.lund", date(2026, 6, 8))


def test_an_overdue_evaluation_is_told_with_its_days() -> None:
    """The refusal says which initiative, when it was due and how late it is."""
    (found,) = findings(PAYMENT, ACTIVE, "p.lund", DUE_ON + timedelta(53))

    assert "the evaluation of I1 was due on 2027-02-01 and is late by 53 days" == found.message


def test_payment_goes_on_after_the_evaluation() -> None:
    """Once the overdue evaluation is made, money flows again, in evaluated as in active."""
    given = (*EVALUATED[:-2], evaluated(DUE_ON + timedelta(5)))

    assert [] == clauses(PAYMENT, given, "p.lund", DUE_ON + timedelta(5))


# --- material, co-partners, measurements ----------------------------------------------------------


def test_a_failed_review_opens_a_breach() -> None:
    """Published material that fails a part opens a breach docket as well (C10)."""
    events = then(MATERIAL, ACTIVE, "h.ek", IN_MARCH)

    assert [e.MaterialReviewed, e.BreachReported] == [type(event) for event in events]


def test_a_passed_review_opens_nothing() -> None:
    """Material that passes all three parts is recorded, and needs neither guideline nor evidence."""
    command = c.RecordMaterial(ref="P-1", material="brochure", quality=Quality(True, True, True))

    assert (e.MaterialReviewed(material="brochure", quality=Quality(True, True, True)),) == then(
        command, ACTIVE, "h.ek", IN_MARCH
    )


def test_a_new_co_partner_opens_c7() -> None:
    """A co-partner that joins is recorded with its day; C7 is judged again from there."""
    events = then(c.RecordCoPartner(ref="P-1", co_partner="Glitter AB"), ACTIVE, "s.alm", date(2026, 9, 3))

    assert (e.CoPartnerAdded(CoPartner("Glitter AB", date(2026, 9, 3))),) == events


def test_a_post_hoc_goal_can_be_measured() -> None:
    """A measurement may be of a post-hoc goal too."""
    given = (*ACTIVE, goal_added(b.a_goal("G3", post_hoc=True)))
    command = c.RecordMeasurement(ref="P-1", initiative="I1", goal="G3", value="4")

    assert [] == clauses(command, given, "u.berg", IN_MARCH)


def test_a_free_survey_is_a_survey() -> None:
    """A survey that cost nothing says so: zero counts as told."""
    command = c.RecordSurvey(ref="P-1", supplier="ourselves", method="web", respondents=20, cost=Money(0),
                             document=b.a_document("survey.pdf"))  # fmt: skip

    assert [] == clauses(command, ACTIVE, "h.ek", IN_MARCH)


def test_records_without_a_transition_change_no_state() -> None:
    """Follow-ups, measurements, benefits and surveys stand in the log and leave the state alone."""
    before = partnership(*ACTIVE)
    recorded = (
        e.FollowUpRecorded(initiative="I1", found="good"),
        e.MeasurementRecorded(initiative="I1", goal="G1", value="1"),
        e.BenefitReceived(what="40 seats"),
    )
    after = partnership(*ACTIVE, *(Happened(event, "h.ek", IN_MARCH) for event in recorded))

    assert (before.stage, before.initiatives, before.version + 3) == (
        after.stage,
        after.initiatives,
        after.version,
    )
