"""Agreeing: plan, goals, signatures, the code of conduct, the agreement, addenda, the beginning."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.decide import act_for, warnings_of
from samverkan_flow.domain.guards import agreeing as ag
from samverkan_flow.domain.guards import following_up as fu
from samverkan_flow.domain.guards import house_rules
from samverkan_flow.domain.guards import planning as pl
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.lifecycle import Stage
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import Contribution, ExchangeLine, Guideline, Initiative, Personal
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    AGREED_ON,
    CODE_2025,
    HOUSE,
    POLICY,
    PROPOSED,
    READY,
    SCREENED,
    SCREENED_ON,
    SETTLED_IN,
    SIGNED_ON,
    Happened,
    acknowledged,
    addendum_agreed,
    clauses,
    code,
    context,
    evaluated,
    exception,
    findings,
    goal_added,
    house,
    partnership,
    planned,
    proposed,
    signed,
    then,
)
from tests.unit.turns import Turn

AGREE = b.an_agreement(ref="P-1")
ADDENDUM = c.Agree(ref="P-1", kind="addendum", contributions=(Contribution(2027, b.kronor(250_000), 0),),
                   document=b.a_document("addendum.pdf"), registry_number="KI 2026/200")  # fmt: skip
IN_MARCH = date(2026, 3, 2)
AMENDABLE = (*ACTIVE, signed("us", "addendum.pdf"), signed("partner", "addendum.pdf"))
PLAN = c.PlanInitiative(ref="P-1", initiative=b.an_initiative())
I1 = b.an_initiative()
LATER_CODE = house(*SETTLED_IN, code("2026", date(2025, 11, 1)))


def ready_with(initiative: Initiative) -> tuple[Happened, ...]:
    """Returns a partnership that is ready to be agreed on, with I1 planned anew."""
    return (*READY, planned(initiative))


def agreement(claim: str, guard: Any, refused: list[str], bad_given: Any = None, **change: Any) -> Turn:
    """Returns an agreement that one change, or another history, makes refused."""
    return Turn(claim=claim, guard=guard, command=AGREE, given=READY, by="k.dahl", today=AGREED_ON,
                refused=refused, change=change, bad_given=bad_given)  # fmt: skip


def plan_wants(claim: str, guard: Any, refused: list[str], **change: Any) -> Turn:
    """Returns an agreement that a change of the planned initiative makes refused."""
    return agreement(claim, guard, refused, bad_given=ready_with(replace(I1, **change)))


def addendum(claim: str, guard: Any, refused: list[str], bad_given: Any = None, **change: Any) -> Turn:
    """Returns an addendum that one change, or another history, makes refused."""
    return Turn(claim=claim, guard=guard, command=ADDENDUM, given=AMENDABLE, by="k.dahl", today=IN_MARCH,
                refused=refused, change=change, bad_given=bad_given)  # fmt: skip


def line(**changes: Any) -> tuple[ExchangeLine, ...]:
    """Returns one exchange line, changed."""
    return (replace(AGREE.exchange[0], **changes),)


def first_year(**changes: Any) -> tuple[Contribution, ...]:
    """Returns the contributions with the first year's changed."""
    first, *others = AGREE.contributions
    return (replace(first, **changes), *others)


OPEN_PREDECESSOR = partnership(*ACTIVE, evaluated())
FINISHED_PREDECESSOR = partnership(*ACTIVE, evaluated(date(2028, 12, 1), final=True))
SUCCESSOR = (proposed(predecessor=OPEN_PREDECESSOR.id, predecessor_ref="P-1"), *READY[1:])

