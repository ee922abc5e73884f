"""The rules of the house, R1-R6: who may do what, at which stage, apart from whom."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.acts import ACTS, Act
from samverkan_flow.domain.decide import stage_findings
from samverkan_flow.domain.guards.house_rules import amount_at_stake
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.policy import Delegation
from samverkan_flow.domain.values import Contribution
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED_ON,
    ASSESSED,
    BY_STAGE,
    DISMISSED_FOR_BREACH,
    HOUSE,
    OF_ANY_SIZE,
    PEOPLE,
    POLICY,
    PROPOSED,
    PROPOSED_ON,
    READY,
    REPORTED,
    SCREENED_ON,
    SETTLED_IN,
    Happened,
    agreed,
    assessed,
    clauses,
    evaluated,
    findings,
    house,
    joined,
    partnership,
    proposed,
    signed,
)
from tests.unit.turns import Turn

AGREE = b.an_agreement(ref="P-1")
IN_MAY = date(2026, 5, 6)

# --- R1: the table of acts, by hand from POLICY.md --------------------------------------------------

# Columns: who of the people may do it in a partnership of Hanna's and Sara's, at a stage that allows it.
# Officer h.ek (the proposer), screener g.lind (the named one), owner s.alm (also partnership lead),
# evaluator u.berg, treasurer p.lund, signatory k.dahl (head of communications), v.norr (chief executive),
# auditor r.sten, administrator a.ny.
WHO = {
    "propose": "h.ek",
    "assess": "g.lind",
    "screen": "g.lind",
    "exception ask": "h.ek g.lind s.alm k.dahl v.norr",
    "exception grant": "s.alm k.dahl v.norr",
    "exception refuse": "s.alm k.dahl v.norr",
    "conflict declare": "h.ek g.lind s.alm u.berg p.lund k.dahl v.norr a.ny",
    "conflict withdraw": "s.alm k.dahl v.norr",
    "hand-over": "s.alm k.dahl v.norr",
    "policy move": "a.ny",
    "plan": "h.ek s.alm k.dahl v.norr",
    "goal": "h.ek s.alm k.dahl v.norr",
    "sign": "h.ek s.alm k.dahl v.norr",
    "acknowledge": "h.ek s.alm k.dahl v.norr",
    "agree": "k.dahl v.norr",
    "agree addendum": "k.dahl v.norr",
    "activate": "s.alm",
    "record follow-up": "h.ek s.alm u.berg k.dahl v.norr",
    "record measurement": "h.ek s.alm u.berg k.dahl v.norr",
    "record payment": "p.lund",
    "record benefit": "h.ek s.alm k.dahl v.norr",
    "record material": "h.ek s.alm k.dahl v.norr",
    "record co-partner": "h.ek s.alm k.dahl v.norr",
    "record survey": "h.ek s.alm k.dahl v.norr",
    "evaluate": "u.berg",
    "continue": "s.alm",
    "breach report": "h.ek g.lind s.alm u.berg p.lund k.dahl v.norr a.ny",
    "breach decide": "s.alm",
    "breach remedied": "s.alm",
    "breach terminate": "k.dahl v.norr",
    "breach confirm": "k.dahl v.norr",
    "end rejected": "s.alm k.dahl v.norr",
    "end withdrawn": "h.ek s.alm",
    "end never-commenced": "k.dahl v.norr",
    "end mutual": "k.dahl v.norr",
    "end notice": "k.dahl v.norr",
    "complete": "",
    "expire": "",
    "record settlement": "p.lund",
    "correct propose": "h.ek g.lind s.alm u.berg p.lund k.dahl v.norr a.ny",
    "correct confirm": "s.alm k.dahl v.norr",
    "budget propose": "p.lund",
    "budget set": "k.dahl v.norr",
    "people add": "a.ny",
    "people grant": "a.ny",
    "people revoke": "a.ny",
    "people bind": "a.ny",
    "people unbind": "a.ny",
    "people mail": "a.ny",
    "log accept-rollback": "a.ny",
    "policy adopt": "a.ny",
    "code publish": "a.ny",
    "import": "a.ny",
}
EVERYBODY = ("h.ek", "g.lind", "s.alm", "u.berg", "p.lund", "k.dahl", "v.norr", "r.sten", "a.ny", "n.ull")


def the_command_of(act: Act) -> c.Command:
    """Returns a command that asks for an act; its content is not what is looked at."""
    match act.name.split():
        case ["end", reason]:
            return c.End(ref="P-1", reason=reason)  # type: ignore[arg-type]
        case ["agree"]:
            return AGREE
        case ["agree", "addendum"]:
            return c.Agree(ref="P-1", kind="addendum")
        case _:
            return act.command()


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_who_may_do_what(act: Act) -> None:
    """The table of acts lets exactly those people do each act that the policy names (R1, R2)."""
    from samverkan_flow.domain.guards.house_rules import role_covers
    from tests.unit.givens import context

    asked = Happened(e.ExceptionAsked(number=1, clause="C13"), "h.ek")
    state = None if act.name == "propose" else partnership(*ACTIVE, asked)
    command = the_command_of(act)
    if isinstance(command, c.GrantException | c.RefuseException):
        command = replace(command, number=1)
    allowed = [
        handle for handle in EVERYBODY if not [*role_covers(act.who, command, state, context(handle, IN_MAY))]
    ]

    assert WHO[act.name].split() == allowed


def test_the_table_of_acts_is_whole() -> None:
    """Every act stands in the table above, and none that there is not."""
    assert list(WHO) == [act.name for act in ACTS]


# --- R5: every act by every stage ------------------------------------------------------------------

STAGES = {
    "psaevt": "conflict declare, conflict withdraw, hand-over, correct propose, correct confirm",
    "psaev.": "exception ask, exception grant, exception refuse, policy move",
    "p.....": "screen",
    "ps....": "plan, end rejected, end withdrawn",
    "p.aev.": "assess",
    ".s....": "agree",
    ".saev.": "sign, acknowledge",
    "..a...": "activate, end never-commenced",
    "..aev.": "goal, agree addendum, record follow-up, record measurement, record benefit, record material, "
    "record co-partner, record survey, breach report, breach remedied, breach terminate, end mutual",
    "..aevt": "breach decide",
    "...ev.": "record payment, end notice, complete, expire",
    "....v.": "continue",
    "...evt": "evaluate",
    ".....t": "breach confirm, record settlement",
}
LETTERS = dict(zip("psaevt", BY_STAGE, strict=True))
EXPECTED_STAGES = {
    name: [LETTERS[letter] for letter in pattern if letter != "."]
    for pattern, names in STAGES.items()
    for name in names.split(", ")
}


@pytest.mark.parametrize(
    "act", [act for act in ACTS if act.name in EXPECTED_STAGES], ids=lambda act: act.name
)
def test_every_act_by_every_stage(act: Act) -> None:
    """Each act is possible at exactly the stages the policy names (R5)."""
    allowed = [stage for stage, given in BY_STAGE.items() if not stage_findings(act, partnership(*given))]

    assert EXPECTED_STAGES[act.name] == allowed


def test_only_the_house_and_proposals_have_no_stage() -> None:
    """What is not in the table of stages is asked of the house, or begins a partnership."""
    others = [act.name for act in ACTS if act.name not in EXPECTED_STAGES]

    assert [
        "propose",
        "budget propose",
        "budget set",
        "people add",
        "people grant",
        "people revoke",
        "people bind",
        "people unbind",
        "people mail",
        "log accept-rollback",
        "policy adopt",
        "code publish",
        "import",
    ] == (others)


@pytest.mark.parametrize(
    "act", [act for act in ACTS if "terminated" not in act.stages and act.stages], ids=lambda a: a.name
)
def test_after_a_breach_the_finding_is_c30s(act: Act) -> None:
    """After a termination for breach whatever is no longer possible is refused under C30."""
    (found,) = stage_findings(act, partnership(*DISMISSED_FOR_BREACH))

    assert ("C30", "P-1 has ended (breach), on 2026-05-06") == (found.clause, found.message)


# --- R2: delegation by amount ----------------------------------------------------------------------


def worth(ore: int, in_kind: int = 0) -> c.Agree:
    """Returns an agreement of a total amount, in öre."""
    first = Contribution(2026, Money(ore), 0, Money(in_kind) if in_kind else None)
    others = (Contribution(2027, Money(0), 0), Contribution(2028, Money(0), 0))
    return replace(AGREE, contributions=(first, *others))


@pytest.mark.parametrize(
    ("ore", "by", "expected"),
    [
        (0, "s.alm", []),
        (100_000_00, "s.alm", []),
        (100_000_01, "s.alm", ["R2"]),
        (100_000_01, "k.dahl", []),
        (1_000_000_00, "k.dahl", []),
        (1_000_000_01, "k.dahl", ["R2"]),
        (1_000_000_01, "v.norr", []),
        (1, "v.norr", []),
        (1, "h.ek", ["R1"]),
    ],
)
def test_delegation_by_the_ore(ore: int, by: str, expected: list[str]) -> None:
    """A level signs up to its amount, that amount included, and not one öre more (T9)."""
    assert expected == clauses(worth(ore), READY, by, AGREED_ON, house_policy=OF_ANY_SIZE)


def test_in_kind_counts() -> None:
    """What is given in kind counts towards the amount that is signed for."""
    assert [[], ["R2"]] == [clauses(worth(99_999_99, kind), READY, "s.alm", AGREED_ON) for kind in (1, 2)]


def test_the_delegation_in_force_that_day_counts() -> None:
    """Delegation follows the policy in force on the day, not the partnership's own version (T13)."""
    generous = replace(POLICY, delegation=(Delegation("partnership-lead"),))
    actual = [
        clauses(worth(2_000_000_00), READY, "s.alm", AGREED_ON, house_policy=generous),
        clauses(worth(2_000_000_00), READY, "s.alm", AGREED_ON, policy=generous, house_policy=POLICY),
    ]

    assert [[], ["R2"]] == actual


