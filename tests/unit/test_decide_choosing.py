"""Choosing a partner: propose, assess, screen, exceptions, conflicts, hand-over, policy move."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.guards import choosing as ch
from samverkan_flow.domain.guards import screening as sc
from samverkan_flow.domain.guards.common import reason_is_given
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.partnership import Exemption, Partnership
from samverkan_flow.domain.values import Partner, Personal, Quality, SixAnswers, Visibility
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED_ON,
    ASSESSED,
    HOUSE,
    POLICY,
    PROPOSED,
    PROPOSED_ON,
    READY,
    SCREENED,
    SCREENED_ON,
    Happened,
    assessed,
    clauses,
    context,
    evaluated,
    exception,
    findings,
    joined,
    partnership,
    proposed,
    screened,
    then,
)
from tests.unit.turns import Turn

SCREEN = c.Screen(ref="P-1")
SIX = b.an_assessment("C6").answers
assert SIX is not None


def assess(**changes: dict[str, Any] | None) -> tuple[Happened, ...]:
    """Returns a proposal with every criterion assessed, some of them changed."""
    return (*PROPOSED, assessed(*b.assessments(**changes)))


def proposal(claim: str, guard: Any, refused: list[str], **change: Any) -> Turn:
    """Returns a proposal that one change makes refused."""
    return Turn(claim=claim, guard=guard, command=b.a_proposal(), given=(), by="h.ek", today=PROPOSED_ON,
                refused=refused, change=change)  # fmt: skip


def screening(claim: str, guard: Any, refused: list[str], bad_given: tuple[Happened, ...]) -> Turn:
    """Returns a screening that another history makes refused."""
    return Turn(claim=claim, guard=guard, command=SCREEN, given=ASSESSED, by="g.lind", today=SCREENED_ON,
                refused=refused, bad_given=bad_given)  # fmt: skip


OTHER_PARTNER = partnership(proposed(partner=Partner("Another Stage")), evaluated())
EVALUATED_ONCE = partnership(*ACTIVE, evaluated())
NEVER_EVALUATED = partnership(*ACTIVE)
NEVER_AGREED = partnership(proposed())
WITH_COMPANY = (*ASSESSED, joined("Glitter AB", SCREENED_ON))
ANYBODYS = (proposed(screener=""), assessed())
IN_2026 = date(2026, 1, 2)
ASKED = (*PROPOSED, exception("C5")[0])

TURNS: tuple[Turn, ...] = (
    proposal("the partnership has a name", ch.partner_is_named, ["C1"], name="  "),
    proposal("the partner has a name", ch.partner_is_named, ["C1"],
             partner=replace(b.a_proposal().partner, name="")),
    proposal("the partner has an organisation number", ch.partner_is_named, ["C1"],
             partner=replace(b.a_proposal().partner, organisation_number="")),
    proposal("the purpose is told", ch.partner_is_named, ["C1"], purpose=""),
    proposal("a contact has a name", ch.contact_is_named, ["C1"],
             partner=replace(b.a_proposal().partner, contact=c.ContactDetails(mail="maja@example.org"))),
    proposal("a co-partner is named once", ch.co_partners_are_named, ["C7"], co_partners=("Scenbolaget", "scenbolaget ")),
    proposal("our own role is told", ch.own_role_is_stated, ["C3"], own_role=""),
    proposal("a development plan is told", ch.development_plan_is_stated, ["C4"], development_plan="\n"),
    proposal("conflict of interest is answered", ch.conflict_is_answered, ["R4"], conflict_of_interest=None),
    proposal("a declared conflict is described", ch.conflict_is_answered, ["R4"], conflict_of_interest=True),
    proposal("an owner is named", ch.owner_can_own, ["R1"], owner=""),
    proposal("the owner is registered", ch.owner_can_own, ["R1"], owner="nobody"),
    proposal("the owner holds the role", ch.owner_can_own, ["R1"], owner="g.lind"),
    proposal("the screener holds the role", ch.owner_can_own, ["R1"], screener="s.alm"),
    proposal("the proposer is not the screener", ch.owner_can_own, ["R1", "R3"], screener="h.ek"),
    Turn(claim="a successor cites an evaluation", guard=ch.predecessor_is_evaluated,
         command=b.a_proposal(succeeds="P-1"), given=(), by="h.ek", today=PROPOSED_ON, refused=["C37"],
         told={"predecessor": EVALUATED_ONCE}, bad_told={"predecessor": NEVER_EVALUATED}),
    Turn(claim="what was never agreed has no successor", guard=ch.predecessor_is_evaluated,
         command=b.a_proposal(succeeds="P-1"), given=(), by="h.ek", today=PROPOSED_ON, refused=["C37"],
         told={"predecessor": EVALUATED_ONCE}, bad_told={"predecessor": NEVER_AGREED}),
    Turn(claim="a successor has the same partner", guard=ch.predecessor_is_evaluated,
         command=b.a_proposal(succeeds="P-1"), given=(), by="h.ek", today=PROPOSED_ON, refused=["C37"],
         told={"predecessor": EVALUATED_ONCE}, bad_told={"predecessor": OTHER_PARTNER}),
    # --- assessing
    Turn(claim="something is assessed", guard=sc.assessments_fit, command=c.Assess(ref="P-1", assessments=b.assessments()),
         given=PROPOSED, by="g.lind", today=SCREENED_ON, refused=["C0"], change={"assessments": ()}),
    Turn(claim="what is assessed is a criterion", guard=sc.assessments_fit,
         command=c.Assess(ref="P-1", assessments=b.assessments()), given=PROPOSED, by="g.lind", today=SCREENED_ON,
         refused=["C0"], change={"assessments": (b.an_assessment("C99"),)}),
    Turn(claim="a verdict has a reason", guard=sc.assessments_fit,
         command=c.Assess(ref="P-1", assessments=b.assessments()), given=PROPOSED, by="g.lind", today=SCREENED_ON,
         refused=["C2"], change={"assessments": b.assessments(C2={"because": ""})}),
    Turn(claim="in force only C7 is judged again", guard=sc.assessments_fit,
         command=c.Assess(ref="P-1", assessments=(b.company("Glitter AB"),)), given=(*ACTIVE, joined("Glitter AB")),
         by="g.lind", today=date(2026, 9, 20), refused=["R5"], change={"assessments": (b.an_assessment("C9"),)}),
    Turn(claim="the company judged is a co-partner", guard=sc.assessments_fit,
         command=c.Assess(ref="P-1", assessments=(b.company("Glitter AB"),)), given=(*ACTIVE, joined("Glitter AB")),
         by="g.lind", today=date(2026, 9, 20), refused=["C7"], change={"assessments": (b.company("Tinsel AB"),)}),
    # --- screening
    *(screening(f"{clause} is assessed", sc.criteria_are_met, [clause], assess(**{clause: None}))
      for clause in sc.CRITERIA),
    *(screening(f"{clause} has evidence", sc.criteria_are_met, [clause], assess(**{clause: {"evidence": ()}}))
      for clause in sc.CRITERIA),
    *(screening(f"{clause} is judged met", sc.criteria_are_met, [clause], assess(**{clause: {"verdict": "no"}}))
      for clause in sc.CRITERIA),
    screening("shared values are named", sc.values_are_named, ["C2"], assess(C2={"values": ()})),
    screening("one of our areas is named", sc.area_is_ours, ["C5"], (proposed(areas=()), assessed())),
    *(screening(f"C6 is answered for {name}", sc.six_answers_are_given, ["C6"],
                assess(C6={"answers": replace(SIX, **{name: " "})})) for name in SixAnswers.__struct_fields__),
    screening("C6 has six answers", sc.six_answers_are_given, ["C6"], assess(C6={"answers": None})),
    screening("visibility is told", sc.we_are_seen, ["C8"], assess(C8={"visibility": None})),
    screening("we do not disappear in the crowd", sc.we_are_seen, ["C8"],
              assess(C8={"visibility": Visibility(40, "logotype", 2)})),
    screening("the risk is told", sc.risk_is_handled, ["C9"], assess(C9={"risk": None})),
    screening("a medium risk is mitigated", sc.risk_is_handled, ["C9"], assess(C9={"mitigation": ""})),
    screening("a high risk is above the screener", sc.risk_is_handled, ["R2"], assess(C9={"risk": "high"})),
    screening("quality has a three-part review", sc.quality_is_high, ["C10"], assess(C10={"quality": None})),
    *(screening(f"quality part {number} holds", sc.quality_is_high, ["C10"], assess(C10={"quality": quality}))
      for number, quality in enumerate((Quality(False, True, True), Quality(True, False, True),
                                        Quality(True, True, False)), 1)),
    Turn(claim="who judged has no conflict of interest", guard=sc.judges_have_no_conflict, command=SCREEN,
         given=ANYBODYS, by="k.ros", today=SCREENED_ON, refused=["R4"],
         bad_given=(*ANYBODYS, Happened(e.ConflictDeclared(person="g.lind"), "g.lind", because="on the board"))),
    screening("hospitality is signed off", sc.nothing_is_lavish, ["C11"], assess(C11={"hospitality": ("VIP box",)})),
    Turn(claim="each co-partner is assessed", guard=sc.company_is_good, command=SCREEN,
         given=(*WITH_COMPANY, assessed(b.company("Glitter AB"))), by="g.lind", today=SCREENED_ON,
         refused=["C7"], bad_given=WITH_COMPANY),
    *(Turn(claim=f"a co-partner is {answer}", guard=sc.company_is_good, command=SCREEN,
           given=(*WITH_COMPANY, assessed(b.company("Glitter AB"))), by="g.lind",
           today=SCREENED_ON, refused=["C7"],
           bad_given=(*WITH_COMPANY, assessed(b.company("Glitter AB", **{answer: False}))))
      for answer in ("serious", "long_term", "positive_image")),
    # --- exceptions
    Turn(claim="an exception is from a clause that allows one", guard=ch.exception_is_allowed,
         command=c.AskException(ref="P-1", clause="C13", because="a pilot"), given=PROPOSED, by="h.ek",
         today=SCREENED_ON, refused=["C36"], change={"clause": "C36"}),
    Turn(claim="an exception is from a clause there is", guard=ch.exception_is_allowed,
         command=c.AskException(ref="P-1", clause="C13", because="a pilot"), given=PROPOSED, by="h.ek",
         today=SCREENED_ON, refused=["C0"], change={"clause": "C42"}),
    Turn(claim="an exception has a reason", guard=reason_is_given("C0"),
         command=c.AskException(ref="P-1", clause="C13", because="a pilot"), given=PROPOSED, by="h.ek",
         today=SCREENED_ON, refused=["C0"], change={"because": ""}),
    Turn(claim="an exception for an initiative names one", guard=ch.exception_is_allowed,
         command=c.AskException(ref="P-1", clause="C32", initiative="I1", because="once only"), given=READY, by="h.ek",
         today=AGREED_ON, refused=["C32"], change={"initiative": "I9"}),
    Turn(claim="an exception from C32 is for one initiative", guard=ch.exception_is_allowed,
         command=c.AskException(ref="P-1", clause="C32", initiative="I1", because="once only"), given=READY, by="h.ek",
         today=AGREED_ON, refused=["C32"], change={"initiative": ""}),
    Turn(claim="what is granted was asked for", guard=ch.exception_is_open,
         command=c.GrantException(ref="P-1", number=1), given=ASKED, by="k.dahl", today=SCREENED_ON,
         refused=["R1", "C0"], change={"number": 2}),
    Turn(claim="an exception is decided once", guard=ch.exception_is_open,
         command=c.GrantException(ref="P-1", number=1), given=ASKED, by="k.dahl", today=SCREENED_ON,
         refused=["C0"], bad_given=(*PROPOSED, *exception("C5"))),
    Turn(claim="another person grants an exception", guard=ch.exception_is_open,
         command=c.GrantException(ref="P-1", number=1), given=ASKED, by="k.dahl", today=SCREENED_ON,
         refused=["R3"], bad_given=(*PROPOSED, exception("C5", by="k.dahl")[0])),
    Turn(claim="the level of the clause grants the exception", guard=ch.exception_is_open,
         command=c.GrantException(ref="P-1", number=1), given=(*PROPOSED, exception("C13")[0]), by="s.alm",
         today=SCREENED_ON, refused=["R1"], bad_given=ASKED),
    Turn(claim="an exception is refused with a reason", guard=reason_is_given("C0"),
         command=c.RefuseException(ref="P-1", number=1, because="no pilot"), given=ASKED, by="k.dahl",
         today=SCREENED_ON, refused=["C0"], change={"because": ""}),
    # --- conflicts
    Turn(claim="the owner alone declares another's conflict", guard=ch.conflict_is_of_somebody,
         command=c.DeclareConflict(ref="P-1", because="on their board"), given=PROPOSED, by="g.lind",
         today=SCREENED_ON, refused=["R1"], change={"person": "k.dahl"}),
    Turn(claim="a conflict is of a registered person", guard=ch.conflict_is_of_somebody,
         command=c.DeclareConflict(ref="P-1", person="g.lind", because="on their board"), given=PROPOSED, by="s.alm",
         today=SCREENED_ON, refused=["R1"], change={"person": "stranger"}),
    Turn(claim="a conflict is described", guard=reason_is_given("R4"),
         command=c.DeclareConflict(ref="P-1", because="on their board"), given=PROPOSED, by="g.lind",
         today=SCREENED_ON, refused=["R4"], change={"because": " "}),
    Turn(claim="what is withdrawn was declared", guard=ch.conflict_stands,
         command=c.WithdrawConflict(ref="P-1", person="g.lind", because="left the board"),
         given=(*PROPOSED, Happened(e.ConflictDeclared(person="g.lind"), "g.lind")), by="s.alm", today=SCREENED_ON,
         refused=["R4"], bad_given=PROPOSED),
    # --- hand-over and policy
    Turn(claim="somebody is named to take over", guard=ch.successor_can_serve,
         command=c.HandOver(ref="P-1", to="o.vik", because="leave"), given=ACTIVE, by="s.alm", today=b.START,
         refused=["R1"], change={"to": ""}),
    Turn(claim="who takes over holds the role", guard=ch.successor_can_serve,
         command=c.HandOver(ref="P-1", to="o.vik", because="leave"), given=ACTIVE, by="s.alm", today=b.START,
         refused=["R1"], change={"to": "h.ek"}),
    Turn(claim="the new owner has not evaluated it", guard=ch.successor_can_serve,
         command=c.HandOver(ref="P-1", to="m.alt", because="leave"), given=ACTIVE, by="s.alm",
         today=date(2026, 12, 20), refused=["R3"], bad_given=(*ACTIVE, evaluated(by="m.alt"))),
    Turn(claim="the new screener has not proposed it", guard=ch.successor_can_serve,
         command=c.HandOver(ref="P-1", duty="screener", to="m.alt", because="leave"), given=PROPOSED, by="s.alm",
         today=SCREENED_ON, refused=["R3"], bad_given=(proposed(by="m.alt"),)),
    Turn(claim="the other policy version is adopted", guard=ch.policy_is_adopted,
         command=c.MovePolicy(ref="P-1", version="2026-1", because="a better text"),
         given=(*PROPOSED, Happened(e.PolicyMoved(version="2022-1"), "a.ny")), by="a.ny", today=IN_2026,
         refused=["C0"], change={"version": "2030-1"}),
    Turn(claim="the other policy version is another", guard=ch.policy_is_adopted,
         command=c.MovePolicy(ref="P-1", version="2026-1", because="a better text"),
         given=(*PROPOSED, Happened(e.PolicyMoved(version="2022-1"), "a.ny")), by="a.ny", today=IN_2026,
         refused=["C0"], bad_given=PROPOSED),
)  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_as_good_turns_bad(turn: Turn) -> None:
    """The whole command is allowed; with one thing changed it is refused under that clause alone."""
    expected = ([], turn.refused)

    actual = (turn.good(), turn.bad())

    assert expected == actual


# --- what comes of it -----------------------------------------------------------------------------


def test_a_proposal_is_recorded_with_the_contact_sealed() -> None:
    """What identifies a living person is a personal field from the first event on."""
    (event,) = then(b.a_proposal(), (), "h.ek", PROPOSED_ON)

    assert isinstance(event, e.PartnershipProposed)
    assert event.partner.contact
    assert Personal("partner:P-1:contact", "Maja Holm") == event.partner.contact.name


def test_a_sole_traders_number_is_personal() -> None:
    """A sole trader's organisation number is a personal identity number and is sealed."""
    partner = c.PartnerDetails(name="Clown Olle", organisation_number="811228-9874", legal_form="Sole trader")

    (event,) = then(replace(b.a_proposal(), partner=partner), (), "h.ek", PROPOSED_ON)

    assert isinstance(event, e.PartnershipProposed)
    assert ("", Personal("partner:P-1:trader", "811228-9874")) == (
        event.partner.organisation_number,
        event.partner.personal_number,
    )