TURNS: tuple[Turn, ...] = (
    # --- planning
    Turn(claim="an initiative has an id", guard=pl.initiative_is_named, command=PLAN, given=SCREENED, by="h.ek",
         today=SIGNED_ON, refused=["C32"], change={"initiative": replace(I1, id="")}),
    Turn(claim="an initiative has a name", guard=pl.initiative_is_named, command=PLAN, given=SCREENED, by="h.ek",
         today=SIGNED_ON, refused=["C32"], change={"initiative": replace(I1, name=" ")}),
    Turn(claim="goals have ids of their own", guard=pl.initiative_is_named, command=PLAN, given=SCREENED, by="h.ek",
         today=SIGNED_ON, refused=["C17"], change={"initiative": replace(I1, goals=(b.a_goal(), b.a_goal()))}),
    Turn(claim="goals are set before the start", guard=pl.goals_come_first, command=PLAN, given=SCREENED, by="h.ek",
         today=SIGNED_ON, refused=["C34"], change={"initiative": replace(I1, start=SIGNED_ON - timedelta(1))}),
    Turn(claim="a further goal is of an initiative", guard=pl.goal_is_new,
         command=c.AddGoal(ref="P-1", initiative="I1", goal=b.a_goal("G3")), given=AGREED, by="h.ek",
         today=AGREED_ON, refused=["C34"], change={"initiative": "I9"}),
    Turn(claim="a further goal is stated", guard=pl.goal_is_new,
         command=c.AddGoal(ref="P-1", initiative="I1", goal=b.a_goal("G3")), given=AGREED, by="h.ek",
         today=AGREED_ON, refused=["C17"], change={"goal": None}),
    Turn(claim="a frozen goal is not replaced", guard=pl.goal_is_new,
         command=c.AddGoal(ref="P-1", initiative="I1", goal=b.a_goal("G3")), given=AGREED, by="h.ek",
         today=AGREED_ON, refused=["C34"], change={"goal": b.a_goal("G1", target="100")}),
    Turn(claim="a further goal can be read off", guard=pl.goal_is_new,
         command=c.AddGoal(ref="P-1", initiative="I1", goal=b.a_goal("G3")), given=AGREED, by="h.ek",
         today=AGREED_ON, refused=["C17"], change={"goal": b.a_goal("G3", source="")}),
    # --- signing and acknowledging
    Turn(claim="a signature is under a document", guard=ag.signature_is_whole, command=b.a_signature("us", ref="P-1"),
         given=SCREENED, by="h.ek", today=SIGNED_ON, refused=["C24"], change={"document": None}),
    Turn(claim="a signature has a signatory", guard=ag.signature_is_whole, command=b.a_signature("us", ref="P-1"),
         given=SCREENED, by="h.ek", today=SIGNED_ON, refused=["C24"], change={"signatory": ""}),
    Turn(claim="an e-mail is no signature", guard=ag.signature_is_whole, command=b.a_signature("us", ref="P-1"),
         given=SCREENED, by="h.ek", today=SIGNED_ON, refused=["C24"], change={"form": "e-mail"}),
    Turn(claim="nobody signs tomorrow", guard=ag.signature_is_whole,
         command=b.a_signature("us", ref="P-1", signed_on=SIGNED_ON), given=SCREENED, by="h.ek", today=SIGNED_ON,
         refused=["C24"], change={"signed_on": SIGNED_ON + timedelta(1)}),
    Turn(claim="what is acknowledged is published", guard=ag.code_is_published,
         command=c.Acknowledge(ref="P-1", party="partner", code_version="2025"), given=SCREENED, by="h.ek",
         today=SIGNED_ON, refused=["C23"], change={"code_version": "our code"}),
    # --- the agreement
    agreement("a side letter is no agreement", ag.kind_is_known, ["C16"], kind="oral addendum"),
    agreement("the start is stated", ag.period_is_stated, ["C27"], start=None),
    agreement("the end is stated", ag.period_is_stated, ["C36"], end=None),
    Turn(claim="the end is still to come", guard=ag.end_is_ahead, command=AGREE, given=READY, by="k.dahl",
         today=AGREED_ON, refused=["C27", "C36", "C34"], bad_today=b.END + timedelta(1)),
    agreement("both parties acknowledged the code", ag.code_is_acknowledged, ["C22"], bad_given=READY[:-1]),
    agreement("the code is published", ag.code_is_acknowledged, ["C23"], code_version="our code"),
    Turn(claim="the code is the one in force at signing", guard=ag.code_is_acknowledged, command=AGREE, given=READY,
         by="k.dahl", today=AGREED_ON, refused=["C23"], bad_told={"house": LATER_CODE}),
    agreement("both signatures stand", ag.agreement_is_signed, ["C24"],
              bad_given=tuple(one for one in READY if one != signed("partner"))),
    agreement("our signature stands", ag.agreement_is_signed, ["C24"],
              bad_given=tuple(one for one in READY if one != signed("us"))),
    agreement("the document is named", ag.agreement_is_signed, ["C24"], document=None),
    agreement("the bytes are the signed ones", ag.agreement_is_signed, ["C24", "C24"],
              document=b.a_document("agreement.pdf", "changed after signing")),
    agreement("it is registered", ag.agreement_is_signed, ["C24"], registry_number=""),
    agreement("marketing is told", ag.marketing_is_clear, ["C25"], marketing=()),
    agreement("marketing is told in words", ag.marketing_is_clear, ["C25"], marketing=("Enligt överenskommelse.",)),
    agreement("the money is told", ag.economy_is_clear, ["C26"], contributions=()),
    agreement("VAT is told", ag.economy_is_clear, ["C26"], contributions=first_year(vat_percent=None)),
    agreement("VAT is a rate there is", ag.economy_is_clear, ["C26"], contributions=first_year(vat_percent=7)),
    agreement("money is not negative", ag.economy_is_clear, ["C26"], contributions=first_year(net=Money(-1))),
    agreement("in kind is not negative", ag.economy_is_clear, ["C26"], contributions=first_year(in_kind=Money(-1))),
    agreement("money is for years of the period", ag.economy_is_clear, ["C26", "C26"], contributions=first_year(year=2025)),
    agreement("money is told for each year", ag.economy_is_clear, ["C26"], contributions=AGREE.contributions[1:]),
    agreement("each year is told once", ag.economy_is_clear, ["C26"], contributions=(*AGREE.contributions, AGREE.contributions[0])),
    agreement("guidelines are agreed", ag.conduct_is_clear, ["C28"], guidelines=()),
    agreement("guidelines have ids of their own", ag.conduct_is_clear, ["C28"], guidelines=b.GUIDELINES[:1] * 2),
    agreement("a guideline has a text", ag.conduct_is_clear, ["C28"], guidelines=(Guideline("honesty", "–".strip("–")),)),
    agreement("without exchange it is a gift", ag.exchange_is_clear, ["C29"], exchange=()),
    agreement("hospitality is signed off", ag.hospitality_is_signed_off, ["C11"], exchange=line(hospitality=True)),
    *(agreement(f"an exchange line tells {name}", ag.exchange_is_clear, ["C29"], exchange=line(**{name: bad}))
      for name, bad in (("what", ""), ("when", "tbd"), ("value", None), ("value", Money(-1)), ("evidence", ""))),
    Turn(claim="the predecessor has its final evaluation", guard=ag.predecessor_is_finished, command=AGREE,
         given=SUCCESSOR, by="k.dahl", today=AGREED_ON, refused=["C37"], told={"predecessor": FINISHED_PREDECESSOR},
         # what has started is counted by the day the predecessor is asked about
         bad_told={"predecessor": replace(OPEN_PREDECESSOR, initiatives=(replace(I1, start=date(2025, 1, 1)),))}),
    # --- what the agreement wants of the plan
    agreement("a goal is linked", pl.goals_are_linked, ["C17"], bad_given=tuple(one for one in READY if one != planned())),
    *(plan_wants(f"a goal in numbers tells {name}", pl.goals_are_linked, ["C17"],
                 goals=(replace(b.a_goal(), **{name: None if name == "read_off_on" else " "}),))
      for name in ("text", "source", "read_off_on", "baseline", "target", "unit")),
    *(plan_wants(f"a goal in words tells {name}", pl.goals_are_linked, ["C33"],
                 goals=(replace(b.a_qualitative_goal(), **{name: None if name == "read_off_on" else ""}),))
      for name in ("text", "read_off_on", "read_off_rule", "target", "assessor")),
    plan_wants("follow-up is planned", pl.follow_up_is_planned, ["C18"], follow_ups=()),
    plan_wants("follow-up names who", pl.follow_up_is_planned, ["C18"],
               follow_ups=(replace(I1.follow_ups[0], who=""),)),
    plan_wants("follow-up is inside the period", pl.follow_up_is_planned, ["C18"],
               follow_ups=(replace(I1.follow_ups[0], on=b.END + timedelta(1)),)),
    plan_wants("a first evaluation is planned", pl.evaluation_is_planned, ["C19"], first_evaluation_on=None),
    plan_wants("a final evaluation is planned", pl.evaluation_is_planned, ["C19"], final_evaluation_on=None),
    plan_wants("effect is sought", pl.effect_is_sought, ["C20"], goals=(b.a_goal(level="output"),)),
    agreement("each initiative has a goal", pl.initiatives_have_goals, ["C32"],
              bad_given=(*READY, planned(replace(b.an_initiative("I2"), goals=())))),
    plan_wants("an initiative has a start", pl.initiatives_start_in_time, ["C38"], start=None),
    plan_wants("an initiative starts inside the period", pl.initiatives_start_in_time, ["C27"],
               start=b.START - timedelta(1)),
    Turn(claim="no initiative starts before the agreement", guard=pl.initiatives_start_in_time, command=AGREE,
         given=READY, by="k.dahl", today=b.START, refused=["C27", "C34"], bad_today=b.START + timedelta(1)),
    # --- addenda
    addendum("an addendum does not move the end", ag.end_does_not_move, ["C37"], end=date(2029, 12, 31)),
    addendum("an addendum does not move the start", ag.end_does_not_move, ["C37"], start=date(2026, 3, 1)),
    addendum("an addendum changes something", ag.addendum_changes_something, ["C35"], contributions=()),
    addendum("an addendum is signed by both", ag.addendum_is_signed, ["C35"], bad_given=AMENDABLE[:-1]),
    addendum("an addendum is registered", ag.addendum_is_signed, ["C35"], registry_number=""),
    addendum("an addendum is a document of its own", ag.addendum_is_signed, ["C35"], document=AGREE.document),
    Turn(claim="an addendum is agreed by the last day", guard=house_rules.period_is_running,
         command=replace(ADDENDUM, contributions=(), marketing=("four more posts",)), given=AMENDABLE,
         by="k.dahl", today=b.END, refused=["C36"], bad_today=b.END + timedelta(1)),
    addendum("an addendum tells VAT", ag.added_economy_is_clear, ["C26"],
             contributions=(Contribution(2027, b.kronor(250_000)),)),
    addendum("an addendum keeps to the period", ag.added_economy_is_clear, ["C26"],
             contributions=(Contribution(2029, b.kronor(250_000), 0),)),
    addendum("an addendum tells each year once", ag.added_economy_is_clear, ["C26"],
             contributions=ADDENDUM.contributions * 2),
    addendum("an addendum tells marketing in words", ag.added_terms_are_clear, ["C25"], marketing=("as agreed",)),
    addendum("an added guideline has a text", ag.added_terms_are_clear, ["C28"], guidelines=(Guideline("new", ""),)),
    addendum("an added guideline has an id of its own", ag.added_terms_are_clear, ["C28"],
             guidelines=b.GUIDELINES[:1]),
    addendum("an added exchange line is whole", ag.added_terms_are_clear, ["C29"], exchange=line(value=None)),
    # --- the beginning
    Turn(claim="nothing begins before its first day", guard=fu.start_is_reached, command=c.Activate(ref="P-1"),
         given=AGREED, by="s.alm", today=b.START, refused=["C27"], bad_today=b.START - timedelta(1)),
)  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_as_good_turns_bad(turn: Turn) -> None:
    """The whole command is allowed; with one thing changed it is refused under that clause alone."""
    expected = ([], turn.refused)

    actual = (turn.good(), turn.bad())

    assert expected == actual


