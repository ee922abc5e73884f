"""What an adversary tried, each held closed: risk, amounts, dates, accounts, the last day."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.decide import act_for, warnings_of
from samverkan_flow.domain.events import ConflictDeclared, CorrectionConfirmed, CorrectionProposed
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import AgreedAmountCorrection, ExchangeLine, PaymentCorrection
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    AGREED_ON,
    HOUSE,
    OF_ANY_SIZE,
    PROPOSED_ON,
    READY,
    SIGNED_ON,
    Happened,
    assessed,
    clauses,
    context,
    exception,
    findings,
    joined,
    paid,
    partnership,
    proposed,
    screened,
    signed,
    then,
)

AGREE = b.an_agreement()
HIGH_RISK = (
    proposed(),
    assessed(*b.assessments(C9={"risk": "high", "mitigation": "A plan, and a spokesperson."})),
    screened(by="k.dahl"),
    *READY[3:],
)
LATER = date(2026, 4, 1)
PAY = c.RecordPayment(ref="P-1", amount=b.kronor(1_000))


def test_a_high_risk_is_signed_by_the_higher_level_however_small_the_amount() -> None:
    """C9's higher level counts at signing too (R2)."""
    small = replace(AGREE, contributions=b.contributions(net=10_000))

    lead, head = (
        clauses(small, HIGH_RISK, who, AGREED_ON, house_policy=OF_ANY_SIZE) for who in ("s.alm", "v.norr")
    )

    assert (["R2"], []) == (lead, head)


def test_an_addendum_is_judged_by_the_larger_total() -> None:
    """Lowering the amount does not lower who may decide it (R2)."""
    addendum = c.Agree(
        kind="addendum", contributions=b.contributions(net=0), document=b.a_document("addendum.pdf"),
        registry_number="SAM-2", ref="P-1",
    )  # fmt: skip

    assert "R2" in clauses(addendum, ACTIVE, "s.alm", LATER)


@pytest.mark.parametrize(
    ("event_version", "document", "net", "refused"),
    [
        (9, "agreement.pdf", 300_000, []),
        (1, "agreement.pdf", 300_000, ["C35"]),
        (9, "another.pdf", 300_000, ["C35"]),
        (9, "agreement.pdf", 20_000, ["C26"]),
    ],
)
def test_an_amount_is_corrected_by_its_event_and_the_signed_document(
    event_version: int, document: str, net: int, refused: list[str]
) -> None:
    """A correction names the agreement, the document that was signed, and no less than was paid (C35)."""
    given = (*ACTIVE, paid(50_000))
    versions = partnership(*given).agreed_versions
    right = AgreedAmountCorrection(year=2026, net=b.kronor(net))
    command = c.ProposeCorrection(
        ref="P-1", event_version=versions[0] if event_version == 9 else event_version, right=right,
        document=b.a_document(document), because="the register says otherwise",
    )  # fmt: skip

    assert refused == clauses(command, given, "h.ek", LATER)


def test_a_payment_is_not_corrected_above_what_was_agreed() -> None:
    """Money does not leave through a correction (C26)."""
    given = (*ACTIVE, paid(50_000))
    command = c.ProposeCorrection(
        ref="P-1", event_version=partnership(*given).version, right=PaymentCorrection(1, b.kronor(900_000)),
        document=b.a_document("bank.pdf"), because="the bank says so",
    )  # fmt: skip

    assert ["C26"] == clauses(command, given, "p.lund", LATER)


def test_every_year_of_the_period_is_stated() -> None:
    """A year left out is not a year without cost (C26)."""
    command = replace(AGREE, contributions=b.contributions()[:-1])

    assert ["C26"] == clauses(command, READY, "k.dahl", AGREED_ON)


def test_an_exchange_worth_nothing_is_a_gift() -> None:
    """Lines without value are no exchange (C29)."""
    lines = tuple(replace(line, value=Money(0)) for line in AGREE.exchange)

    assert ["C29"] == clauses(replace(AGREE, exchange=lines), READY, "k.dahl", AGREED_ON)