@pytest.mark.parametrize("number", ["802999-0011", "80299", "8O2999-0010", "802999-00100"])
def test_a_mistyped_organisation_number(number: str) -> None:
    """A number whose form or check digit is wrong is malformed, not forbidden."""
    partner = replace(b.a_proposal().partner, organisation_number=number)

    with pytest.raises(InvalidInput) as caught:
        then(replace(b.a_proposal(), partner=partner), (), "h.ek", PROPOSED_ON)

    assert "partner.organisation_number" == caught.value.field


def test_areas_may_be_empty_in_a_proposal() -> None:
    """C5 is recorded at the proposal and judged at the screening (T12)."""
    assert [] == clauses(b.a_proposal(areas=()), (), "h.ek", PROPOSED_ON)


def test_a_proposal_with_everything_missing_tells_everything() -> None:
    """One refusal holds every finding, not only the first."""
    expected = ["C1", "C1", "C1", "C1", "C3", "C4", "R4", "R1"]

    actual = clauses(c.Propose(), (), "h.ek", PROPOSED_ON)

    assert expected == actual


def test_a_proposers_conflict_is_declared_with_the_proposal() -> None:
    """A declared conflict of interest is an event of its own, beside the proposal."""
    command = b.a_proposal(conflict_of_interest=True, conflict="my sister chairs it")

    _, declared = then(command, (), "h.ek", PROPOSED_ON)

    assert e.ConflictDeclared(person="h.ek") == declared