# --- the agreement --------------------------------------------------------------------------------


def test_an_agreement_pins_the_code_by_its_hash() -> None:
    """The agreement keeps version and SHA-256 of the code of conduct, as published (C23)."""
    (event,) = then(AGREE, READY, "k.dahl", AGREED_ON)

    assert isinstance(event, e.PartnershipAgreed)
    assert ("2025", CODE_2025.document.sha256) == (event.agreement.code_version, event.agreement.code_sha256)


def test_an_empty_agreement_tells_everything_at_once() -> None:
    """Every missing part is a finding of its own, in the order of the clauses' guards."""
    actual = clauses(c.Agree(ref="P-1"), SCREENED, "k.dahl", AGREED_ON)

    assert ["C16", "C27", "C36", "C25", "C26", "C28", "C29", "C24", "C24", "C23", "C17"] == actual


def test_understandings_follow_the_same_rules() -> None:
    """An understanding is agreed by the same guards as an agreement (C16)."""
    whole = replace(AGREE, kind="understanding")
    actual = [
        clauses(whole, READY, "k.dahl", AGREED_ON),
        clauses(replace(whole, exchange=()), READY, "k.dahl", AGREED_ON),
    ]

    assert [[], ["C29"]] == actual


def test_the_last_day_belongs_to_the_period() -> None:
    """Follow-up on the last day, amounts for the last year and a period of one day are inside it (T16)."""
    on_the_last_day = replace(I1, follow_ups=(replace(I1.follow_ups[0], on=b.END),))
    last_year = replace(ADDENDUM, contributions=(Contribution(b.END.year, b.kronor(250_000), 0),))
    one_day = replace(AGREE, start=b.START, end=b.START)

    assert [] == clauses(AGREE, ready_with(on_the_last_day), "k.dahl", AGREED_ON)
    assert [] == clauses(last_year, AMENDABLE, "k.dahl", IN_MARCH)
    assert "C27" not in clauses(one_day, ready_with(replace(I1, start=b.START)), "k.dahl", AGREED_ON)


