"""The breach docket: report, decide, remedy, terminate at once, confirm (C30, T3, T4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.guards import ending as en
from samverkan_flow.domain.guards.common import reason_is_given
from samverkan_flow.domain.lifecycle import Stage
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    AGREED,
    AGREED_ON,
    DISMISSED_FOR_BREACH,
    EVALUATED,
    GIVEN_NOTICE,
    REPORTED,
    Happened,
    breach_reported,
    clauses,
    ended,
    findings,
    partnership,
    remedy_ordered,
    then,
)
from tests.unit.turns import Turn

EVIDENCE = (b.a_document("minutes.pdf"),)
IN_MAY = date(2026, 5, 6)
REMEDY_BY = date(2026, 5, 30)
REMEDYING = (*REPORTED, remedy_ordered(REMEDY_BY))

REPORT = c.ReportBreach(
    ref="P-1", guideline="no discrimination", evidence=EVIDENCE, because="seen at an audition"
)
DECIDE = c.DecideBreach(
    ref="P-1", number=1, decision="remedy", remedy_by=REMEDY_BY, because="they may mend it"
)
ACCEPT = c.AcceptRemedy(ref="P-1", number=1)
AT_ONCE = c.TerminateForBreach(ref="P-1", guideline="no discrimination", evidence=EVIDENCE, because="grave")
BY_NUMBER = c.TerminateForBreach(ref="P-1", number=1, because="grave")
CONFIRM = c.ConfirmTermination(ref="P-1")
DECLINED = (*DISMISSED_FOR_BREACH, Happened(e.TerminationConfirmationDeclined(), "m.alt", date(2026, 5, 7)))


def turn(claim: str, guard: Any, command: c.Command, by: str, refused: list[str], **change: Any) -> Turn:
    """Returns a turn in a partnership with one reported breach."""
    return Turn(claim=claim, guard=guard, command=command, given=REPORTED, by=by, today=IN_MAY, refused=refused,
                change=change)  # fmt: skip


TURNS: tuple[Turn, ...] = (
    turn("the ground is an agreed guideline", en.ground_is_agreed, REPORT, "h.ek", ["C30"], guideline="new strategy"),
    turn("the ground is named", en.ground_is_agreed, REPORT, "h.ek", ["C30"], guideline=""),
    turn("a report has evidence", en.ground_is_agreed, REPORT, "h.ek", ["C30"], evidence=()),
    turn("a report says what happened", reason_is_given("C30"), REPORT, "h.ek", ["C30"], because=""),
    turn("what is decided was reported", en.breach_is_decidable, DECIDE, "s.alm", ["C30"], number=2),
    turn("a decision is stated", en.breach_is_decidable, DECIDE, "s.alm", ["C30"], decision=None),
    turn("ending is no decision of the docket", en.breach_is_decidable, DECIDE, "s.alm", ["C30"],
         decision="terminate", remedy_by=None),
    turn("a remedy has a date", en.breach_is_decidable, DECIDE, "s.alm", ["C30"], remedy_by=None),
    turn("a remedy date is to come", en.breach_is_decidable, DECIDE, "s.alm", ["C30"],
         remedy_by=IN_MAY - timedelta(1)),
    turn("a decision has reasons", reason_is_given("C30"), DECIDE, "s.alm", ["C30"], because="\t"),
    Turn(claim="a breach is decided once", guard=en.breach_is_decidable, command=DECIDE, given=REPORTED, by="s.alm",
         today=IN_MAY, refused=["C30"], bad_given=REMEDYING),
    Turn(claim="a remedy is accepted by its date", guard=en.remedy_is_due, command=ACCEPT, given=REMEDYING, by="s.alm",
         today=REMEDY_BY, refused=["C30"], bad_today=REMEDY_BY + timedelta(1)),
    Turn(claim="only a remedy that was ordered is accepted", guard=en.remedy_is_due, command=ACCEPT, given=REMEDYING,
         by="s.alm", today=IN_MAY, refused=["C30"], bad_given=REPORTED),
    turn("a termination has an agreed ground", en.termination_has_ground, AT_ONCE, "k.dahl", ["C30"],
         guideline="we changed our minds"),
    turn("a termination has evidence", en.termination_has_ground, AT_ONCE, "k.dahl", ["C30"], evidence=()),
    turn("a termination decides an open report", en.termination_has_ground, BY_NUMBER, "k.dahl", ["C30"], number=7),
    turn("a termination has reasons", reason_is_given("C30"), AT_ONCE, "k.dahl", ["C30"], because=""),
    Turn(claim="a termination is never backdated", guard=en.termination_is_now, command=AT_ONCE, given=REPORTED,
         by="k.dahl", today=IN_MAY, refused=["C30"], bad_told={"on": IN_MAY - timedelta(1)}),
    Turn(claim="what is confirmed ended for breach", guard=en.termination_awaits, command=CONFIRM,
         given=DISMISSED_FOR_BREACH, by="v.norr", today=date(2026, 6, 2), refused=["C30"], bad_given=GIVEN_NOTICE),
    Turn(claim="a termination is confirmed once", guard=en.termination_awaits, command=CONFIRM,
         given=DISMISSED_FOR_BREACH, by="v.norr", today=IN_MAY, refused=["C30"],
         bad_given=(*DISMISSED_FOR_BREACH, Happened(e.TerminationConfirmed(), "v.norr", IN_MAY))),
    Turn(claim="a declined confirmation goes to the highest level", guard=en.termination_awaits, command=CONFIRM,
         given=(*REPORTED, ended("breach", IN_MAY, by="v.norr", breach=1)), by="k.dahl", today=IN_MAY, refused=["R2"],
         bad_given=(*REPORTED, ended("breach", IN_MAY, by="v.norr", breach=1),
                    Happened(e.TerminationConfirmationDeclined(), "m.alt", IN_MAY))),
)  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_as_good_turns_bad(turn: Turn) -> None:
    """The whole command is allowed; with one thing changed it is refused under that clause alone."""
    expected = ([], turn.refused)

    actual = (turn.good(), turn.bad())

    assert expected == actual


# --- at once --------------------------------------------------------------------------------------


def test_one_command_reports_decides_and_ends() -> None:
    """One empowered person ends it at once: report, decision and end in one answer (T4)."""
    expected = (
        e.BreachReported(number=1, guideline="no discrimination", evidence=EVIDENCE),
        e.BreachDecided(number=1, decision="terminate"),
        e.PartnershipTerminated(end_reason="breach", breach=1),
    )

    actual = then(AT_ONCE, ACTIVE, "k.dahl", IN_MAY)

    assert expected == actual


def test_an_open_report_is_decided_by_its_number() -> None:
    """A report that is there already is not reported twice."""
    events = then(BY_NUMBER, REPORTED, "k.dahl", IN_MAY)

    assert [e.BreachDecided, e.PartnershipTerminated] == [type(event) for event in events]


@pytest.mark.parametrize("given", [AGREED, ACTIVE, EVALUATED], ids=["agreed", "active", "evaluated"])
def test_from_every_stage_in_force(given: tuple[Happened, ...]) -> None:
    """A breach ends what is agreed, active or evaluated."""
    today = max(IN_MAY, given[-1].on)

    assert [] == clauses(AT_ONCE, given, "k.dahl", today)


def test_our_own_change_of_mind_is_pointed_to_notice() -> None:
    """A reason that is no agreed guideline is pointed to giving notice."""
    (found,) = findings(replace(AT_ONCE, guideline="new strategy"), ACTIVE, "k.dahl", IN_MAY)

    assert "give notice" in found.remedy


def test_it_stays_ended() -> None:
    """A termination is not undone: no act leads out of terminated."""
    assert ["C30"] == clauses(AT_ONCE, DISMISSED_FOR_BREACH, "v.norr", IN_MAY)


def test_the_end_is_kept_to_the_second() -> None:
    """The end takes effect the second it is recorded."""
    state = partnership(*DISMISSED_FOR_BREACH)

    assert (Stage.TERMINATED, "breach", "2026-05-06T12:00:00+00:00") == (
        state.stage,
        state.end_reason,
        state.ended_at.isoformat() if state.ended_at else "",
    )


@pytest.mark.parametrize(
    ("by", "expected"), [("s.alm", ["R2"]), ("k.dahl", []), ("v.norr", []), ("h.ek", ["R1"])]
)
def test_who_terminates(by: str, expected: list[str]) -> None:
    """The level that may sign the whole amount may end it at once; others may not."""
    assert expected == clauses(AT_ONCE, ACTIVE, by, IN_MAY)


def test_a_conflicted_person_does_not_terminate() -> None:
    """Who has a declared conflict decides nothing, a termination least of all (R4)."""
    given = (*ACTIVE, Happened(e.ConflictDeclared(person="k.dahl"), "k.dahl", because="on their board"))

    assert ["R4"] == clauses(AT_ONCE, given, "k.dahl", IN_MAY)


# --- deciding and mending -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "expected"),
    [("remedy", e.BreachDecided(1, "remedy", REMEDY_BY)), ("no-action", e.BreachDecided(1, "no-action"))],
)
def test_a_decision_keeps_its_date_when_it_has_one(decision: Any, expected: e.Event) -> None:
    """A remedy is decided with its date; no action has none, whatever the form says."""
    assert (expected,) == then(replace(DECIDE, decision=decision), REPORTED, "s.alm", IN_MAY)


def test_no_action_is_a_decision() -> None:
    """To do nothing is decided, with reasons, and closes the docket."""
    command = replace(DECIDE, decision="no-action", remedy_by=None)
    decided = Happened(e.BreachDecided(number=1, decision="no-action"), "s.alm", IN_MAY, "a misunderstanding")
    actual = [clauses(command, given, "s.alm", IN_MAY) for given in (REPORTED, (*REPORTED, decided))]

    assert [[], ["C30"]] == actual


@pytest.mark.parametrize(("days", "expected"), [(0, ["C30"]), (1, [])])
def test_a_remedy_date_that_passes_opens_the_decision_again(days: int, expected: list[str]) -> None:
    """The day after the remedy date the breach awaits a decision again, and may be terminated for (T3)."""
    today = REMEDY_BY + timedelta(days)
    later = replace(DECIDE, remedy_by=today + timedelta(10))
    actual = [clauses(later, REMEDYING, "s.alm", today), clauses(BY_NUMBER, REMEDYING, "k.dahl", today)]

    assert [expected, expected] == actual


def test_a_second_remedy_date_counts_anew() -> None:
    """A lapsed remedy may get a new date; then it can be accepted by that one."""
    given = (*REMEDYING, remedy_ordered(date(2026, 6, 30), on=date(2026, 6, 2)))

    assert [[], ["C30"]] == [
        clauses(ACCEPT, given, "s.alm", on) for on in (date(2026, 6, 30), date(2026, 7, 1))
    ]


@pytest.mark.parametrize(("remedy_by", "expected"), [
    (IN_MAY, []), (b.END, []), (b.END + timedelta(1), ["C30"]), (IN_MAY - timedelta(1), ["C30"]),
])  # fmt: skip
def test_a_remedy_date_from_today_to_the_last_day(remedy_by: date, expected: list[str]) -> None:
    """A remedy is due from today to the agreement's last day, both included."""
    assert expected == clauses(replace(DECIDE, remedy_by=remedy_by), REPORTED, "s.alm", IN_MAY)