def test_after_the_agreement_the_agreed_amount_is_at_stake() -> None:
    """Ending is signed for by the level of the whole agreed amount."""
    assert b.kronor(600_000) == amount_at_stake(c.End(ref="P-1", reason="notice"), partnership(*ACTIVE))


def test_a_sum_of_the_largest_amounts_is_still_an_amount() -> None:
    """The largest amounts there are can be added up; the refusal tells the level, not a fault."""
    most = Money(10**15)
    lines = tuple(Contribution(year, most, 0, most) for year in (2026, 2027, 2028))

    assert ["R2", "C26", "C14"] == list(
        dict.fromkeys(clauses(replace(AGREE, contributions=lines), READY, "k.dahl", AGREED_ON))
    )


# --- R3: separation of duties over the whole history -------------------------------------------------

TO_MALT = Happened(e.HandedOver(duty="owner", person="m.alt"), "s.alm", date(2026, 3, 1), "leave")
AWAY_AGAIN = Happened(e.HandedOver(duty="owner", person="o.vik"), "m.alt", date(2026, 4, 1), "back")
FORMER_SCREENER = (
    proposed(screener="m.alt"),
    assessed(b.an_assessment("C1"), by="m.alt"),
    Happened(e.HandedOver(duty="screener", person="g.lind"), "s.alm", SCREENED_ON, "leave"),
    *READY[1:],
)
SIGNED_BY_MALT = (proposed(screener=""), *READY[1:], agreed(by="m.alt"), ACTIVE[-1], joined("Glitter AB"))
AMENDABLE = (*ACTIVE, signed("us", "addendum.pdf"), signed("partner", "addendum.pdf"))
ADDENDUM = c.Agree(ref="P-1", kind="addendum", marketing=("four more posts",), registry_number="KI 2026/200",
                   document=b.a_document("addendum.pdf"))  # fmt: skip