def test_end_before_start() -> None:
    """An end before the start is told under C27."""
    turned = replace(AGREE, start=b.END, end=b.START)

    assert "C27" in clauses(turned, READY, "k.dahl", AGREED_ON)


PLANNED_2Y = planned(b.an_initiative(start=b.START, end=date(2028, 1, 31)))
PLANNED_LEAP = planned(b.an_initiative(start=date(2028, 2, 29), end=date(2030, 2, 27)))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 2, 1), date(2028, 1, 31), []),
        (date(2026, 2, 1), date(2028, 1, 30), ["C13"]),
        (date(2028, 2, 29), date(2030, 2, 27), []),
        (date(2028, 2, 29), date(2030, 2, 26), ["C13"]),
    ],
)
def test_twenty_four_months_with_the_last_day_counted(start: date, end: date, expected: list[str]) -> None:
    """A period of 24 months, its last day included, is long enough; a day less needs an exception (C13, T16)."""
    initiative = b.an_initiative(start=start, end=end)
    command = b.an_agreement(start=start, end=end, ref="P-1")

    assert expected == clauses(command, ready_with(initiative), "k.dahl", AGREED_ON)


def test_a_pilot_is_explained() -> None:
    """Twelve months are allowed with a granted exception from C13."""
    end = date(2027, 1, 31)
    given = ready_with(b.an_initiative(end=end))
    command = b.an_agreement(end=end, ref="P-1")
    actual = [
        clauses(command, given, "k.dahl", AGREED_ON),
        clauses(command, (*given, *exception("C13")), "k.dahl", AGREED_ON),
    ]

    assert [["C13"], []] == actual


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2027, 2, 1), []),
        (date(2027, 2, 2), ["C19"]),
        (date(2026, 1, 31), ["C19"]),
        (b.START, []),
    ],
)
def test_the_first_evaluation_within_twelve_months(first: date, expected: list[str]) -> None:
    """The first evaluation is planned from the start to the same date next year (C19)."""
    given = ready_with(replace(I1, first_evaluation_on=first))

    assert expected == clauses(AGREE, given, "k.dahl", AGREED_ON)


