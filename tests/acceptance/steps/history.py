"""The past: what was in force or known on a day, what changed, who decided and who could have."""

from typing import Any

from pytest_bdd import parsers, then, when

from tests.acceptance.driver import Driver, first_name_of, handle_of
from tests.acceptance.steps.calendar import DAY, day_of
from tests.acceptance.words import AMOUNT, money, rows_of

FROM_TO = rf"{DAY.replace('day', 'first')} and {DAY.replace('day', 'last')}"


@when(parsers.re(rf"(?P<who>\w+) asks what was in force on {DAY}"))
def asks_what_was_in_force(app: Driver, who: str, day: str) -> None:
    app.ask("state", app.ref_of(), as_of=day_of(day).isoformat())


@when(parsers.re(rf"(?P<who>\w+) asks what was known on {DAY}"))
def asks_what_was_known(app: Driver, who: str, day: str) -> None:
    app.ask("state", app.ref_of(), known_at=day_of(day).isoformat())


@when(parsers.re(rf"(?P<who>\w+) asks what changed between {FROM_TO}"))
def asks_what_changed(app: Driver, who: str, first: str, last: str) -> None:
    app.ask("diff", app.ref_of(), from_=day_of(first).isoformat(), to=day_of(last).isoformat())


@when(parsers.re(rf"(?P<who>\w+) asks who could have ended the partnership by notice on {DAY}"))
def asks_who_could(app: Driver, who: str, day: str) -> None:
    app.ask("could", app.ref_of(), "end notice", as_of=day_of(day).isoformat())


@when(parsers.re(r"(?P<who>\w+) asks on what mandate each step was decided"))
def asks_for_mandates(app: Driver, who: str) -> None:
    app.ask("mandates", app.ref_of())


@when(parsers.re(r"(?P<who>\w+) asks whether every step was taken in the agreed order"))
def asks_for_conformance(app: Driver, who: str) -> None:
    app.ask("conformance", app.ref_of())


def _rows(app: Driver) -> list[dict[str, Any]]:
    assert app.fault is None, app.fault
    return app.answered.rows


def _agreed(app: Driver, year: str) -> dict[str, Any]:
    return next(row for row in _rows(app) if row["field"] == f"agreement.contributions.{year}.net")


def _ore(text: str) -> int:
    amount = money(text)
    assert amount is not None, f'"{text}" is no amount'
    return amount.ore


@then(parsers.re(rf"the amount agreed for (?P<year>\d+) is told as (?P<amount>{AMOUNT})"))
def the_amount_is_told(app: Driver, year: str, amount: str) -> None:
    told = _agreed(app, year)

    assert told["value"]["ore"] == _ore(amount)
    assert "then" not in told


@then(
    parsers.re(
        rf"the amount agreed for (?P<year>\d+) is told as (?P<now>{AMOUNT}), "
        rf"and as (?P<before>{AMOUNT}) as known then"
    )
)
def both_amounts_are_told(app: Driver, year: str, now: str, before: str) -> None:
    told = _agreed(app, year)
    app.notes["because_of"] = told["because_of"]

    assert (told["value"]["ore"], told["then"]["ore"]) == (_ore(now), _ore(before))


@then(parsers.re(r'the difference is put down to "(?P<what>.+)" by (?P<who>\w+)'))
def the_difference_is_put_down_to(app: Driver, what: str, who: str) -> None:
    """The cited event is looked up in the history by its number there."""
    version = int(app.notes["because_of"].split(":")[1].split("@")[0])
    row = app.history()[version - 1]

    assert (row.what, row.by) == (what, who)


@then("these changes are told")
def these_changes_are_told(app: Driver, datatable: list[list[str]]) -> None:
    told = {row["field"]: row for row in _rows(app)}
    wanted = rows_of(datatable)
    found = [
        {
            "field": one["field"],
            "before": told[one["field"]]["old"] or "",
            "after": told[one["field"]]["new"] or "",
            "by": first_name_of(told[one["field"]]["actor"]),
        }
        for one in wanted
    ]

    assert found == wanted


@then("no change is told")
def no_change_is_told(app: Driver) -> None:
    assert _rows(app) == []
    assert app.answered.empty.startswith("nothing changed between")


@then(parsers.re(r"(?P<people>\w+(?: and \w+)*) (?:is|are) told to have been able to"))
def are_told_to_have_been_able(app: Driver, people: str) -> None:
    able = {first_name_of(row["person"]) for row in _rows(app) if row["could"] == "yes"}

    assert able == set(people.split(" and "))


@then(
    parsers.re(
        r"(?P<whom>\w+) is told not to have been able to under (?P<clause>[CR]\d+) because (?P<fragment>.+)"
    )
)
def is_told_not_to_have_been_able(app: Driver, whom: str, clause: str, fragment: str) -> None:
    [row] = [row for row in _rows(app) if row["person"] == handle_of(whom)]

    assert (row["could"], row["clauses"]) == ("no", [clause])
    assert fragment in app.in_names(row["why_not"])


@then(
    parsers.re(
        rf'the agreement is told to be made by (?P<who>\w+) as "(?P<mandate>.+)" for (?P<amount>{AMOUNT})'
    )
)
def the_agreement_is_told(app: Driver, who: str, mandate: str, amount: str) -> None:
    [row] = [row for row in _rows(app) if row["event"] == "agreed"]

    assert (row["actor"], row["mandate"]) == (handle_of(who), mandate)
    assert row["amount"]["ore"] == _ore(amount)


@then(parsers.re(r"no deviation is told, and (?P<count>\d+) changes of stage were checked"))
def no_deviation_is_told(app: Driver, count: str) -> None:
    assert _rows(app) == []
    assert f"{count} stage changes were checked" in app.answered.notes[0]