EVALUATE = b.an_evaluation(ref="P-1")


@pytest.mark.parametrize(
    ("command", "given", "today"),
    [
        (c.Assess(ref="P-1", assessments=b.assessments()), (proposed(by="m.alt", screener=""),), SCREENED_ON),
        (c.Screen(ref="P-1"), (proposed(by="m.alt", screener=""), assessed()), SCREENED_ON),
        (AGREE, FORMER_SCREENER, AGREED_ON),
        (c.Assess(ref="P-1", assessments=(b.company("Glitter AB"),)), SIGNED_BY_MALT, date(2026, 9, 20)),
        (ADDENDUM, (*AMENDABLE, evaluated(by="m.alt")), date(2026, 12, 20)),
        (EVALUATE, (proposed(by="m.alt"), *ACTIVE[1:]), IN_MAY),
        (EVALUATE, (*ACTIVE, TO_MALT), IN_MAY),
        (EVALUATE, (*ACTIVE, TO_MALT, AWAY_AGAIN), IN_MAY),
        (EVALUATE, (*READY, agreed(by="m.alt"), ACTIVE[-1]), IN_MAY),
        (c.ConfirmTermination(ref="P-1"), (*REPORTED, Happened(
            e.PartnershipTerminated(end_reason="breach", breach=1), "m.alt", IN_MAY)), IN_MAY),
    ],
    ids=["assess own proposal", "screen own proposal", "sign what one screened before a hand-over",
         "assess what one signed", "amend what one evaluated", "evaluate own proposal", "evaluate what one owns", "evaluate what one owned", "evaluate what one signed",
         "confirm own termination"],
)  # fmt: skip
def test_duties_are_apart_for_ever(command: c.Command, given: tuple[Happened, ...], today: date) -> None:
    """A person with every role is barred by the one duty they have had here, handed over or not (R3)."""
    others = {"Assess": "g.lind", "Screen": "g.lind", "Agree": "k.dahl", "Evaluate": "u.berg"}
    other = others.get(type(command).__name__, "v.norr")
    actual = [clauses(command, given, by, today) for by in ("m.alt", other)]

    assert [["R3"], []] == actual