@pytest.mark.parametrize(("days_before_end", "expected"), [(0, []), (90, []), (91, ["C19"]), (-1, ["C19"])])
def test_the_final_evaluation_within_ninety_days_of_the_end(
    days_before_end: int, expected: list[str]
) -> None:
    """The final evaluation is planned in the last 90 days, the end date included (C19, T10)."""
    given = ready_with(replace(I1, final_evaluation_on=b.END - timedelta(days_before_end)))

    assert expected == clauses(AGREE, given, "k.dahl", AGREED_ON)


def test_twelve_months_from_a_leap_day() -> None:
    """Twelve months from 29 February end on 28 February (T7)."""
    start, end = date(2028, 2, 29), date(2031, 2, 27)
    whole = b.an_initiative(start=start, end=end)
    command = b.an_agreement(start=start, end=end, ref="P-1")
    actual = [
        clauses(command, ready_with(replace(whole, first_evaluation_on=on)), "k.dahl", AGREED_ON)
        for on in (date(2029, 2, 28), date(2029, 3, 1))
    ]

    assert [[], ["C19"]] == actual


def test_only_output_goals_are_explained() -> None:
    """Output goals alone need an exception from C20; a goal of effect beside them suffices."""
    output = b.a_goal(level="output")
    bad = ready_with(replace(I1, goals=(output,)))
    actual = [
        clauses(AGREE, bad, "k.dahl", AGREED_ON),
        clauses(AGREE, (*bad, *exception("C20")), "k.dahl", AGREED_ON),
        clauses(AGREE, ready_with(replace(I1, goals=(output, b.a_qualitative_goal()))), "k.dahl", AGREED_ON),
    ]

    assert [["C20"], [], []] == actual


