"""Evaluations, the rounds they make, and going on after them."""

from typing import Any

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.values import Outcome
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import day_of
from tests.acceptance.words import quoted, rows_of

NAME = r"(?P<initiative>[A-ZÅÄÖ]\w+(?: \w+)?)"
CONTINUES = r"(?P<who>\w+) (?:has let|lets) the partnership continue"


# --- evaluating -----------------------------------------------------------------------------------


@given(
    parsers.re(
        r"(?P<who>\w+) has evaluated (?P<names>[A-ZÅÄÖ][^,]+?)(?: and recommended to (?P<advice>adjust|end))?"
    )
)
def has_evaluated(app: Driver, who: str, names: str, advice: str | None) -> None:
    for initiative in names.split(" and "):
        app.must(who, world.a_review(app, initiative, recommendation=advice or "continue"))


@given(parsers.re(r"(?P<who>\w+) has evaluated the initiative on (?P<day>\S+)"))
def has_evaluated_on(app: Driver, who: str, day: str) -> None:
    app.today = day_of(day)
    app.do(who, world.a_review(app, world.only_initiative(app)))


@when(parsers.re(rf"(?P<who>\w+) evaluates {NAME}"))
def evaluates(app: Driver, who: str, initiative: str) -> None:
    app.do(who, world.a_review(app, initiative))


@when(parsers.re(r'(?P<who>\w+) evaluates "(?P<initiative>.+)" as one'))
def evaluates_as_one(app: Driver, who: str, initiative: str) -> None:
    app.do(who, world.a_review(app, initiative))


@when(parsers.re(r"(?P<who>\w+) evaluates the initiative(?P<last> for the last time)?"))
def evaluates_the_initiative(app: Driver, who: str, last: str | None) -> None:
    app.do(who, world.a_review(app, world.only_initiative(app), final=bool(last)))


@when(parsers.re(rf"(?P<who>\w+) evaluates {NAME} for the last time(?: and recommends to (?P<advice>end))?"))
def evaluates_finally(app: Driver, who: str, initiative: str, advice: str | None) -> None:
    app.do(who, world.a_review(app, initiative, final=True, recommendation=advice or "continue"))


@when(parsers.re(rf'(?P<who>\w+) evaluates {NAME} on the basis of "(?P<basis>.+)"'))
def evaluates_on_basis(app: Driver, who: str, initiative: str, basis: str) -> None:
    app.do(who, world.a_review(app, initiative, basis=basis))


@when(parsers.re(rf"(?P<who>\w+) evaluates {NAME} with these outcomes"))
def evaluates_with_outcomes(app: Driver, who: str, initiative: str, datatable: list[list[str]]) -> None:
    answers = tuple(_outcome(row) for row in rows_of(datatable))
    app.do(who, world.a_review(app, initiative, outcomes=answers))


def _outcome(row: dict[str, str]) -> Outcome:
    told: dict[str, Any] = {"goal": row["goal"], "result": row["outcome"], "because": row.get("because", "")}
    evidence = (b.a_document(f"{row['shown by']}.pdf"),) if row["shown by"] else ()
    return Outcome(**told, evidence=evidence)


@when(parsers.re(rf"(?P<who>\w+) evaluates {NAME} and finds the weaknesses (?P<weaknesses>.+)"))
def evaluates_with_weaknesses(app: Driver, who: str, initiative: str, weaknesses: str) -> None:
    app.do(who, world.a_review(app, initiative, weaknesses=tuple(quoted(weaknesses))))


@when(parsers.re(rf'(?P<who>\w+) evaluates {NAME} and finds no weakness because "(?P<reason>.*)"'))
def evaluates_without_weakness(app: Driver, who: str, initiative: str, reason: str) -> None:
    app.do(who, world.a_review(app, initiative, weaknesses=(), no_weakness_because=reason))


@when(parsers.re(rf"(?P<who>\w+) evaluates {NAME} and recommends nothing"))
def evaluates_without_advice(app: Driver, who: str, initiative: str) -> None:
    app.do(who, world.a_review(app, initiative, recommendation=None))


@given("every initiative has had its final evaluation")
def every_final_evaluation_is_made(app: Driver) -> None:
    world.evaluate_finally(app)


@then(parsers.re(rf"{NAME} has been evaluated (?P<times>\d+) times?"))
def has_been_evaluated(app: Driver, initiative: str, times: str) -> None:
    made = [one for one in app.state().evaluations if one["initiative"] == initiative]

    assert len(made) == int(times), app.refusal or app.fault


@then(parsers.re(rf"the evaluation of {NAME} tells the weaknesses (?P<weaknesses>.+)"))
def tells_the_weaknesses(app: Driver, initiative: str, weaknesses: str) -> None:
    told = [one["weaknesses"] for one in app.state().evaluations if one["initiative"] == initiative]

    assert told == [quoted(weaknesses)], app.refusal or app.fault


# --- going on -------------------------------------------------------------------------------------


@given(parsers.re(CONTINUES))
@when(parsers.re(rf'{CONTINUES}(?:, with "(?P<adjustment>.+)")?'))
def continues(app: Driver, who: str, adjustment: str | None = None) -> None:
    told = (adjustment,) if adjustment else ()
    app.do(who, c.Continue(adjustments=told, because="the evaluation says so"))