def test_a_named_screener_who_did_nothing_is_free() -> None:
    """To be named is not to have done it: a screener handed over before any judgement may sign."""
    given = (
        proposed(screener="m.alt"),
        Happened(e.HandedOver(duty="screener", person="g.lind"), "s.alm", SCREENED_ON, "jäv"),
        *READY[1:],
    )

    assert [] == clauses(AGREE, given, "m.alt", AGREED_ON)


def test_duties_are_counted_per_partnership() -> None:
    """Who had a duty in another partnership has none in this one."""
    assert [] == clauses(EVALUATE, ACTIVE, "m.alt", IN_MAY)


# --- R4: conflicts of interest ---------------------------------------------------------------------

DECIDING = [act for act in ACTS if act.decides]


@pytest.mark.parametrize("act", DECIDING, ids=lambda act: act.name)
def test_a_conflict_bars_from_deciding(act: Act) -> None:
    """A declared conflict of interest is told at every act that decides (R4)."""
    conflict = Happened(e.ConflictDeclared(person="m.alt"), "m.alt", because="a board seat")
    command = the_command_of(act)

    assert "R4" in clauses(command, (*ACTIVE, conflict), "m.alt", IN_MAY)


def test_which_acts_decide() -> None:
    """Assessing, screening, exceptions, agreeing, evaluating, going on, breaches and ends are decisions."""
    assert (
        "assess, screen, exception grant, exception refuse, conflict withdraw, policy move, agree, "
        "agree addendum, activate, evaluate, continue, breach decide, breach remedied, breach terminate, breach confirm, end rejected, end withdrawn, "
        "end never-commenced, end mutual, end notice, correct confirm"
    ) == ", ".join(act.name for act in DECIDING)


def test_a_conflicted_person_may_hand_over_and_report() -> None:
    """A conflict bars from deciding, not from handing the duty over or reporting a breach."""
    given = (*ACTIVE, Happened(e.ConflictDeclared(person="s.alm"), "s.alm", because="a cousin"))
    over = c.HandOver(ref="P-1", to="o.vik", because="jäv")
    report = c.ReportBreach(ref="P-1", guideline="no discrimination", because="seen",
                            evidence=(b.a_document("minutes.pdf"),))  # fmt: skip

    assert [[], []] == [clauses(command, given, "s.alm", IN_MAY) for command in (over, report)]