def test_an_exemption_from_goals_is_for_its_initiative_alone() -> None:
    """An exception from C32 for one initiative excuses that one, not another (T2)."""
    bare = planned(replace(b.an_initiative("I2"), goals=()))
    also_bare = planned(replace(b.an_initiative("I3"), goals=()))
    granted = exception("C32", initiative="I2")
    actual = [
        clauses(AGREE, (*READY, bare, *granted), "k.dahl", AGREED_ON),
        clauses(AGREE, (*READY, bare, also_bare, *granted), "k.dahl", AGREED_ON),
    ]

    assert [[], ["C32"]] == actual


def test_no_exception_excuses_an_agreement_without_goals() -> None:
    """Per agreement at least one goal is hard, whatever exceptions there are (T2)."""
    given = (*ready_with(replace(I1, goals=())), *exception("C32", initiative="I1"))

    assert ["C17"] == clauses(AGREE, given, "k.dahl", AGREED_ON)


def test_a_goal_in_words_needs_no_number() -> None:
    """A qualitative goal alone suffices; the product never demands a figure (C33)."""
    given = ready_with(replace(I1, goals=(b.a_qualitative_goal(),)))

    assert [] == clauses(AGREE, given, "k.dahl", AGREED_ON)


def test_words_that_sound_like_renewal_are_a_warning() -> None:
    """ "Förlängs ett år om ej uppsagt" is not refused: a person reads it, so it is a warning (C37)."""
    command = replace(AGREE, marketing=("Avtalet förlängs ett år om ej uppsagt",))
    state, told = partnership(*READY), context("k.dahl", AGREED_ON)

    warned = [one.clause for one in warnings_of(act_for(command, state, told), command, state, told)]

    assert ([], ["C37"]) == (clauses(command, READY, "k.dahl", AGREED_ON), warned)


