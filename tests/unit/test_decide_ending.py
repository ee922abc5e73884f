"""The other ends, what follows them, and corrections."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.guards import ending as en
from samverkan_flow.domain.guards import following_up as fu
from samverkan_flow.domain.guards import house_rules
from samverkan_flow.domain.guards.common import reason_is_given
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import AgreedAmountCorrection, NoteCorrection, PaymentCorrection, RightValue
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    AGREED_ON,
    BY_STAGE,
    DISMISSED_FOR_BREACH,
    GIVEN_NOTICE,
    PROPOSED,
    READY,
    SCREENED,
    SCREENED_ON,
    Happened,
    activated,
    agreed,
    clauses,
    evaluated,
    paid,
    partnership,
    planned,
    then,
)
from tests.unit.turns import Turn

IN_JUNE = date(2026, 6, 1)
DOCUMENT = b.a_document("agreement.pdf")
REJECT = c.End(ref="P-1", reason="rejected", because="C5 and C8 are not met")
MUTUAL = c.End(ref="P-1", reason="mutual", because="they merge", consent=(b.a_document("consent.pdf"),))
NOTICE = c.End(ref="P-1", reason="notice", because="other priorities")
BY_CALENDAR = c.EndByCalendar(ref="P-1", because="the end date has passed")
SETTLE = c.RecordSettlement(ref="P-1", repaid=Money(0), brand_use_ended=True)
CORRECT = c.ProposeCorrection(ref="P-1", event_version=9, right=AgreedAmountCorrection(2026, b.kronor(180_000)),
                              document=DOCUMENT, because="a slip of the pen")  # fmt: skip
CONFIRM = c.ConfirmCorrection(ref="P-1", number=1)


def corrected(right: RightValue, by: str = "p.lund") -> Happened:
    """Returns a proposed correction."""
    event = e.CorrectionProposed(number=1, event_version=9, right=right, document=DOCUMENT)
    return Happened(event, by, IN_JUNE, "a slip of the pen")


CONFIRMED = Happened(e.CorrectionConfirmed(number=1), "s.alm", IN_JUNE)
CORRECTING = (*ACTIVE, corrected(AgreedAmountCorrection(2026, b.kronor(180_000))))


def turn(claim: str, guard: Any, command: c.Command, by: str, refused: list[str], **change: Any) -> Turn:
    """Returns a turn in an active partnership in June."""
    return Turn(claim=claim, guard=guard, command=command, given=(*ACTIVE, paid(60_000)), by=by, today=IN_JUNE,
                refused=refused, change=change)  # fmt: skip


TURNS: tuple[Turn, ...] = (
    Turn(claim="a rejection has reasons", guard=reason_is_given("C0"), command=REJECT, given=PROPOSED, by="s.alm",
         today=SCREENED_ON, refused=["C0", "C0"], change={"because": ""}),
    Turn(claim="a rejection cites clauses", guard=en.rejection_cites_clauses, command=REJECT, given=PROPOSED,
         by="s.alm", today=SCREENED_ON, refused=["C0"], change={"because": "we do not like it"}),
    Turn(claim="a rejection cites clauses there are", guard=en.rejection_cites_clauses, command=REJECT,
         given=PROPOSED, by="s.alm", today=SCREENED_ON, refused=["C0"], change={"because": "C77 is not met"}),
    turn("a mutual end has the partner's consent", en.partner_consents, MUTUAL, "k.dahl", ["C35"], consent=()),
    *(Turn(claim=f"{command.reason} is given by the last day", guard=house_rules.period_is_running, command=command, given=ACTIVE,
           by="k.dahl", today=b.END, refused=["C36"], bad_today=b.END + timedelta(1)) for command in (NOTICE, MUTUAL)),
    turn("notice has reasons", reason_is_given("C0"), NOTICE, "k.dahl", ["C0"], because=""),
    Turn(claim="the calendar ends it the day after", guard=en.end_date_is_passed, command=BY_CALENDAR, given=ACTIVE,
         by=CALENDAR, today=b.END + timedelta(1), refused=["C36"], bad_today=b.END),
    Turn(claim="what has ended is settled once", guard=fu.settlement_is_open, command=SETTLE,
         given=DISMISSED_FOR_BREACH, by="p.lund", today=IN_JUNE, refused=["C30"],
         bad_given=(*DISMISSED_FOR_BREACH, Happened(e.SettlementRecorded(Money(0), True), "p.lund", IN_JUNE))),
    Turn(claim="what is repaid is not negative", guard=fu.settlement_is_open, command=SETTLE,
         given=DISMISSED_FOR_BREACH, by="p.lund", today=IN_JUNE, refused=["C30"], change={"repaid": Money(-1)}),
    Turn(claim="our marks are gone when it is settled", guard=fu.settlement_is_open, command=SETTLE,
         given=DISMISSED_FOR_BREACH, by="p.lund", today=IN_JUNE, refused=["C30"],
         change={"brand_use_ended": False}),
    # --- corrections
    turn("a correction is of an event there is", en.correction_is_whole, CORRECT, "p.lund", ["C35", "C35"], event_version=99),
    turn("a correction names its event", en.correction_is_whole, CORRECT, "p.lund", ["C35", "C35"], event_version=0),
    turn("a correction has a document", en.correction_is_whole, CORRECT, "p.lund", ["C35"], document=None),
    turn("a correction says what is right", en.correction_is_whole, CORRECT, "p.lund", ["C35"], right=None),
    turn("a corrected amount is of an agreed year", en.correction_is_whole, CORRECT, "p.lund", ["C35"],
         right=AgreedAmountCorrection(2031, b.kronor(1))),
    turn("a corrected amount is not negative", en.correction_is_whole, CORRECT, "p.lund", ["C35"],
         right=AgreedAmountCorrection(2026, Money(-1))),
    turn("a corrected payment is one there is", en.correction_is_whole,
         replace(CORRECT, event_version=11, right=PaymentCorrection(1, b.kronor(50_000))), "p.lund", ["C35"],
         right=PaymentCorrection(2, b.kronor(50_000))),
    turn("a corrected payment is not negative", en.correction_is_whole,
         replace(CORRECT, event_version=11, right=PaymentCorrection(1, b.kronor(50_000))), "p.lund", ["C35"],
         right=PaymentCorrection(1, Money(-1))),
    turn("a corrected payment is within what was agreed", en.correction_is_whole,
         replace(CORRECT, event_version=11, right=PaymentCorrection(1, b.kronor(200_000))), "p.lund", ["C26"],
         right=PaymentCorrection(1, b.kronor(200_001))),
    turn("a correction names the event of the payment", en.correction_is_whole,
         replace(CORRECT, event_version=11, right=PaymentCorrection(1, b.kronor(50_000))), "p.lund", ["C35"],
         event_version=10),
    turn("a correction rests on the document that was signed", en.correction_is_whole, CORRECT, "p.lund", ["C35"],
         document=b.a_document("a note.pdf")),
    turn("a corrected amount is not below what was paid", en.correction_is_whole, CORRECT, "p.lund", ["C26"],
         right=AgreedAmountCorrection(2026, b.kronor(59_999))),
    turn("a note says something", en.correction_is_whole, replace(CORRECT, right=NoteCorrection("a wrong name")),
         "p.lund", ["C35"], right=NoteCorrection(" ")),
    turn("a correction has a reason", reason_is_given("C35"), CORRECT, "p.lund", ["C35"], because=""),
    Turn(claim="what is confirmed was proposed", guard=en.correction_is_open, command=CONFIRM, given=CORRECTING,
         by="s.alm", today=IN_JUNE, refused=["C35"], change={"number": 2}),
    Turn(claim="a correction is confirmed once", guard=en.correction_is_open, command=CONFIRM, given=CORRECTING,
         by="s.alm", today=IN_JUNE, refused=["C35"], bad_given=(*CORRECTING, CONFIRMED)),
    Turn(claim="what is confirmed still fits", guard=en.correction_still_fits, command=CONFIRM, given=CORRECTING,
         by="s.alm", today=IN_JUNE, refused=["C26"],
         bad_given=(*ACTIVE, corrected(AgreedAmountCorrection(2026, b.kronor(50_000))), paid(60_000))),
    Turn(claim="a correction that raises the total is within the level", guard=en.correction_is_within_level,
         command=CONFIRM, given=CORRECTING, by="k.dahl", today=IN_JUNE, refused=["R2"],
         bad_given=(*ACTIVE, corrected(AgreedAmountCorrection(2026, b.kronor(600_001))))),
    Turn(claim="another person confirms a correction", guard=en.correction_is_open, command=CONFIRM, given=CORRECTING,
         by="s.alm", today=IN_JUNE, refused=["R3"],
         bad_given=(*ACTIVE, corrected(AgreedAmountCorrection(2026, b.kronor(1)), by="s.alm"))),
)  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_as_good_turns_bad(turn: Turn) -> None:
    """The whole command is allowed; with one thing changed it is refused under that clause alone."""
    expected = ([], turn.refused)

    actual = (turn.good(), turn.bad())

    assert expected == actual


# --- ends -----------------------------------------------------------------------------------------

ALLOWED = {
    "rejected": ("proposed", "screened"),
    "withdrawn": ("proposed", "screened"),
    "never-commenced": ("agreed",),
    "mutual": ("agreed", "active", "evaluated"),
    "notice": ("active", "evaluated"),
}
BY = {
    "rejected": "s.alm",
    "withdrawn": "h.ek",
    "never-commenced": "k.dahl",
    "mutual": "k.dahl",
    "notice": "k.dahl",
}


@pytest.mark.parametrize("reason", ALLOWED)
@pytest.mark.parametrize("stage", BY_STAGE)
def test_each_end_from_each_stage(reason: Any, stage: str) -> None:
    """Each end reason is possible from its own stages and from no other."""
    command = replace(MUTUAL, reason=reason, because="C5: they merge")
    given = BY_STAGE[stage]
    expected = [] if stage in ALLOWED[reason] else ["R5"]

    day = given[-1].on if reason == "never-commenced" else max(IN_JUNE, given[-1].on)
    actual = clauses(command, given, BY[reason], day)

    assert expected == actual


def test_an_end_has_one_reason_of_the_closed_list() -> None:
    """An end without a reason of the list is malformed, and the error lists them."""
    with pytest.raises(InvalidInput) as caught:
        then(c.End(ref="P-1", because="enough"), ACTIVE, "k.dahl", IN_JUNE)

    assert "reason is one of rejected, withdrawn, never-commenced, mutual, notice" == caught.value.message


def test_a_breach_is_not_an_end_to_choose() -> None:
    """Breach is an end reason that only a termination for breach brings about."""
    with pytest.raises(InvalidInput):
        then(c.End(ref="P-1", reason="breach", because="enough"), ACTIVE, "k.dahl", IN_JUNE)  # type: ignore[arg-type]


@pytest.mark.parametrize(("reason", "by", "expected"), [
    ("rejected", "h.ek", ["R1"]), ("rejected", "v.norr", []), ("withdrawn", "h.ek", []), ("withdrawn", "s.alm", []),
    ("withdrawn", "g.lind", ["R1"]), ("withdrawn", "k.dahl", ["R1"]),
])  # fmt: skip
def test_who_ends_a_proposal(reason: Any, by: str, expected: list[str]) -> None:
    """A lead or higher rejects; the proposer or the owner withdraws."""
    assert expected == clauses(replace(REJECT, reason=reason), SCREENED, by, SCREENED_ON)


def test_an_agreement_that_never_begins() -> None:
    """An agreement that never begins is ended by a signatory, with reasons."""
    command = c.End(ref="P-1", reason="never-commenced", because="they have closed")

    assert [[], ["R2"]] == [clauses(command, AGREED, by, AGREED_ON) for by in ("k.dahl", "s.alm")]


def test_nothing_to_repay_is_settled_too() -> None:
    """A settlement in which nothing comes back says so: zero counts as told."""
    assert [] == clauses(SETTLE, DISMISSED_FOR_BREACH, "p.lund", IN_JUNE)


@pytest.mark.parametrize(("repaid", "expected"), [(60_000, []), (60_001, ["C30"])])
def test_no_more_comes_back_than_was_paid(repaid: int, expected: list[str]) -> None:
    """What is repaid is at most what was ever paid."""
    given = (*ACTIVE, paid(60_000), *DISMISSED_FOR_BREACH[len(ACTIVE) :])

    assert expected == clauses(replace(SETTLE, repaid=b.kronor(repaid)), given, "p.lund", IN_JUNE)


# --- the calendar's ends --------------------------------------------------------------------------

AFTER = b.END + timedelta(1)
FINAL = evaluated(date(2028, 11, 20), final=True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((*ACTIVE, FINAL), "completed"),
        ((*ACTIVE, evaluated(date(2028, 11, 20))), "expired"),
        (ACTIVE, "expired"),
        ((*READY, planned(b.an_initiative("I2")), agreed(), activated(), FINAL), "expired"),
    ],
    ids=["all final", "not final", "none", "one of two"],
)
def test_completed_or_expired(given: tuple[Happened, ...], expected: str) -> None:
    """With every final evaluation it is completed; with one missing it has expired (T10)."""
    assert (e.PartnershipTerminated(end_reason=expected),) == then(
        BY_CALENDAR, given, CALENDAR, AFTER, on=b.END
    )


def test_nobody_but_the_calendar_ends_by_date() -> None:
    """No person ends a partnership in the calendar's name."""
    assert ["R1", "C36"] == clauses(BY_CALENDAR, ACTIVE, "v.norr", AFTER)