def test_a_decided_breach_says_what_comes_next() -> None:
    """While a remedy is awaited the finding says when it opens again; once remedied, that a new one is reported."""
    remedied = (*REMEDYING, Happened(e.BreachRemedied(number=1), "s.alm", date(2026, 5, 20)))
    told = [findings(DECIDE, given, "s.alm", date(2026, 5, 21))[0].remedy for given in (REMEDYING, remedied)]

    assert [
        "it opens again if the remedy is not accepted by 2026-05-30",
        "report a new breach if there is one",
    ] == told


def test_an_accepted_remedy_closes_the_docket() -> None:
    """After the remedy is accepted in time nothing opens again."""
    given = (*REMEDYING, Happened(e.BreachRemedied(number=1), "s.alm", date(2026, 5, 20)))
    breach = partnership(*given).breach(1)

    assert breach is not None
    assert (False, date(2026, 5, 20)) == (breach.awaits_decision(date(2027, 1, 1)), breach.remedied_on)


def test_anyone_with_a_role_reports() -> None:
    """Everybody with a role may report a breach, but auditors and people without one."""
    actual = {
        by: clauses(REPORT, ACTIVE, by, IN_MAY) for by in ("h.ek", "p.lund", "u.berg", "r.sten", "n.ull")
    }

    assert {"h.ek": [], "p.lund": [], "u.berg": [], "r.sten": ["R1"], "n.ull": ["R1"]} == actual


