"""The portfolio report: what it tells of a year, and how each figure is counted again."""

from typing import Any

from pytest_bdd import parsers, then, when

from samverkan_flow.domain.money import Money
from tests.acceptance.driver import Driver
from tests.acceptance.words import AMOUNT, money

GOALS = r"(?P<having>\d+) of (?P<whole>\d+) initiatives have goals, (?P<percent>\d+) percent"


@when(parsers.re(r"Rut reads the report of (?P<year>\d{4})"))
def reads_the_report(app: Driver, year: str) -> None:
    app.notes["report"] = app.report(int(year))


@when("Rut reads the report of the year that runs")
def reads_this_years_report(app: Driver) -> None:
    app.notes["report"] = app.report(app.today.year)


@then(parsers.re(rf"the report of (?P<year>\d{{4}}) tells that {GOALS}"))
def the_report_tells_of_goals(app: Driver, year: str, having: str, whole: str, percent: str) -> None:
    assert app.refusal is None, app.refusal
    app.notes["report"] = app.report(int(year))
    tells_of_goals(app, having, whole, percent)


@then(parsers.re(rf"it tells that {GOALS}"))
def tells_of_goals(app: Driver, having: str, whole: str, percent: str) -> None:
    expected = {"with_goals": int(having), "initiatives": int(whole), "percent": int(percent)}

    assert expected == _figure(app, "measurability")["ever_agreed"]


@then(
    parsers.re(
        r"it tells that the agreements with (?P<partner>.+) run through (?P<years>\d+) calendar years, "
        r"from (?P<first>\d{4}) to (?P<last>\d{4})"
    )
)
def tells_of_a_relationship(app: Driver, partner: str, years: str, first: str, last: str) -> None:
    (told,) = [one for one in _figure(app, "relationships") if one["partner"] == partner]

    assert (int(years), int(first), int(last)) == (
        told["calendar_years"], told["first_year"], told["last_year"]
    )  # fmt: skip


@then(
    parsers.re(
        rf"it tells that (?P<name>.+) has (?P<percent>\d+) percent of what is committed, (?P<amount>{AMOUNT})"
    )
)
def tells_of_a_share(app: Driver, name: str, percent: str, amount: str) -> None:
    shares = [*_figure(app, "partners"), *_figure(app, "areas")]
    (told,) = [one for one in shares if one["name"] == name]
    committed = money(amount)
    assert committed is not None

    assert (int(percent), committed.ore) == (told["percent"], told["committed"]["ore"])


@then(
    parsers.re(
        rf"it tells that (?P<committed>{AMOUNT}) of (?P<frame>{AMOUNT}) is committed for (?P<year>\d{{4}}), "
        rf"and (?P<free>{AMOUNT}) is free"
    )
)
def tells_of_the_frame(app: Driver, committed: str, frame: str, year: str, free: str) -> None:
    (told,) = [one for one in _figure(app, "money") if one["year"] == int(year)]

    assert [money(one) for one in (committed, frame, free)] == [
        Money.from_builtins(told[name]) for name in ("committed", "frame", "free")
    ]


@then(parsers.re(r"it tells of 1 evaluation that is owed and (?P<days>\d+) days late"))
def tells_of_a_late_evaluation(app: Driver, days: str) -> None:
    assert [int(days)] == [one["days_late"] for one in _figure(app, "evaluations_owed_late")]


@then(
    parsers.re(
        r"it tells of 1 evaluation made in time, and that (?P<met>\d+) of (?P<whole>\d+) goals were met"
    )
)
def tells_of_goals_met(app: Driver, met: str, whole: str) -> None:
    goals = _figure(app, "goals")

    assert (1, []) == (_figure(app, "evaluations_made"), _figure(app, "evaluations_made_late"))
    assert (int(met), int(whole)) == (
        goals["met"], sum(goals[one] for one in ("met", "partly", "not_met", "not_measurable"))
    )  # fmt: skip


@then(
    parsers.re(
        r"it tells of (?P<asked>\d+) exceptions? asked for and (?P<granted>\d+) granted from (?P<clause>C\d+)"
    )
)
def tells_of_exceptions(app: Driver, asked: str, granted: str, clause: str) -> None:
    (told,) = [one for one in _figure(app, "exceptions") if one["clause"] == clause]

    assert (int(asked), int(granted)) == (told["asked"], told["granted"])


@then("every figure names the command that gives it")
def every_figure_names_its_command(app: Driver) -> None:
    figures = app.notes["report"]["figures"]

    assert len(figures) > 10
    assert [] == [
        name for name, one in figures.items() if not one["query"]["command"].startswith("samverkan ")
    ]


def _figure(app: Driver, name: str) -> Any:
    return app.notes["report"]["figures"][name]["value"]