def test_a_whole_agreement_has_no_warning() -> None:
    """An agreement without such words warns of nothing."""
    state, told = partnership(*READY), context("k.dahl", AGREED_ON)

    assert () == warnings_of(act_for(AGREE, state, told), AGREE, state, told)


def test_a_later_published_code_may_be_agreed() -> None:
    """The code is the one in force at signing, or a later published one (T14)."""
    later = house(*SETTLED_IN, code("2026", date(2026, 7, 1)))
    given = (*READY, acknowledged("us", "2026"), acknowledged("partner", "2026"))

    assert [] == clauses(replace(AGREE, code_version="2026"), given, "k.dahl", AGREED_ON, house=later)


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        (AGREE, tuple(one for one in READY if one != signed("us")), "our signature is missing"),
        (
            AGREE,
            tuple(one for one in READY if one != signed("partner")),
            "the partner's signature is missing",
        ),
        (
            AGREE,
            tuple(one for one in READY if one != acknowledged("us")),
            "we have not acknowledged code of conduct 2025",
        ),
        (AGREE, READY[:-1], "the partner has not acknowledged code of conduct 2025"),
        (
            replace(AGREE, contributions=first_year(vat_percent=None)),
            READY,
            "the VAT rate of 2026 is not stated",
        ),
        (replace(AGREE, contributions=first_year(vat_percent=7)), READY, "the VAT rate of 2026 is 7 %"),
    ],
)
def test_findings_say_whose_and_which(command: c.Agree, given: tuple[Happened, ...], told: str) -> None:
    """A finding says whose signature or acknowledgement is missing, and which figure is wrong."""
    (found,) = findings(command, given, "k.dahl", AGREED_ON)

    assert told == found.message


def test_an_agreement_is_signed_again_after_a_change() -> None:
    """When the document changes after signing, both sign the changed bytes."""
    changed = b.a_document("agreement.pdf", "changed after signing")
    command = replace(AGREE, document=changed)
    resigned = tuple(
        Happened(replace(one.event, document=changed), one.by, one.on)
        for one in (signed("us"), signed("partner"))
    )
    actual = [clauses(command, given, "k.dahl", AGREED_ON) for given in (READY, (*READY, *resigned))]

    assert [["C24", "C24"], []] == actual


def test_the_signatorys_name_is_sealed() -> None:
    """Each signatory is a subject of their own, so that one can be erased without the other."""
    given = (*SCREENED, signed("us"))

    (event,) = then(b.a_signature("partner", ref="P-1"), given, "h.ek", SIGNED_ON)

    assert isinstance(event, e.DocumentSigned)
    assert Personal("signatory:P-1:2", "Maja Holm") == event.signatory


def test_a_plan_made_anew_replaces_the_old_one() -> None:
    """Before the agreement an initiative may be planned anew under the same id."""
    state = partnership(*READY, planned(replace(I1, name="Evening matinees")))

    assert ["Evening matinees"] == [one.name for one in state.initiatives]


def test_a_plan_after_the_agreement_is_refused_under_c34() -> None:
    """Once agreed the goals are frozen: planning is over."""
    assert ["C34"] == clauses(PLAN, AGREED, "h.ek", AGREED_ON)


# --- goals after the agreement --------------------------------------------------------------------


@pytest.mark.parametrize(("days", "post_hoc"), [(-3, False), (0, False), (1, True)])
def test_a_goal_after_the_start_is_post_hoc(days: int, post_hoc: bool) -> None:
    """A goal set until the start day is one to reach; the day after it is post-hoc (C34, T15)."""
    command = c.AddGoal(ref="P-1", initiative="I1", goal=b.a_goal("G3"))

    (event,) = then(command, AGREED, "h.ek", b.START + timedelta(days))

    assert e.GoalAdded(initiative="I1", goal=b.a_goal("G3", post_hoc=post_hoc)) == event