def test_reports_are_numbered() -> None:
    """Each report gets the next number within its partnership."""
    events = then(REPORT, (*REPORTED, breach_reported(number=2)), "h.ek", IN_MAY)

    assert e.BreachReported(number=3, guideline="no discrimination", evidence=EVIDENCE) == events[0]


def test_before_the_agreement_there_is_no_ground() -> None:
    """What is not agreed on cannot be breached: stage and ground are both told."""
    assert ["R5", "C30"] == clauses(REPORT, AGREED[:1], "h.ek", AGREED_ON)


# --- confirming -----------------------------------------------------------------------------------


def test_another_person_confirms() -> None:
    """The one who terminated does not confirm; another empowered person does (T4)."""
    actual = [clauses(CONFIRM, DISMISSED_FOR_BREACH, by, IN_MAY) for by in ("k.dahl", "v.norr", "s.alm")]

    assert [["R3"], [], ["R2"]] == actual


def test_a_declined_confirmation_lets_the_termination_stand() -> None:
    """To decline is recorded; the partnership stays terminated (T4)."""
    (event,) = then(replace(CONFIRM, decline=True), DISMISSED_FOR_BREACH, "m.alt", IN_MAY)
    state = partnership(*DECLINED)

    assert (e.TerminationConfirmationDeclined(), Stage.TERMINATED, "m.alt") == (
        event,
        state.stage,
        state.declined_by,
    )


def test_the_chief_executive_confirms_what_was_declined() -> None:
    """What another declined lies with the chief executive, who may confirm it."""
    state = partnership(*DECLINED, Happened(e.TerminationConfirmed(), "v.norr", IN_MAY))

    assert ([], "v.norr") == (clauses(CONFIRM, DECLINED, "v.norr", date(2026, 5, 8)), state.confirmed_by)