def test_a_successor_cites_the_latest_evaluation() -> None:
    """Going on is a new proposal that names its predecessor and the day of its latest evaluation (T5)."""
    given = partnership(*ACTIVE, evaluated(date(2026, 6, 1)), evaluated(date(2026, 12, 10)))

    (event,) = then(b.a_proposal(succeeds="P-1"), (), "h.ek", date(2027, 1, 10), predecessor=given)

    assert isinstance(event, e.PartnershipProposed)
    assert (given.id, "P-1", date(2026, 12, 10)) == (
        event.predecessor,
        event.predecessor_ref,
        event.predecessor_evaluation_on,
    )


def test_screening_moves_to_screened() -> None:
    """A passed screening makes the partnership screened, and its screener one for ever."""
    state = partnership(*SCREENED)

    assert (Stage.SCREENED, ("g.lind",)) == (state.stage, state.duties["screener"])


def test_a_screening_of_nothing_names_every_criterion() -> None:
    """What is missing is told criterion by criterion."""
    actual = clauses(SCREEN, PROPOSED, "g.lind", SCREENED_ON)

    assert list(sc.CRITERIA) == actual


def test_only_the_latest_judgement_counts() -> None:
    """A criterion judged again is judged by its latest assessment."""
    given = (*assess(C1={"verdict": "no"}), assessed(b.an_assessment("C1")))

    assert [] == clauses(SCREEN, given, "g.lind", SCREENED_ON)


