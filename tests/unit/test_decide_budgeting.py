"""The yearly frame and concentration: what fits, who sets it, how few and how large partnerships are (C14, C15, C38, C41)."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.budget import Claim, Frame, ProposedFrame, claims_of, movements
from samverkan_flow.domain.context import Guard, Term
from samverkan_flow.domain.decide import decide
from samverkan_flow.domain.errors import Finding, Refused
from samverkan_flow.domain.guards import agreeing as ag
from samverkan_flow.domain.guards import budgeting as bu
from samverkan_flow.domain.guards import choosing as ch
from samverkan_flow.domain.guards import ending as en
from samverkan_flow.domain.guards import following_up as fu
from samverkan_flow.domain.house import AdoptedPolicy
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.obligations import overdue_evaluations
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import Policy
from samverkan_flow.domain.values import AgreedAmountCorrection, Contribution, PaymentCorrection
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    AGREED_ON,
    DUE_ON,
    FRAMES,
    GIVEN_NOTICE,
    HOUSE,
    POLICY,
    READY,
    Happened,
    activated,
    addendum_agreed,
    agreed,
    clauses,
    context,
    exception,
    findings,
    paid,
    partnership,
    planned,
    signed,
    then,
)
from tests.unit.turns import Turn

AGREE = b.an_agreement(ref="P-1")
"""200 000 kr a year, 2026 to 2028."""
PERIOD = Term(b.START, b.END)
FULL = tuple([PERIOD] * POLICY.thresholds.active_max)
OVERDUE = overdue_evaluations(partnership(*ACTIVE), POLICY, DUE_ON + timedelta(1))
SURVEY = c.RecordSurvey(
    ref="P-1", supplier="Novus", method="telephone", respondents=600, cost=b.kronor(90_000),
    document=b.a_document("survey.pdf"),
)  # fmt: skip
IN_APRIL = date(2026, 4, 1)
IN_FORCE_PAID = (*ACTIVE, paid(75_000))


HUGE = {year: Frame(year, amount=Money(10**15)) for year in (2026, 2027, 2028)}
NOTICE = c.End(ref="P-1", reason="notice", because="other priorities")
LATER_STARTED = (*READY, planned(b.an_initiative("I2", start=date(2026, 3, 1))), agreed())


def _with_interval(months: int) -> Policy:
    thresholds = replace(POLICY.thresholds, evaluation_interval_months=months)
    return replace(POLICY, thresholds=thresholds)


SHORTER, LONGER = _with_interval(6), _with_interval(24)
ADOPTED_TWO = replace(HOUSE, policies=(*HOUSE.policies, AdoptedPolicy("2027-1", date(2026, 1, 1), "a" * 64)))


def frames(**kronor: int) -> dict[int, Frame]:
    """Returns the wide frames, but for some years: `y2027=500_000` leaves so many kronor free."""
    narrow = {int(year[1:]): Frame(int(year[1:]), amount=b.kronor(free)) for year, free in kronor.items()}
    return {**FRAMES, **narrow}


def raised(net: int, year: int = 2027) -> tuple[Happened, ...]:
    """Returns a correction that waits to be confirmed: what was agreed for a year (kronor)."""
    proposed = e.CorrectionProposed(
        1, 9, AgreedAmountCorrection(year, b.kronor(net)), b.a_document("agreement.pdf")
    )
    return (*ACTIVE, Happened(proposed, "p.lund", IN_APRIL, "misread"))


TURNS: tuple[Turn, ...] = (
    Turn(claim="an agreement fits every year's frame", guard=bu.frame_holds, command=AGREE, given=READY, by="k.dahl",
         today=AGREED_ON, refused=["C14"], told={"frames": frames(y2028=200_000)},
         bad_told={"frames": frames(y2028=199_999)}),
    Turn(claim="a year without a frame holds nothing", guard=bu.frame_holds, command=AGREE, given=READY, by="k.dahl",
         today=AGREED_ON, refused=["C14"], bad_told={"frames": {2026: FRAMES[2026], 2028: FRAMES[2028]}}),
    Turn(claim="an addendum fits the frame with what it adds", guard=bu.frame_holds,
         command=c.Agree(ref="P-1", kind="addendum", document=b.a_document("addendum.pdf"), registry_number="KI 1",
                         contributions=(Contribution(2027, b.kronor(300_000), 0),)),
         given=(*ACTIVE, signed("us", "addendum.pdf"), signed("partner", "addendum.pdf")), by="k.dahl", today=IN_APRIL,
         refused=["C14"], told={"frames": frames(y2027=100_000)}, bad_told={"frames": frames(y2027=99_999)}),
    Turn(claim="a correction that raises an amount fits the frame", guard=bu.frame_holds,
         command=c.ConfirmCorrection(ref="P-1", number=1), given=raised(250_000), by="k.dahl", today=IN_APRIL,
         refused=["C14"], told={"frames": frames(y2027=50_000)}, bad_told={"frames": frames(y2027=49_999)}),
    Turn(claim="what a survey costs counts (C41)", guard=bu.frame_holds, command=SURVEY, given=ACTIVE, by="h.ek",
         today=IN_APRIL, refused=["C14"], told={"frames": frames(y2026=90_000)},
         bad_told={"frames": frames(y2026=89_999)}),
    Turn(claim="nothing begins while the frame is overrun", guard=bu.frame_still_holds,
         command=c.Activate(ref="P-1"), given=AGREED, by="s.alm", today=b.START, refused=["C14"],
         told={"frames": {2027: Frame(2027, amount=b.kronor(2), committed=b.kronor(2))}},
         bad_told={"frames": {2027: Frame(2027, amount=b.kronor(1), committed=b.kronor(2))}}),
    Turn(claim="one partnership more than the policy allows", guard=bu.portfolio_stays_small, command=AGREE,
         given=READY, by="k.dahl", today=AGREED_ON, refused=["C15"], told={"terms": FULL[1:]},
         bad_told={"terms": FULL}),
    Turn(claim="an agreement has the least size", guard=bu.partnership_is_large_enough, command=AGREE, given=READY,
         by="k.dahl", today=AGREED_ON, refused=["C15"], change={"contributions": b.contributions(net=16_666)}),
    Turn(claim="an initiative has a visibility plan", guard=bu.initiatives_are_visible, command=AGREE, given=READY,
         by="k.dahl", today=AGREED_ON, refused=["C15"],
         bad_given=(*READY, planned(b.an_initiative(visibility_plan=" ")))),
    Turn(claim="an addendum raises nothing while an evaluation is late", guard=fu.no_more_while_overdue,
         command=c.Agree(ref="P-1", kind="addendum", document=b.a_document("addendum.pdf"), registry_number="KI 1",
                         contributions=(Contribution(2027, b.kronor(300_000), 0),)),
         given=(*ACTIVE, signed("us", "addendum.pdf"), signed("partner", "addendum.pdf")), by="k.dahl", today=DUE_ON,
         refused=["C38"], bad_today=DUE_ON + timedelta(1)),
    Turn(claim="an addendum leaves an agreement its least size", guard=bu.partnership_is_large_enough,
         command=c.Agree(ref="P-1", kind="addendum", document=b.a_document("addendum.pdf"), registry_number="KI 1",
                         contributions=tuple(Contribution(year, b.kronor(20_000), 0) for year in (2026, 2027, 2028))),
         given=(*ACTIVE, signed("us", "addendum.pdf"), signed("partner", "addendum.pdf")), by="k.dahl", today=IN_APRIL,
         refused=["C15"],
         change={"contributions": tuple(Contribution(year, b.kronor(10_000), 0) for year in (2026, 2027, 2028))}),
    Turn(claim="no contribution is beyond paying", guard=ag.economy_is_clear, command=AGREE, given=READY, by="v.norr",
         today=AGREED_ON, refused=["C26"], told={"frames": HUGE},
         change={"contributions": (replace(b.contributions()[0], in_kind=Money(10**13 + 1)), *b.contributions()[1:])}),
    Turn(claim="what has begun has commenced", guard=en.has_not_begun,
         command=c.End(ref="P-1", reason="never-commenced", because="they merge"), given=AGREED, by="k.dahl",
         today=b.START - timedelta(1), refused=["C27"], bad_today=b.START),
    Turn(claim="an end in the past pays no debt", guard=en.end_hides_no_evaluation, command=NOTICE, given=ACTIVE,
         by="k.dahl", today=DUE_ON, refused=["C38"], told={"on": DUE_ON - timedelta(1)},
         bad_today=DUE_ON + timedelta(1)),
    Turn(claim="an end in the past leaves out nothing that has started", guard=en.end_hides_no_evaluation,
         command=NOTICE, given=(*LATER_STARTED, activated()), by="k.dahl", today=date(2026, 6, 1), refused=["C38"],
         told={"on": date(2026, 3, 1)}, bad_told={"on": date(2026, 2, 28)}),
    Turn(claim="a policy that lets more time pass puts no evaluation off", guard=ch.no_evaluation_is_put_off,
         command=c.MovePolicy(ref="P-1", version="2027-1", because="the new policy"), given=ACTIVE, by="a.ny",
         today=IN_APRIL, refused=["C38"], told={"policy": LONGER, "moving_to": POLICY, "house": ADOPTED_TWO},
         bad_told={"policy": SHORTER, "moving_to": POLICY, "house": ADOPTED_TWO}),
    Turn(claim="a late evaluation is made before the policy changes", guard=ch.no_evaluation_is_put_off,
         command=c.MovePolicy(ref="P-1", version="2027-1", because="the new policy"), given=ACTIVE, by="a.ny",
         today=DUE_ON, refused=["C38"], told={"moving_to": SHORTER, "house": ADOPTED_TWO},
         bad_today=DUE_ON + timedelta(1)),
    Turn(claim="no agreement while the partner's evaluation is late", guard=fu.partner_has_no_debt, command=AGREE,
         given=READY, by="k.dahl", today=AGREED_ON, refused=["C38"], bad_told={"debts": OVERDUE}),
    Turn(claim="no successor while the partner's evaluation is late", guard=fu.partner_has_no_debt,
         command=b.a_proposal(), given=(), by="h.ek", today=AGREED_ON, refused=["C38"], bad_told={"debts": OVERDUE}),
)  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_as_good_turns_bad(turn: Turn) -> None:
    """The whole command is allowed; with one thing changed it is refused under that clause alone."""
    assert ([], turn.refused) == (turn.good(), turn.bad())


# --- the figures of a refusal ---------------------------------------------------------------------


def test_a_refusal_tells_the_figures_of_each_year() -> None:
    """Each year that is overrun is told with what is taken, asked for and free; the others with what they hold (C14)."""
    tight = {**FRAMES, 2027: Frame(2027, amount=b.kronor(2_400_000), committed=b.kronor(2_300_000))}
    tight[2028] = Frame(2028, amount=b.kronor(100_000), surveys=b.kronor(50_000))
    first, second = findings(AGREE, READY, "k.dahl", AGREED_ON, frames=tight)

    assert (first.clause, second.clause) == ("C14", "C14")
    assert (
        first.message
        == "2027: 2 300 000 kr is taken and 200 000 kr more is asked for, of a frame of 2 400 000 kr"
    )
    assert first.remedy == (
        "keep to 100 000 kr for 2027, or have the frame raised first; "
        "the other years hold: 2026 (200 000 kr asked for, 50 000 000 kr free)"
    )
    assert second.message.startswith("2028: 50 000 kr is taken")


def test_a_year_that_costs_nothing_needs_no_frame() -> None:
    """Zero counts as stated (C26) and takes nothing of a frame (C14)."""
    free = replace(AGREE, contributions=(*b.contributions(net=200_000)[:2], Contribution(2028, Money(0), 0)))

    assert [] == clauses(free, READY, "k.dahl", AGREED_ON, frames={2026: FRAMES[2026], 2027: FRAMES[2027]})


def test_a_smaller_amount_needs_no_room() -> None:
    """A correction downwards is never stopped by the frame (T17)."""
    told = {"frames": frames(y2027=0)}

    assert [] == clauses(c.ConfirmCorrection(ref="P-1", number=1), raised(150_000), "s.alm", IN_APRIL, **told)


# --- concentration --------------------------------------------------------------------------------

DAY = timedelta(1)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((), 0),
        ((Term(b.START - 9 * DAY, b.START - DAY),), 0),
        ((Term(b.START - 9 * DAY, b.START),), 1),
        ((Term(b.END, b.END + DAY),), 1),
        ((Term(b.END + DAY, b.END + 2 * DAY),), 0),
        ((Term(b.START, date(2026, 6, 30)), Term(date(2026, 7, 1), b.END)), 1),
        ((Term(b.START, date(2026, 7, 1)), Term(date(2026, 7, 1), b.END)), 2),
        ((Term(date(2020, 1, 1), date(2030, 1, 1)), Term(date(2027, 1, 1), date(2027, 1, 1))), 2),
    ],
)
def test_how_many_run_at_once(terms: tuple[Term, ...], expected: int) -> None:
    """The fullest day of the period counts; an end date is inclusive (T16), so the day after is free."""
    assert expected == bu.most_at_once(PERIOD, terms)


@pytest.mark.parametrize(
    "told", [{"terms": FULL}, {"house_policy": replace(POLICY, thresholds=replace(POLICY.thresholds, active_max=1)),
                               "terms": FULL[:1]}]
)  # fmt: skip
def test_an_exception_explains_one_more(told: dict[str, Any]) -> None:
    """Comply or explain: a granted exception from C15 lets the ninth in (T11)."""
    assert ["C15"] == clauses(AGREE, READY, "k.dahl", AGREED_ON, **told)
    assert [] == clauses(AGREE, (*READY, *exception("C15")), "k.dahl", AGREED_ON, **told)


def test_the_size_includes_what_is_given_in_kind() -> None:
    """What we give in kind makes an agreement larger (C15), and takes nothing of the frame (C14)."""
    lines = tuple(replace(one, in_kind=b.kronor(1)) for one in b.contributions(net=16_666))

    assert [] == clauses(replace(AGREE, contributions=lines), READY, "s.alm", AGREED_ON)


# --- who sets it ----------------------------------------------------------------------------------

PROPOSE = c.ProposeFrame(year=2027, amount=b.kronor(2_400_000), because="the council's budget")
SET = c.SetFrame(year=2027, amount=b.kronor(2_400_000))
EMPTY = Frame(2027)
WAITING = Frame(
    2027, proposal=ProposedFrame(1, b.kronor(2_400_000), "p.lund", AGREED_ON), proposals=1, version=1
)
TAKEN = replace(WAITING, committed=b.kronor(2_000_000), surveys=b.kronor(400_001))

CASES: tuple[tuple[Guard, c.Command, Frame, str, Frame, dict[str, Any], list[str]], ...] = (
    (bu.frame_is_stated, PROPOSE, EMPTY, "p.lund", EMPTY, {"amount": None}, ["C14"]),
    (bu.frame_is_stated, PROPOSE, EMPTY, "p.lund", EMPTY, {"amount": Money(-1)}, ["C14"]),
    (bu.frame_is_stated, PROPOSE, EMPTY, "p.lund", EMPTY, {"amount": Money(bu.YEARLY_ORE_MAX + 1)}, ["C14"]),
    (bu.frame_is_proposed, SET, WAITING, "k.dahl", EMPTY, {}, ["C14"]),
    (bu.frame_is_proposed, SET, WAITING, "k.dahl", WAITING, {"amount": b.kronor(2_500_000)}, ["C14"]),
    (bu.frame_covers_what_is_taken, SET, WAITING, "k.dahl", TAKEN, {}, ["C14"]),
    (bu.frame_covers_what_is_taken, PROPOSE, WAITING, "p.lund", TAKEN, {}, ["C14"]),
)


def asked_of(frame: Frame, command: c.Command, by: str) -> list[str]:
    """Returns the clauses a command about a frame is refused under."""
    try:
        decide(command, frame, context(by, AGREED_ON))
    except Refused as refused:
        return [one.clause for one in refused.findings]
    return []


@pytest.mark.parametrize(("guard", "command", "good", "by", "bad", "change", "expected"), CASES)
def test_a_frame_is_set_as_proposed(
    guard: Guard,
    command: c.Command,
    good: Frame,
    by: str,
    bad: Frame,
    change: dict[str, Any],
    expected: list[str],
) -> None:
    """What is set was stated, proposed, and covers what is taken already (C14)."""
    assert ([], expected) == (asked_of(good, command, by), asked_of(bad, replace(command, **change), by))


def test_who_proposed_a_frame_does_not_set_it() -> None:
    """Separation of duties: m.alt may do both, and not after one another (R3)."""
    own = replace(WAITING, proposal=ProposedFrame(1, b.kronor(2_400_000), "m.alt", AGREED_ON))

    assert (["R3"], []) == (asked_of(own, SET, "m.alt"), asked_of(own, SET, "k.dahl"))


def test_a_frame_may_be_what_is_taken_to_the_ore() -> None:
    """A frame that is used up is a frame (C14)."""
    taken = replace(WAITING, committed=b.kronor(2_400_000))

    assert [] == asked_of(taken, SET, "k.dahl")


def test_the_level_that_sets_the_frame_is_policy() -> None:
    """The policy in force that day says which level sets the frame (T13)."""
    strict = replace(POLICY, thresholds=replace(POLICY.thresholds, frame_level="chief-executive"))

    def refused(by: str) -> tuple[Finding, ...]:
        try:
            decide(SET, WAITING, context(by, AGREED_ON, house_policy=strict))
        except Refused as error:
            return error.findings
        return ()

    (found,) = refused("k.dahl")
    assert ("R1", "it takes a chief executive or higher") == (found.clause, found.remedy)
    assert () == refused("v.norr")


def test_an_older_policy_text_still_has_its_levels() -> None:
    """A policy adopted before there was a frame level or a least size loads, with what was usual then."""
    from samverkan_flow.domain.policy import parse_policy
    from tests.unit.givens import POLICY_TEXT

    lines = [
        line
        for line in POLICY_TEXT.splitlines()
        if not line.startswith(("agreement_total_min", "frame_level"))
    ]
    older = parse_policy("\n".join(lines)).thresholds

    assert (Money(0), "head-of-communications") == (older.agreement_total_min, older.frame_level)


# --- what follows from a partnership --------------------------------------------------------------


def moved(before: tuple[Happened, ...], after: tuple[Happened, ...], **told: Any) -> list[e.Event]:
    """Returns what moves in the frames between two histories, year by year."""
    old = partnership(*before) if before else None
    return [one for events in movements(old, partnership(*after), **told).values() for one in events]


def test_an_agreement_commits_each_of_its_years() -> None:
    """Every year of the period is committed by itself (C14)."""
    assert [e.FrameCommitted(year, "P-1", b.kronor(200_000)) for year in (2026, 2027, 2028)] == moved(
        READY, AGREED
    )


def test_an_end_releases_what_was_not_paid() -> None:
    """What has been paid stays used; the rest goes back, year by year (C14, C30)."""
    ended = (*IN_FORCE_PAID, GIVEN_NOTICE[-1])

    assert [
        e.FrameReleased(2026, "P-1", b.kronor(125_000)),
        e.FrameReleased(2027, "P-1", b.kronor(200_000)),
        e.FrameReleased(2028, "P-1", b.kronor(200_000)),
    ] == moved(IN_FORCE_PAID, ended)


def test_a_payment_uses_what_was_committed() -> None:
    """A payment commits nothing more (C14)."""
    assert [e.FramePaid(2026, "P-1", b.kronor(75_000))] == moved(ACTIVE, IN_FORCE_PAID)


def test_an_addendum_commits_or_releases_the_difference() -> None:
    """What an addendum changes is what moves (C35)."""
    after = (
        *ACTIVE,
        addendum_agreed(Contribution(2027, b.kronor(150_000), 0), Contribution(2028, b.kronor(250_000), 0)),
    )

    assert [
        e.FrameReleased(2027, "P-1", b.kronor(50_000)), e.FrameCommitted(2028, "P-1", b.kronor(50_000)),
    ] == moved(ACTIVE, after)  # fmt: skip


def test_a_correction_is_no_release() -> None:
    """What had been recorded wrongly is put right, not given back (T17)."""
    right = Happened(e.CorrectionConfirmed(1), "s.alm", IN_APRIL)
    before = raised(150_000)

    assert [e.FrameCorrected(2027, "P-1", b.kronor(-50_000))] == moved(
        before, (*before, right), correcting=True
    )


def test_a_corrected_payment_moves_what_is_paid() -> None:
    """In force only the payment moves; once it has ended what counts is what was paid."""
    wrong = e.CorrectionProposed(
        1, len(IN_FORCE_PAID), PaymentCorrection(1, b.kronor(70_000)), b.a_document("bank.pdf")
    )
    before = (*IN_FORCE_PAID, Happened(wrong, "p.lund", IN_APRIL, "misread"))
    right, end = Happened(e.CorrectionConfirmed(1), "s.alm", IN_APRIL), GIVEN_NOTICE[-1]

    assert [e.FrameCorrected(2026, "P-1", paid=b.kronor(-5_000))] == moved(
        before, (*before, right), correcting=True
    )
    assert [e.FrameCorrected(2026, "P-1", b.kronor(-5_000), b.kronor(-5_000))] == moved(
        (*before, end), (*before, end, right), correcting=True
    )


def test_a_survey_is_charged() -> None:
    """The cost of a survey is taken of the frame of its year (C41)."""
    (recorded,) = then(SURVEY, ACTIVE, "h.ek", IN_APRIL)
    after = (*ACTIVE, Happened(recorded, "h.ek", IN_APRIL))

    assert [e.SurveyCharged(2026, "P-1", b.kronor(90_000))] == moved(ACTIVE, after)
    assert Claim(b.kronor(200_000), b.kronor(90_000)) == claims_of(partnership(*after))[2026]


def test_what_is_not_about_money_moves_nothing() -> None:
    """Proposing, evaluating and the like leave the frames alone."""
    nothing: list[e.Event] = []

    assert nothing == moved((), READY) == moved(AGREED, ACTIVE)


def test_a_partnership_claims_nothing_before_it_is_agreed() -> None:
    """A proposal reserves nothing (C14)."""
    state: Partnership = partnership(*READY)

    assert ({}, {}) == (claims_of(None), claims_of(state))


def test_agreed_stands_beside_its_claims() -> None:
    """Amounts agreed for one year are all claims there are."""
    assert {2026: Claim(b.kronor(5))} == claims_of(
        partnership(*READY, agreed(contributions=(Contribution(2026, b.kronor(5), 0),)))
    )


def test_a_frame_is_not_set_before_it_was_proposed() -> None:
    """The decision follows the proposal, by their business dates too (C14)."""
    earlier = context("k.dahl", AGREED_ON, on=AGREED_ON - timedelta(1))

    with pytest.raises(Refused, match="C14"):
        decide(SET, WAITING, earlier)
    assert decide(SET, WAITING, context("k.dahl", AGREED_ON))


def test_a_correction_goes_by_the_event_that_states_the_year() -> None:
    """Once an addendum has stated a year, the agreement's own event no longer does (C35, T17)."""
    amended = (*ACTIVE, addendum_agreed(Contribution(2027, b.kronor(250_000), 0)))
    version = {2026: len(ACTIVE) - 1, 2027: len(amended)}

    def refused(year: int, event_version: int) -> list[str]:
        right = AgreedAmountCorrection(year, b.kronor(150_000))
        document = b.a_document("addendum.pdf" if year == 2027 else "agreement.pdf")
        wrong = c.ProposeCorrection(
            ref="P-1", event_version=event_version, right=right, document=document, because="misread"
        )
        return clauses(wrong, amended, "p.lund", IN_APRIL)

    assert [[], [], ["C35"]] == [
        refused(2026, version[2026]),
        refused(2027, version[2027]),
        refused(2027, version[2026]),
    ]


def test_a_sum_beyond_one_amount_is_still_read() -> None:
    """What several of the largest amounts come to is stored and read back."""
    most = Money(10**15)
    total = most + most

    assert total == Money.from_builtins(total.to_builtins())
    assert (-total).ore == -2 * 10**15