# --- R6: accounts ----------------------------------------------------------------------------------

BOUND = house(*SETTLED_IN, e.AccountBound(handle="h.ek", account="cli:hanna"))


@pytest.mark.parametrize(
    ("home", "via", "expected"),
    [(BOUND, "cli:hanna", []), (BOUND, "cli:petra", ["R6"]), (HOUSE, "cli:petra", [])],
    ids=["the bound account", "another account", "nobody is bound"],
)
def test_a_bound_person_acts_from_the_bound_account(home: object, via: str, expected: list[str]) -> None:
    """A person bound to an account acts through it alone; others are not asked (R6)."""
    assert expected == clauses(b.a_proposal(), (), "h.ek", PROPOSED_ON, house=home, via=via)


def test_several_accounts() -> None:
    """A person may be bound to several accounts."""
    both = house(*SETTLED_IN, e.AccountBound(handle="h.ek", account="cli:hanna"),
                 e.AccountBound(handle="h.ek", account="web:hanna"))  # fmt: skip

    assert [[], []] == [
        clauses(b.a_proposal(), (), "h.ek", PROPOSED_ON, house=both, via=via)
        for via in ("cli:hanna", "web:hanna")
    ]


# --- all at once -----------------------------------------------------------------------------------


def test_stage_person_and_policy_are_told_together() -> None:
    """One refusal tells the stage, the person and what the command lacks (R5, R1, C30)."""
    command = c.ReportBreach(
        ref="P-1", because="seen at an audition", evidence=(b.a_document("minutes.pdf"),)
    )

    assert ["R5", "R1", "C30"] == clauses(command, PROPOSED, "r.sten", SCREENED_ON)


def test_an_ended_partnership_is_not_asked_for_more() -> None:
    """Of an ended partnership only the stage and the person are told, not what the command lacks."""
    found = findings(c.ReportBreach(ref="P-1"), DISMISSED_FOR_BREACH, "h.ek", IN_MAY + timedelta(1))

    assert ["C30"] == [one.clause for one in found]


def test_people_without_a_role_do_nothing() -> None:
    """A person whose roles are all revoked may do nothing at all."""
    commands = (b.a_proposal(), c.ReportBreach(ref="P-1"), c.Screen(ref="P-1"), EVALUATE)
    given = ((), ACTIVE, ASSESSED, (*ACTIVE, evaluated()))
    actual = [
        "R1" in clauses(one, history, "n.ull", IN_MAY) for one, history in zip(commands, given, strict=True)
    ]

    assert ([True] * 4, ()) == (actual, PEOPLE["n.ull"])


def test_turns_name_every_guard() -> None:
    """Every guard of the table of acts is shown as good turns bad somewhere in the unit tests."""
    from tests.unit import (
        test_decide_agreeing,
        test_decide_breach,
        test_decide_budgeting,
        test_decide_choosing,
        test_decide_ending,
        test_decide_evaluating,
        test_decide_following_up,
        test_decide_house,
        test_decide_importing,
    )

    modules = (test_decide_agreeing, test_decide_breach, test_decide_choosing, test_decide_ending,
               test_decide_evaluating, test_decide_following_up, test_decide_budgeting)  # fmt: skip
    turns: list[Turn] = [turn for module in modules for turn in module.TURNS]
    shown = {turn.guard.__qualname__ for turn in turns} | {
        guard.__qualname__ for guard in (*test_decide_house.GUARDS, *test_decide_importing.GUARDS)
    }
    shown |= {case[0].__qualname__ for case in test_decide_budgeting.CASES}
    shown |= {"period_is_long"}  # shown with its boundary days, in test_decide_agreeing
    guards = {guard.__qualname__ for act in ACTS for guard in act.guards}

    assert set() == guards - shown