def test_a_vip_box_is_signed_off_or_at_least_pointed_out() -> None:
    """A marked line wants an exception from C11; an unmarked one that sounds like it is a warning."""
    box = ExchangeLine(
        what="VIP-loge vid premiären", when="mars", value=b.kronor(9_000), evidence="biljetter"
    )
    unmarked = replace(AGREE, exchange=(*AGREE.exchange, box))
    marked = replace(AGREE, exchange=(*AGREE.exchange, replace(box, hospitality=True)))
    state, told = partnership(*READY), context("k.dahl", AGREED_ON)

    warned = [one.clause for one in warnings_of(act_for(unmarked, state, told), unmarked, state, told)]

    assert (["C11"], []) == (warned, clauses(unmarked, READY, "k.dahl", AGREED_ON))
    assert ["C11"] == clauses(marked, READY, "k.dahl", AGREED_ON)


def test_a_partner_of_old_is_pointed_out() -> None:
    """A new proposal to the same partner is warned when it cites nothing (C37)."""
    told = replace(context("h.ek", PROPOSED_ON), earlier=("P-1",))
    alone, citing = b.a_proposal(), replace(b.a_proposal(), succeeds="P-1")

    warned = [len(warnings_of(act_for(one, None, told), one, None, told)) for one in (alone, citing)]

    assert [1, 0] == warned


@pytest.mark.parametrize(
    ("command", "given", "by", "on"),
    [
        (AGREE, READY, "k.dahl", SIGNED_ON - timedelta(1)),
        (PAY, ACTIVE, "p.lund", b.START - timedelta(1)),
        (c.RecordBenefit(ref="P-1", what="seats"), AGREED, "h.ek", AGREED_ON - timedelta(1)),
        (c.End(ref="P-1", reason="notice", because="priorities"), (*ACTIVE, paid(1_000)), "k.dahl", b.START),
    ],
    ids=["before the signatures", "before the start", "before the agreement", "before a payment"],
)
def test_a_business_date_comes_after_what_it_rests_on(
    command: c.Command, given: tuple[Happened, ...], by: str, on: date
) -> None:
    """Backdating does not reach behind what has happened (R5)."""
    assert "R5" in clauses(command, given, by, LATER, on=on)
    assert "R5" not in clauses(command, given, by, LATER)


def test_an_account_of_somebody_else_is_not_borrowed() -> None:
    """Who is bound to no account does not act from one that is bound to another (R6)."""
    hanna = replace(HOUSE.people["h.ek"], accounts=("test:desk",))
    bound = replace(HOUSE, people={**HOUSE.people, "h.ek": hanna})

    assert ["R6"] == clauses(PAY, ACTIVE, "p.lund", LATER, house=bound)


def test_a_conflict_keeps_a_treasurer_from_paying() -> None:
    """Paying is for people without a declared conflict (R4)."""
    from samverkan_flow.domain.events import ConflictDeclared

    given = (*ACTIVE, Happened(ConflictDeclared(person="p.lund"), "p.lund", LATER, "kin"))

    assert ["R4"] == clauses(PAY, given, "p.lund", LATER)


def test_what_has_passed_its_last_day_is_over_before_the_calendar_says_so() -> None:
    """Nothing that an ended partnership could not do is done after the last day (C36, T16)."""
    report = c.ReportBreach(
        ref="P-1", guideline=AGREE.guidelines[0].id, evidence=(b.a_document("e.pdf"),), because="seen"
    )

    before, after = (clauses(report, ACTIVE, "h.ek", day) for day in (b.END, b.END + timedelta(1)))

    assert ([], ["C36"]) == (before, after)


OVERDUE = date(2027, 3, 1)


def test_no_money_leaves_by_a_payment_correction() -> None:
    """What could not be paid now is not paid by a correction, and payments are a treasurer's to correct (C38, R1)."""
    given = (*ACTIVE, paid(1_000))
    raised = c.ProposeCorrection(
        ref="P-1", event_version=partnership(*given).version, right=PaymentCorrection(1, b.kronor(90_000)),
        document=b.a_document("bank.pdf"), because="the bank says so",
    )  # fmt: skip

    assert ["C38"] == clauses(raised, given, "p.lund", OVERDUE)
    assert ["R1"] == clauses(raised, given, "h.ek", LATER)
    assert [] == clauses(raised, given, "p.lund", LATER)


def test_nothing_is_agreed_for_a_time_that_has_passed() -> None:
    """A start before the agreement would pay for years without one (C27)."""
    early = replace(AGREE, start=date(2025, 1, 1), contributions=b.contributions(start=date(2025, 1, 1)))

    assert "C27" in clauses(early, READY, "k.dahl", AGREED_ON)


def test_a_late_evaluation_is_not_dated_back() -> None:
    """What is late counts from the day it is recorded (C38)."""
    command = b.an_evaluation()

    assert ["C38"] == clauses(command, ACTIVE, "u.berg", OVERDUE, on=date(2027, 1, 31))
    assert [] == clauses(command, ACTIVE, "u.berg", OVERDUE)


