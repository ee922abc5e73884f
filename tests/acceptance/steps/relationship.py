"""The relationship with a partner: terms that follow each other, each citing the one before."""

from datetime import date

from pytest_bdd import given, parsers, then, when

from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.readiness import ready


@given(parsers.re(r"(?P<partner>.+) has been a partner (?P<terms>from \d{4} to \d{4}.*)"))
def has_been_a_partner(app: Driver, partner: str, terms: str) -> None:
    """Lives through each term, to its final evaluation and completion; each cites the one before."""
    for term in terms.replace("from ", "").split(" and "):
        first, last = (int(year) for year in term.split(" to "))
        _live_through(app, partner, date(first, 2, 1), date(last, 12, 31))


def _live_through(app: Driver, partner: str, start: date, end: date) -> None:
    app.today = max(world.OPENED_ON, date(start.year, 1, 10))
    before = app.refs.get(partner, "")
    world.active(app, partner=partner, agreement={"start": start, "end": end}, proposal={"succeeds": before})
    evaluate_for_the_last_time(app, date(end.year, 12, 15))
    app.reach(date(end.year + 1, 1, 1))


def evaluate_for_the_last_time(app: Driver, day: date) -> None:
    """Has Ulla evaluate the initiative on a day near the end, for the last time."""
    app.today = day
    app.must("Ulla", b.an_evaluation("I1", final=True))


@given(parsers.re(r"(?P<partner>.+) is a partner in its last month, evaluated for the last time"))
def is_evaluated_for_the_last_time(app: Driver, partner: str) -> None:
    is_evaluated_every_year(app, partner)
    app.must("Ulla", b.an_evaluation("I1", final=True))


@given(parsers.re(r"(?P<partner>.+) is a partner in its last month, evaluated every year"))
def is_evaluated_every_year(app: Driver, partner: str) -> None:
    """No evaluation is late, and there is something to cite; the final one is the scenario's."""
    _in_its_last_month(app, partner, evaluated_again_on=date(2024, 12, 15))


@given(parsers.re(r"(?P<partner>.+) is a partner in its last month, with an evaluation that is late"))
def is_evaluated_once(app: Driver, partner: str) -> None:
    """It was evaluated after a year, and not again."""
    _in_its_last_month(app, partner)


def _in_its_last_month(app: Driver, partner: str, evaluated_again_on: date | None = None) -> None:
    app.today = date(2023, 1, 10)
    world.evaluated(app, partner=partner, agreement={"end": date(2025, 12, 31)})
    if evaluated_again_on:
        app.today = evaluated_again_on
        app.must("Ulla", b.an_evaluation("I1"))
    app.today = date(2025, 12, 5)


@given(parsers.re(r"everything stands ready for going on with (?P<partner>.+)"))
def ready_for_going_on(app: Driver, partner: str) -> None:
    ready(
        app, partner, proposal={"succeeds": app.refs[partner]}, start=date(2026, 2, 1), end=date(2028, 12, 31)
    )


@given(parsers.re(r"(?P<who>\w+) has proposed to go on with (?P<partner>.+)"))
@when(parsers.re(r"(?P<who>\w+) proposes to go on with (?P<partner>.+)"))
def proposes_to_go_on(app: Driver, who: str, partner: str) -> None:
    app.do(who, b.a_proposal(partner, succeeds=app.refs[partner]))


@then(parsers.re(r"the relationship with (?P<partner>.+) is one chain since (?P<year>\d{4})"))
def one_chain_since(app: Driver, partner: str, year: str) -> None:
    chain = _chain(app, partner)

    assert len(chain) > 1
    assert app.history(chain[-1])[0].on.year == int(year)


@then(parsers.re(r"the relationship with (?P<partner>.+) begins with this proposal"))
def begins_here(app: Driver, partner: str) -> None:
    assert _chain(app, partner) == [app.refs[partner]]


def _chain(app: Driver, partner: str) -> list[str]:
    """Returns the references of a relationship, the latest first."""
    chain = [app.refs[partner]]
    while before := app.state(chain[-1]).predecessor_ref:
        chain.append(before)
    return chain
