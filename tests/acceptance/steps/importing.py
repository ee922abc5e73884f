"""A spreadsheet of partnerships that have already been agreed: what it says, and what becomes of it."""

from datetime import date
from typing import Any

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain.errors import Problem
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.importing.portfolios import a_row, as_csv

BECAUSE = "our register begins"
DAY = r"\d{4}-\d{2}-\d{2}"
IMPORTS = r"(?P<who>\w+) (?:has imported|imports) the spreadsheet"


@given(
    parsers.re(
        rf"Anna has a spreadsheet in which (?P<partner>.+) is partner from (?P<start>{DAY}) to (?P<end>{DAY})"
    )
)
def has_a_spreadsheet(app: Driver, partner: str, start: str, end: str) -> None:
    app.notes["rows"] = [a_row(partner=partner, name=partner, start=start, end=end)]


@given(parsers.re(rf"the register begins on (?P<day>{DAY})"))
def the_register_begins(app: Driver, day: str) -> None:
    world.begin_anew(app, date.fromisoformat(day))


@given(parsers.re(r'the spreadsheet says under "(?P<column>.+)" that it is "(?P<told>.*)"'))
def says(app: Driver, column: str, told: str) -> None:
    app.notes["rows"][0][column] = told


@given(parsers.re(rf"the spreadsheet also has (?P<partner>.+), completed on (?P<day>{DAY})"))
def also_has_one_that_is_completed(app: Driver, partner: str, day: str) -> None:
    years = {"2026": "", "2027": ""}
    _add(app, partner, end=day, ended_on=day, end_reason="completed", last_evaluation_final="yes", **years)


@given(parsers.re(rf"the spreadsheet also has (?P<partner>.+), until (?P<day>{DAY})"))
def also_has_one_until(app: Driver, partner: str, day: str) -> None:
    _add(app, partner, end=day)


@given(parsers.re(r"the spreadsheet also has (?P<partner>.+), without an end"))
def also_has_one_without_an_end(app: Driver, partner: str) -> None:
    _add(app, partner, end="")


def _add(app: Driver, partner: str, **changes: Any) -> None:
    app.notes["rows"].append(a_row(key=partner, partner=partner, name=partner, **changes))


@given(parsers.re(IMPORTS))
@when(parsers.re(IMPORTS))
def imports(app: Driver, who: str) -> None:
    _import(app, who, BECAUSE)


@when(parsers.re(r"(?P<who>\w+) imports the spreadsheet without a reason"))
def imports_without_a_reason(app: Driver, who: str) -> None:
    _import(app, who, "")


def _import(app: Driver, who: str, because: str) -> None:
    file = app.path.with_name("portfolio.csv")
    file.write_bytes(as_csv(*app.notes["rows"]))
    app.take_in(who, file, because)


@then(parsers.re(r"it is told to have been imported by (?P<who>\w+)"))
def is_told_as_imported(app: Driver, who: str) -> None:
    imported = app.state().imported
    assert imported is not None

    assert (who, app.today.isoformat()) == (app.in_names(imported["by"]), imported["on"])


@then("it was imported already, and nothing more is recorded")
def was_imported_already(app: Driver) -> None:
    assert app.done is not None, app.refusal or app.fault

    assert (True, app.length_before) == (app.done.repeated, app.length())


@then("no partnership is recorded")
def no_partnership_is_recorded(app: Driver) -> None:
    assert app.references() == []


@then(parsers.re(r"the spreadsheet is handed back, naming (?P<place>row \d+, \w+): (?P<problem>.+)"))
def is_handed_back(app: Driver, place: str, problem: str) -> None:
    assert app.fault is not None, app.done or app.refusal
    found = [one for one in app.fault.findings if isinstance(one, Problem)]

    assert any(one.place == place and problem in one.message for one in found), found
