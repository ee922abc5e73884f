"""What is owed across the portfolio, and what a late evaluation stops."""

from datetime import date

from pytest_bdd import given, parsers, then, when

from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver, handle_of
from tests.acceptance.words import rows_of


@when(parsers.re(r"(?P<who>\w+) asks what (?:(?P<kind>[\w-]+) )?is due within (?P<days>\d+) days"))
def asks_what_is_due(app: Driver, who: str, kind: str | None, days: str) -> None:
    """Sara owns every partnership of the scenarios, so that what is hers is all there is."""
    told = app.due(int(days), handle_of(who), kind or "")
    app.notes["due"] = [one for one in told if kind or one.kind != "end-date"]


@then("she is told")
def she_is_told(app: Driver, datatable: list[list[str]]) -> None:
    """Compares day, clause, a part of what is to be done, and the partner, in order."""
    told, wanted = app.notes["due"], rows_of(datatable)

    assert [(one.due, one.clause, app.in_names(one.ref)) for one in told] == [
        (date.fromisoformat(row["due"]), row["clause"], row["partner"]) for row in wanted
    ]
    assert all(row["what"] in one.what for one, row in zip(told, wanted, strict=True)), told


@then("she is told that nothing is")
def nothing_is_due(app: Driver) -> None:
    assert app.notes["due"] == []


@given(parsers.re(r"everything stands ready for another agreement with (?P<partner>.+)"))
def ready_for_another(app: Driver, partner: str) -> None:
    app.notes["first"] = app.refs[partner]
    world.signed(app, partner=partner)
    world.keep_agreement(app)


@given(parsers.re(r"(?P<who>\w+) has evaluated the first partnership with (?P<partner>.+)"))
def has_evaluated_the_first(app: Driver, who: str, partner: str) -> None:
    app.must(who, b.an_evaluation("I1", ref=app.notes["first"]))


@given(parsers.re(r"(?P<who>\w+) has evaluated the initiative, for the last time"))
def has_evaluated_finally(app: Driver, who: str) -> None:
    app.must(who, world.a_review(app, world.only_initiative(app), final=True))