@pytest.mark.parametrize(
    ("partners", "share", "expected"),
    [(20, 4, []), (21, 5, []), (21, 4, ["C8"]), (3, 0, [])],
)
def test_the_crowd(partners: int, share: int, expected: list[str]) -> None:
    """We disappear with more than 20 partners and less than 5 per cent, not with one of the two alone."""
    given = assess(C8={"visibility": Visibility(partners, "logotype", share)})

    assert expected == clauses(SCREEN, given, "g.lind", SCREENED_ON)


@pytest.mark.parametrize(
    ("clause", "bad"),
    [
        ("C8", assess(C8={"visibility": Visibility(40, "logotype", 2)})),
        ("C8", assess(C8={"verdict": "no"})),
        ("C11", assess(C11={"hospitality": ("VIP box",)})),
        ("C5", (proposed(areas=()), assessed())),
    ],
)
def test_a_granted_exception_explains(clause: str, bad: tuple[Happened, ...]) -> None:
    """Where a clause allows comply-or-explain, a granted exception lets the screening pass (T11)."""
    granted = exception(clause, granted_by="k.dahl")
    actual = [
        clauses(SCREEN, bad, "g.lind", SCREENED_ON),
        clauses(SCREEN, (*bad, granted[0]), "g.lind", SCREENED_ON),
        clauses(SCREEN, (*bad, *granted), "g.lind", SCREENED_ON),
    ]

    assert [[clause], [clause], []] == actual