def test_a_final_evaluation_that_recommends_ending_does_not_stop_the_yearly_clock() -> None:
    """While the partnership goes on all the same, the next evaluation falls due (C38)."""
    final = replace(b.an_evaluation(), final=True, recommendation="end")
    happened = tuple(Happened(event, "u.berg", LATER) for event in then(final, ACTIVE, "u.berg", LATER))
    given = (*ACTIVE, *happened)

    early, late = (clauses(PAY, given, "p.lund", day) for day in (date(2027, 4, 1), date(2027, 4, 2)))

    assert ([], ["C38"]) == (early, late)


def test_a_total_that_was_corrected_down_does_not_lower_who_decides() -> None:
    """The largest total that was ever agreed decides which level ends it (R2)."""
    small = partnership(*ACTIVE)
    lowered = Happened(
        CorrectionProposed(
            number=1, event_version=small.agreed_versions[0], right=AgreedAmountCorrection(2026, b.kronor(1)),
            document=b.a_document("agreement.pdf"),
        ), "h.ek", LATER,
    )  # fmt: skip
    given = (*ACTIVE, lowered, Happened(CorrectionConfirmed(number=1), "s.alm", LATER))
    notice = c.End(ref="P-1", reason="notice", because="priorities")

    assert partnership(*given).largest_total == small.largest_total
    assert ["R2"] == clauses(notice, given, "s.alm", LATER)


def test_an_old_sign_off_does_not_cover_new_hospitality() -> None:
    """What an addendum adds is signed off anew (C11)."""
    box = ExchangeLine(
        what="premiere", when="March", value=b.kronor(9_000), evidence="tickets", hospitality=True
    )
    addendum = c.Agree(
        kind="addendum",
        exchange=(box,),
        document=b.a_document("addendum.pdf"),
        registry_number="SAM-2",
        ref="P-1",
    )
    papers = (signed("us", "addendum.pdf", LATER), signed("partner", "addendum.pdf", LATER))
    before = (*READY, *exception("C11"), *ACTIVE[len(READY) :], *papers)
    after = (*ACTIVE, *papers, *exception("C11"))

    for_one = (*ACTIVE, *papers, *exception("C11", initiative="I1"))

    assert ["C11"] == clauses(addendum, before, "k.dahl", LATER)
    assert ["C11"] == clauses(addendum, for_one, "k.dahl", LATER)
    assert [] == clauses(addendum, after, "k.dahl", LATER)


def test_the_judgements_of_somebody_with_a_conflict_do_not_carry_the_screening() -> None:
    """Declared afterwards, a conflict takes the judgements along; another screener makes them anew (R4)."""
    judged = (
        proposed(screener=""),
        assessed(),
        Happened(ConflictDeclared(person="g.lind"), "g.lind", SIGNED_ON, "board"),
    )
    anew = (*judged, assessed(by="k.ros", on=SIGNED_ON))

    assert set(clauses(c.Screen(ref="P-1"), judged, "k.ros", SIGNED_ON)) == {"R4"}
    assert clauses(c.Screen(ref="P-1"), anew, "k.ros", SIGNED_ON) == []


def test_a_conflict_takes_along_only_what_that_person_judged() -> None:
    """Of two co-partners judged by two people, the one whose judge has a conflict is judged again (R4, C7)."""
    given = (
        proposed(screener=""),
        joined("Glitter AB", SIGNED_ON),
        joined("Tinsel AB", SIGNED_ON),
        assessed(by="k.ros", on=SIGNED_ON),
        assessed(b.company("Glitter AB"), on=SIGNED_ON),
        assessed(b.company("Tinsel AB"), by="k.ros", on=SIGNED_ON),
        Happened(ConflictDeclared(person="g.lind"), "g.lind", SIGNED_ON, "board"),
    )
    told = findings(c.Screen(ref="P-1"), given, "k.ros", SIGNED_ON)

    assert ["g.lind, who has a conflict of interest, judged C7 Glitter AB"] == [one.message for one in told]


def test_an_agreement_is_not_entered_after_its_own_end() -> None:
    """A business date in the past does not bring an agreement in force that has already ended (C36)."""
    too_late = b.END + timedelta(1)

    assert ["C36"] == clauses(AGREE, READY, "k.dahl", too_late, on=AGREED_ON)
