"""Evaluating an initiative, closing the round, going on."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from samverkan_flow.domain import commands as c
from samverkan_flow.domain import events as e
from samverkan_flow.domain.guards import following_up as fu
from samverkan_flow.domain.values import Outcome, Recommendation
from tests import builders as b
from tests.unit.givens import (
    ACTIVE,
    DISMISSED_FOR_BREACH,
    EVALUATED,
    GIVEN_NOTICE,
    READY,
    Happened,
    activated,
    addendum_agreed,
    agreed,
    clauses,
    continued,
    evaluated,
    goal_added,
    partnership,
    planned,
    proposed,
    round_closed,
    then,
)
from tests.unit.turns import Turn

EVALUATE = b.an_evaluation(ref="P-1")
ON = date(2026, 12, 10)
CONTINUE = c.Continue(ref="P-1")
TWO = (*READY, planned(b.an_initiative("I2", "Mentors", start=date(2026, 3, 1))), agreed(), activated())
"""Two initiatives, the second a month after the first."""


def turn(claim: str, guard: Any, refused: list[str], bad_given: Any = None, **change: Any) -> Turn:
    """Returns an evaluation that one change makes refused."""
    return Turn(claim=claim, guard=guard, command=EVALUATE, given=ACTIVE, by="u.berg", today=ON, refused=refused,
                change=change, bad_given=bad_given)  # fmt: skip


def going_on(recommendation: Recommendation) -> tuple[Happened, ...]:
    """Returns an evaluated partnership with one recommendation."""
    return (*ACTIVE, evaluated(ON, recommendation=recommendation), round_closed(ON))


BARE = Outcome("G1", "met")
UNMEASURED = Outcome("G1", "not-measurable")

TURNS: tuple[Turn, ...] = (
    turn("an evaluation is of an initiative", fu.initiative_can_be_evaluated, ["C38"], initiative="I9"),
    Turn(claim="an evaluation is of what has started", guard=fu.initiative_can_be_evaluated,
         command=replace(EVALUATE, initiative="I2"), given=TWO, by="u.berg", today=ON, refused=["C38"],
         bad_told={"on": date(2026, 2, 28)}),
    turn("the partner's report is no evaluation", fu.initiative_can_be_evaluated, ["C38"], basis="partner's report"),
    turn("an early evaluation is not final", fu.initiative_can_be_evaluated, ["C38"], final=True),
    Turn(claim="after the end only a final evaluation", guard=fu.initiative_can_be_evaluated,
         command=replace(EVALUATE, final=True), given=GIVEN_NOTICE, by="u.berg", today=date(2026, 6, 20),
         refused=["C38"], change={"final": False}),
    turn("every goal is answered", fu.every_goal_is_answered, ["C39"], outcomes=b.outcomes("G1")),
    turn("no other goal is answered", fu.every_goal_is_answered, ["C39"], outcomes=b.outcomes("G1", "G2", "G9")),
    turn("each goal is answered once", fu.every_goal_is_answered, ["C39"], outcomes=b.outcomes("G1", "G2", "G2")),
    turn("an outcome has evidence", fu.every_goal_is_answered, ["C39"], outcomes=(BARE, *b.outcomes("G2"))),
    turn("what could not be measured has a reason", fu.every_goal_is_answered, ["C39"],
         outcomes=(UNMEASURED, *b.outcomes("G2"))),
    turn("praise alone is no review", fu.review_is_critical, ["C40"], weaknesses=()),
    turn("a blank weakness is none", fu.review_is_critical, ["C40"], weaknesses=("  ",)),
    turn("a recommendation is given", fu.review_is_critical, ["C40"], recommendation=None),
    Turn(claim="what is to end does not go on", guard=fu.going_on_is_recommended, command=CONTINUE, given=EVALUATED,
         by="s.alm", today=date(2026, 12, 18), refused=["C38"], bad_given=going_on("end")),
    Turn(claim="what is adjusted is told", guard=fu.going_on_is_recommended,
         command=c.Continue(ref="P-1", adjustments=("40 per cent in the north",)), given=going_on("adjust"),
         by="s.alm", today=date(2026, 12, 18), refused=["C40"], change={"adjustments": (" ",)}),
    Turn(claim="what has reached its end does not go on", guard=fu.going_on_is_recommended, command=CONTINUE,
         given=EVALUATED, by="s.alm", today=b.END, refused=["C36"], bad_today=b.END + timedelta(1)),
)  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_as_good_turns_bad(turn: Turn) -> None:
    """The whole command is allowed; with one thing changed it is refused under that clause alone."""
    expected = ([], turn.refused)

    actual = (turn.good(), turn.bad())

    assert expected == actual


# --- the round ------------------------------------------------------------------------------------


def kinds(*events: e.Event) -> list[str]:
    """Returns the names of events."""
    return [type(event).__name__ for event in events]


def test_the_last_initiative_closes_the_round() -> None:
    """The partnership is evaluated when every started initiative has been, in this round (T1)."""
    one = then(EVALUATE, TWO, "u.berg", ON)
    other = then(replace(EVALUATE, initiative="I2"), (*TWO, evaluated(ON)), "u.berg", ON)

    assert (["InitiativeEvaluated"], ["InitiativeEvaluated", "PartnershipEvaluated"]) == (
        kinds(*one),
        kinds(*other),
    )


def test_what_has_not_started_does_not_keep_the_round_open() -> None:
    """An initiative that has not started is not waited for."""
    events = then(EVALUATE, TWO, "u.berg", date(2026, 2, 20))

    assert ["InitiativeEvaluated", "PartnershipEvaluated"] == kinds(*events)


def test_an_evaluation_too_many_does_not_close_the_round() -> None:
    """The same initiative evaluated twice does not stand for two."""
    events = then(EVALUATE, (*TWO, evaluated(date(2026, 11, 1))), "u.berg", ON)

    assert ["InitiativeEvaluated"] == kinds(*events)


def test_a_new_round_begins_when_it_goes_on() -> None:
    """After `continue` all initiatives are evaluated anew before the round closes."""
    given = (*TWO, evaluated(ON), evaluated(ON, "I2"), round_closed(ON), continued())

    events = then(EVALUATE, given, "u.berg", date(2027, 12, 1))

    assert ["InitiativeEvaluated"] == kinds(*events)


def test_more_evaluations_change_no_stage() -> None:
    """In evaluated a further evaluation is recorded without a transition (T1)."""
    assert ["InitiativeEvaluated"] == kinds(*then(EVALUATE, EVALUATED, "u.berg", date(2026, 12, 11)))


def test_the_last_word_of_the_day_counts() -> None:
    """Of two evaluations made on one day, the one recorded last is the latest."""
    given = (*ACTIVE, evaluated(ON), evaluated(ON, recommendation="end"), round_closed(ON))

    assert ["C38"] == clauses(CONTINUE, given, "s.alm", date(2026, 12, 18))


def test_not_reached_is_an_honest_outcome() -> None:
    """A goal that was not met, or not measurable with its reason, is answered (C39)."""
    outcomes = (
        Outcome("G1", "not-met", evidence=(b.a_document("list.pdf"),)),
        Outcome("G2", "not-measurable", because="the focus group was cancelled"),
    )

    assert [] == clauses(replace(EVALUATE, outcomes=outcomes), ACTIVE, "u.berg", ON)


def test_a_reasoned_none_is_a_critical_review() -> None:
    """No weakness is possible, with the reason why there is none (C40)."""
    command = replace(
        EVALUATE, weaknesses=(), no_weakness_because="two independent reviewers looked and found none"
    )

    assert [] == clauses(command, ACTIVE, "u.berg", ON)


def test_post_hoc_goals_stand_in_for_no_answer() -> None:
    """A post-hoc goal is not among the goals to be answered (T15)."""
    given = (*ACTIVE, goal_added(b.a_goal("G3", post_hoc=True), on=date(2026, 6, 1)))
    answered_too = replace(EVALUATE, outcomes=b.outcomes("G1", "G2", "G3"))

    assert [[], ["C39"]] == [clauses(one, given, "u.berg", ON) for one in (EVALUATE, answered_too)]


def test_a_further_goal_in_time_is_answered_too() -> None:
    """A goal added before the start is one of those to be answered."""
    given = (*ACTIVE, goal_added(b.a_goal("G3")))

    assert ["C39"] == clauses(EVALUATE, given, "u.berg", ON)


# --- final evaluations ----------------------------------------------------------------------------


@pytest.mark.parametrize(("days_before_end", "expected"), [(91, ["C38"]), (90, []), (0, [])])
def test_final_from_ninety_days_before_the_end(days_before_end: int, expected: list[str]) -> None:
    """An evaluation may be the final one from 90 days before the end (T10)."""
    command = replace(EVALUATE, final=True)

    assert expected == clauses(command, ACTIVE, "u.berg", b.END - timedelta(days_before_end))


def test_final_at_any_time_when_it_recommends_ending() -> None:
    """An evaluation that recommends ending may be final at once (T10)."""
    command = replace(EVALUATE, final=True, recommendation="end")

    assert [] == clauses(command, ACTIVE, "u.berg", date(2026, 5, 1))


def test_a_final_evaluation_after_a_breach() -> None:
    """After a breach the final evaluation is still made, without a transition (T6, T10)."""
    command = replace(EVALUATE, final=True)

    events = then(command, DISMISSED_FOR_BREACH, "u.berg", date(2026, 6, 30))

    assert ["InitiativeEvaluated"] == kinds(*events)


def test_what_never_started_owes_no_final_evaluation() -> None:
    """After the end only what had started by then is evaluated."""
    given = (*TWO, Happened(e.PartnershipTerminated(end_reason="notice"), "k.dahl", date(2026, 2, 20)))
    command = replace(EVALUATE, initiative="I2", final=True)

    assert ["C38"] == clauses(command, given, "u.berg", date(2026, 6, 30))


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        (proposed(by="m.alt"), *ACTIVE[1:]),
        (proposed(owner="m.alt"), *ACTIVE[1:]),
        (*READY, agreed(by="m.alt"), activated()),
        (*ACTIVE, addendum_agreed(by="m.alt")),
    ],
    ids=["proposer", "owner", "signatory", "signatory of an addendum"],
)
def test_the_evaluator_is_independent(given: tuple[Happened, ...]) -> None:
    """Whoever proposed, owned or signed it does not evaluate it (C40, R3)."""
    assert ["R3"] == clauses(EVALUATE, given, "m.alt", ON)


def test_a_former_owner_does_not_evaluate() -> None:
    """Handing over does not make an owner independent: the whole history counts (R3)."""
    taken = Happened(e.HandedOver(duty="owner", person="m.alt"), "s.alm", date(2026, 3, 1), "leave")
    given_back = Happened(e.HandedOver(duty="owner", person="s.alm"), "m.alt", date(2026, 4, 1), "back")

    assert ["R3"] == clauses(EVALUATE, (*ACTIVE, taken, given_back), "m.alt", ON)


def test_the_owner_lets_it_go_on() -> None:
    """Going on is the owner's decision and opens the next round."""
    state = partnership(*EVALUATED, continued())

    assert ("active", ()) == (state.stage.value, state.evaluated_this_round)


def test_the_evaluation_keeps_who_and_when() -> None:
    """The evaluation says who made it and on which business date."""
    evaluation, _ = then(EVALUATE, ACTIVE, "u.berg", ON, on=date(2026, 12, 9))

    assert isinstance(evaluation, e.InitiativeEvaluated)
    assert ("u.berg", date(2026, 12, 9)) == (evaluation.evaluation.evaluator, evaluation.evaluation.made_on)