@pytest.mark.parametrize(("risk", "by", "expected"), [
    ("low", "g.lind", []), ("low", "k.dahl", ["R1"]), ("medium", "g.lind", []), ("high", "g.lind", ["R2"]), ("high", "k.dahl", []),
    ("high", "v.norr", []), ("high", "s.alm", ["R1", "R2"]),
])  # fmt: skip
def test_a_high_risk_goes_higher(risk: str, by: str, expected: list[str]) -> None:
    """A high risk to our reputation is taken by the head of communications or higher (C9)."""
    given = assess(C9={"risk": risk})

    assert expected == clauses(SCREEN, given, by, SCREENED_ON)


def test_asking_and_granting_is_two_people() -> None:
    """An exception says who asked, why, and who granted it."""
    state = partnership(*PROPOSED, *exception("C13"))

    assert (
        Exemption(1, "C13", "a pilot", "h.ek", granted_by="s.alm", granted_version=3),
    ) == state.exceptions


def test_a_refused_exception_stays_refused() -> None:
    """A refused exception is decided: nobody grants it later."""
    asked, _ = exception("C13")
    given = (*PROPOSED, asked, Happened(e.ExceptionRefused(number=1, clause="C13"), "s.alm"))

    actual = clauses(c.GrantException(ref="P-1", number=1), given, "v.norr", SCREENED_ON)

    assert (["C0"], False) == (actual, partnership(*given).has_exception("C13"))


