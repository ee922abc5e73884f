"""Initiatives and goals: how they are planned, and which goals are frozen."""

from typing import Any

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.values import FollowUp, Goal
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import day_of
from tests.acceptance.words import quoted

FIELD = {"indicator": "text", "read off on": "read_off_on", "read-off rule": "read_off_rule"}
"""How people call a goal's fields, where it is not the field's own name."""


@given(parsers.re(r"(?P<partner>.+) is a screened partner whose agreement both have signed"))
def is_signed_without_a_plan(app: Driver, partner: str) -> None:
    world.signed(app, partner=partner, initiatives=())
    world.keep_agreement(app)


# --- planning -------------------------------------------------------------------------------------


def _initiative(app: Driver, called: str, **changes: Any) -> c.PlanInitiative:
    agreement = app.notes["agreement"]
    whole = world.an_initiative_named(called, changes.get("start", agreement.start), agreement.end)
    return c.PlanInitiative(initiative=b.replace(whole, **changes))


@given(parsers.re(r"(?P<name>\w+) is planned with the goal"))
def is_planned_with_the_goal(app: Driver, name: str, datatable: list[list[str]]) -> None:
    told: dict[str, Any] = {FIELD.get(key, key): value for key, value in datatable}
    if "read_off_on" in told:
        told["read_off_on"] = day_of(told["read_off_on"])
    goal = Goal(**{"id": told["text"], "level": "outcome", **told})
    app.do("Sara", _initiative(app, name, goals=(goal,)))


@given(parsers.re(r"(?P<name>\w+) is planned with a goal that lacks its (?P<part>.+)"))
def is_planned_with_a_gap(app: Driver, name: str, part: str) -> None:
    app.do("Sara", _initiative(app, name, goals=(_goal_without(part),)))


def _goal_without(part: str) -> Goal:
    field = FIELD.get(part, part)
    return b.a_goal(**{field: None if field == "read_off_on" else ""})


@given(parsers.re(r"(?P<name>\w+) is planned with goals of the levels? (?P<levels>.+)"))
def is_planned_with_levels(app: Driver, name: str, levels: str) -> None:
    app.do("Sara", _initiative(app, name, goals=_goals_of(levels)))


@when(parsers.re(r"(?P<who>\w+) plans (?P<name>\w+) with goals of the levels? (?P<levels>.+)"))
def plans_with_levels(app: Driver, who: str, name: str, levels: str) -> None:
    app.do(who, _initiative(app, name, goals=_goals_of(levels)))


def _goals_of(levels: str) -> tuple[Goal, ...]:
    return tuple(b.a_goal(f"the {level}", level=level) for level in levels.split(" and "))


@given(parsers.re(r"(?P<name>\w+) is planned without goals"))
def is_planned_without_goals(app: Driver, name: str) -> None:
    app.do("Sara", _initiative(app, name, goals=()))


@given(parsers.re(r"(?P<name>\w+) is planned without follow-up"))
def is_planned_without_follow_up(app: Driver, name: str) -> None:
    app.do("Sara", _initiative(app, name, follow_ups=()))


@given(parsers.re(r"(?P<name>\w+) is planned with follow-ups on (?P<first>\S+) and (?P<second>\S+)"))
def is_planned_with_follow_ups(app: Driver, name: str, first: str, second: str) -> None:
    planned = tuple(FollowUp(who="Sara Alm", what="attendance", on=day_of(day)) for day in (first, second))
    app.do("Sara", _initiative(app, name, follow_ups=planned))


@given(parsers.re(r"(?P<name>\w+) is planned with a follow-up by nobody"))
def is_planned_with_follow_up_by_nobody(app: Driver, name: str) -> None:
    nobody = FollowUp(who="", what="attendance", on=app.notes["agreement"].end)
    app.do("Sara", _initiative(app, name, follow_ups=(nobody,)))


@given(
    parsers.re(
        r"(?P<name>\w+) starts on (?P<start>\S+) and is planned to be evaluated on (?P<first>\S+) and (?P<final>\S+)"
    )
)
def is_planned_to_be_evaluated(app: Driver, name: str, start: str, first: str, final: str) -> None:
    days = {"start": start, "first_evaluation_on": first, "final_evaluation_on": final}
    app.do("Sara", _initiative(app, name, **{key: day_of(day) for key, day in days.items()}))


@given(parsers.re(r"(?P<name>\w+) is planned without a final evaluation"))
def is_planned_without_final_evaluation(app: Driver, name: str) -> None:
    app.do("Sara", _initiative(app, name, final_evaluation_on=None))


@when(parsers.re(r"(?P<who>\w+) plans (?P<name>\w+) to start on (?P<start>\S+)"))
def plans_to_start_on(app: Driver, who: str, name: str, start: str) -> None:
    app.do(who, _initiative(app, name, start=day_of(start)))


@when(parsers.re(r"(?P<who>\w+) plans (?P<name>\w+) with two goals by the same name"))
def plans_two_goals_by_one_name(app: Driver, who: str, name: str) -> None:
    app.do(who, _initiative(app, name, goals=(b.a_goal("visitors"), b.a_goal("visitors", target="500"))))


@when(parsers.re(r"(?P<who>\w+) plans an initiative without a name"))
def plans_without_a_name(app: Driver, who: str) -> None:
    app.do(who, _initiative(app, "Språkkafé", name=""))


@given(
    parsers.re(
        r"(?P<granter>\w+) has granted (?P<asker>\w+) an exception from (?P<clause>C\d+) for (?P<name>\w+) "
        r'because "(?P<reason>.+)"'
    )
)
def has_granted_for(app: Driver, granter: str, asker: str, clause: str, name: str, reason: str) -> None:
    world.grant_exception(app, clause, reason, initiative=name, asker=asker, granter=granter)


# --- further goals --------------------------------------------------------------------------------


@given(parsers.re(r'(?P<who>\w+) has added the goal "(?P<goal>.+)" to (?P<name>\w+)'))
@when(parsers.re(r'(?P<who>\w+) adds the goal "(?P<goal>.+)" to (?P<name>\w+)'))
def adds_the_goal(app: Driver, who: str, goal: str, name: str) -> None:
    app.do(who, c.AddGoal(initiative=name, goal=b.a_goal(goal)))


@when(parsers.re(r"(?P<who>\w+) adds a goal without a (?P<part>\w+) to (?P<name>\w+)"))
def adds_a_goal_without(app: Driver, who: str, part: str, name: str) -> None:
    app.do(who, c.AddGoal(initiative=name, goal=_goal_without(part)))


@then(parsers.re(r"the frozen goals of (?P<name>\w+) are (?P<goals>.+)"))
def the_frozen_goals_are(app: Driver, name: str, goals: str) -> None:
    assert world.frozen_goals(app, name) == quoted(goals), app.refusal or app.fault


@then(parsers.re(r"the post-hoc goals of (?P<name>\w+) are (?P<goals>.+)"))
def the_post_hoc_goals_are(app: Driver, name: str, goals: str) -> None:
    assert [goal["id"] for goal in app.state().post_hoc_goals.get(name, [])] == quoted(goals)


@then(parsers.re(r"(?P<name>\w+) has no post-hoc goal"))
def has_no_post_hoc_goal(app: Driver, name: str) -> None:
    assert app.state().post_hoc_goals.get(name, []) == []