def test_post_hoc_goals_stand_apart() -> None:
    """A post-hoc goal is shown apart and leaves the frozen goals as they were."""
    state = partnership(*ACTIVE, goal_added(b.a_goal("G3", post_hoc=True)))

    assert (["G1", "G2"], ["G3"]) == (
        [goal.id for goal in state.initiatives[0].goals],
        [goal.id for goal in state.post_hoc_goals["I1"]],
    )


def test_a_goal_added_in_time_is_frozen_with_the_others() -> None:
    """A goal added before the start becomes one of the goals to be evaluated."""
    state = partnership(*AGREED, goal_added(b.a_goal("G3")))

    assert ["G1", "G2", "G3"] == [goal.id for goal in state.initiatives[0].goals]


def test_nobody_plans_a_post_hoc_goal() -> None:
    """A goal planned before the agreement is never post-hoc, whatever the form says."""
    command = c.PlanInitiative(ref="P-1", initiative=replace(I1, goals=(b.a_goal(post_hoc=True),)))

    (event,) = then(command, SCREENED, "h.ek", SIGNED_ON)

    assert isinstance(event, e.InitiativePlanned)
    assert not event.initiative.goals[0].post_hoc


# --- addenda --------------------------------------------------------------------------------------


def test_an_addendum_replaces_a_years_amount() -> None:
    """The years an addendum names are replaced, the others stand; the end date does not move."""
    state = partnership(*AMENDABLE, addendum_agreed(*ADDENDUM.contributions))

    assert state.agreement is not None
    assert ([200_000, 250_000, 200_000], b.END) == (
        [one.net.ore // 100 for one in state.agreement.contributions],
        state.end,
    )


def test_an_addendum_changes_no_stage() -> None:
    """An addendum is an event without a transition."""
    events = then(ADDENDUM, AMENDABLE, "k.dahl", IN_MARCH)

    assert ([e.AddendumAgreed], Stage.ACTIVE) == (
        [type(event) for event in events],
        partnership(*AMENDABLE, addendum_agreed()).stage,
    )


def test_an_addendum_is_agreed_once_by_its_document() -> None:
    """A document that was agreed as an addendum does not serve for another."""
    given = (*AMENDABLE, addendum_agreed(*ADDENDUM.contributions))
    command = replace(ADDENDUM, contributions=(Contribution(2028, b.kronor(900_000), 0),))

    assert "C35" in clauses(command, given, "v.norr", IN_MARCH)


def test_an_addendum_that_takes_the_total_above_the_level() -> None:
    """An addendum is judged by the whole amount after the change (R2)."""
    command = replace(ADDENDUM, contributions=(Contribution(2027, b.kronor(600_001), 0),))

    assert [["R2"], []] == [clauses(command, AMENDABLE, by, IN_MARCH) for by in ("k.dahl", "v.norr")]


# --- the beginning --------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["s.alm", CALENDAR])
def test_the_owner_or_the_calendar_begins_it(by: str) -> None:
    """On the start date the partnership begins, by its owner or by the calendar."""
    assert (e.PartnershipActivated(),) == then(c.Activate(ref="P-1"), AGREED, by, b.START)


def test_nobody_else_begins_it() -> None:
    """Another owner than this partnership's does not begin it."""
    assert ["R1"] == clauses(c.Activate(ref="P-1"), AGREED, "o.vik", b.START)


def test_findings_say_what_would_satisfy_them() -> None:
    """Each finding of an empty agreement names a way forward."""
    found = findings(c.Agree(ref="P-1"), PROPOSED, "k.dahl", SCREENED_ON)

    assert [] == [one for one in found if not one.message or not one.remedy]


def test_the_policy_of_the_partnership_judges() -> None:
    """A partnership's own decisions are judged by its own version of the policy (T13)."""
    strict = replace(POLICY, thresholds=replace(POLICY.thresholds, multi_year_months=60))
    actual = [
        clauses(AGREE, READY, "k.dahl", AGREED_ON, policy=strict, house_policy=POLICY),
        clauses(AGREE, READY, "k.dahl", AGREED_ON, policy=POLICY, house_policy=strict, house=HOUSE),
    ]

    assert [["C13"], []] == actual