def test_exceptions_are_numbered() -> None:
    """Each exception gets the next number within its partnership."""
    command = c.AskException(ref="P-1", clause="C20", because="effects come late")

    events = then(command, (*PROPOSED, *exception("C13")), "h.ek", SCREENED_ON)

    assert (e.ExceptionAsked(number=2, clause="C20"),) == events


@pytest.mark.parametrize(
    "clause", [clause for clause in POLICY.clauses if not POLICY.clauses[clause].exception]
)
def test_what_allows_no_exception(clause: str) -> None:
    """A clause that the policy does not open takes no exception, and the refusal cites it."""
    command = c.AskException(ref="P-1", clause=clause, because="we would like to")

    assert [clause] == clauses(command, PROPOSED, "h.ek", SCREENED_ON)


def test_nobody_withdraws_a_conflict_of_their_own() -> None:
    """The owner, or a lead, judges whether a conflict still stands; never the person concerned."""
    given = (*PROPOSED, Happened(e.ConflictDeclared(person="s.alm"), "s.alm", because="a cousin"))

    actual = clauses(
        c.WithdrawConflict(ref="P-1", person="s.alm", because="gone"), given, "s.alm", SCREENED_ON
    )

    assert ["R4", "R3"] == actual


def test_a_withdrawn_conflict_bars_nobody() -> None:
    """Once a conflict is withdrawn the person may decide again."""
    declared = Happened(e.ConflictDeclared(person="g.lind"), "g.lind", because="on the board")
    withdrawn = Happened(e.ConflictWithdrawn(person="g.lind"), "s.alm", because="left the board")
    actual = [
        set(clauses(SCREEN, (*ASSESSED, declared), "g.lind", SCREENED_ON)),
        set(clauses(SCREEN, (*ASSESSED, declared, withdrawn), "g.lind", SCREENED_ON)),
    ]

    assert [{"R4"}, set()] == actual