def test_it_ends_on_its_last_day() -> None:
    """Recorded the day after, or months after, the end is effective on the last day (T16)."""
    state = partnership(*ACTIVE, Happened(e.PartnershipTerminated(end_reason="expired"), CALENDAR, b.END))

    assert (b.END, "expired") == (state.ended_on, state.end_reason)


# --- corrections ----------------------------------------------------------------------------------


def test_a_correction_counts_once_confirmed() -> None:
    """The agreed amount stands as recorded until a second person has confirmed the correction (T17)."""
    states = [partnership(*history).agreement for history in (CORRECTING, (*CORRECTING, CONFIRMED))]

    assert [b.kronor(200_000), b.kronor(180_000)] == [one.in_year(2026) for one in states if one]


def test_a_corrected_payment_is_what_the_bank_says() -> None:
    """A confirmed correction of a payment changes what counts as paid."""
    given = (*ACTIVE, paid(60_000), corrected(PaymentCorrection(1, b.kronor(50_000))), CONFIRMED)

    assert b.kronor(50_000) == partnership(*given).paid_in(2026)


def test_a_confirmed_note_changes_no_figure() -> None:
    """Anything else is corrected by a note beside the event; state is as it was."""
    given = (*ACTIVE, corrected(NoteCorrection("the name was misspelt")), CONFIRMED)

    assert partnership(*ACTIVE).agreement == partnership(*given).agreement


@pytest.mark.parametrize("stage", BY_STAGE)
def test_a_correction_at_any_time(stage: str) -> None:
    """A correction is possible in every stage, after the end too."""
    given = BY_STAGE[stage]
    command = replace(CORRECT, event_version=1, right=NoteCorrection("a wrong name"))

    assert [] == clauses(command, given, "h.ek", max(IN_JUNE, given[-1].on))


def test_an_auditor_corrects_nothing() -> None:
    """Auditors read everything and write nothing."""
    assert ["R1"] == clauses(CORRECT, GIVEN_NOTICE, "r.sten", IN_JUNE)