def test_hand_over_of_the_screening() -> None:
    """After a hand-over the new screener screens, the former one no longer."""
    given = (*ASSESSED, Happened(e.HandedOver(duty="screener", person="k.ros"), "s.alm", because="jäv"))
    actual = [clauses(SCREEN, given, by, SCREENED_ON) for by in ("k.ros", "g.lind")]

    assert [[], ["R1"]] == actual


def test_a_partnership_moves_to_another_policy_only_when_told() -> None:
    """A partnership stays under the version it was proposed under until it is moved (T13)."""
    moved = Happened(e.PolicyMoved(version="2022-1"), "a.ny", because="as agreed")
    actual = [partnership(*PROPOSED).policy_version, partnership(*PROPOSED, moved).policy_version]

    assert ["2026-1", "2022-1"] == actual


def test_every_finding_tells_the_way_forward() -> None:
    """A refusal names for each finding what would satisfy it, in a sentence without a full stop."""
    found = (
        *findings(c.Propose(), (), "h.ek", PROPOSED_ON),
        *findings(SCREEN, PROPOSED, "g.lind", SCREENED_ON),
    )
    bare = [one for one in found if not one.message or not one.remedy or one.remedy.endswith(".")]

    assert [] == bare


def test_nobody_screens_what_they_proposed() -> None:
    """Whoever proposed does neither assess nor screen, whatever roles they hold (R3)."""
    given = (proposed(by="m.alt", screener=""), assessed())
    actual = [
        clauses(c.Assess(ref="P-1", assessments=b.assessments()), given, "m.alt", SCREENED_ON),
        clauses(SCREEN, given, "m.alt", SCREENED_ON),
    ]

    assert [["R3"], ["R3"]] == actual


def test_the_house_of_the_tests_is_whole() -> None:
    """Each person of the tests holds the roles the tests say."""
    assert ("owner", "partnership-lead") == HOUSE.people["s.alm"].roles


def test_screened_once() -> None:
    """What has been screened is not screened again."""
    assert ["R5"] == clauses(SCREEN, (*ASSESSED, screened()), "g.lind", SCREENED_ON)


@pytest.mark.parametrize(
    ("predecessor", "remedy"),
    [
        (NEVER_EVALUATED, f"evaluate {NEVER_EVALUATED.ref} first"),
        (
            NEVER_AGREED,
            f"{NEVER_AGREED.ref} was never agreed, so nothing goes on from it: leave succeeds out",
        ),
    ],
)
def test_a_successor_is_told_what_it_can_do(predecessor: Partnership, remedy: str) -> None:
    """What was never agreed can never be evaluated, so nobody is sent to do that (C37)."""
    told = context("h.ek", PROPOSED_ON, predecessor=predecessor)
    found = list(ch.predecessor_is_evaluated(b.a_proposal(succeeds="P-1"), None, told))

    assert [("C37", remedy)] == [(one.clause, one.remedy) for one in found if "evaluation" in one.message]
