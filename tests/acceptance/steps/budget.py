"""The yearly frame and how few partnerships there are: setting it, fitting into it, what it was on a day."""

from typing import Any

from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.money import Money
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import DAY, day_of
from tests.acceptance.words import AMOUNT, parse_kronor

YEAR = r"(?P<year>\d{4})"
FIGURES = rf"of the frame of {YEAR}, (?P<told>.+)"
FIGURE_OF = {"is committed": "committed", "went to surveys": "surveys", "is paid": "paid", "is released": "released",
             "is free": "free"}  # fmt: skip


# --- setting it -----------------------------------------------------------------------------------


@given(parsers.re(rf"(?P<who>\w+) has proposed a frame of (?P<amount>{AMOUNT}) for {YEAR}"))
@when(parsers.re(rf"(?P<who>\w+) proposes a frame of (?P<amount>{AMOUNT}) for {YEAR}"))
def proposes_a_frame(app: Driver, who: str, amount: str, year: str) -> None:
    app.do(who, c.ProposeFrame(year=int(year), amount=Money.parse(amount), because="the budget of that year"))


@when(parsers.re(rf"(?P<who>\w+) sets the frame of {YEAR} to (?P<amount>{AMOUNT})"))
def sets_the_frame(app: Driver, who: str, year: str, amount: str) -> None:
    app.do(who, c.SetFrame(year=int(year), amount=Money.parse(amount)))


@given(parsers.re(rf"the frame of {YEAR} is (?P<amount>{AMOUNT})"))
def the_frame_is_set(app: Driver, year: str, amount: str) -> None:
    spoken_of = app.current
    proposes_a_frame(app, "Petra", amount, year)
    app.must("Klara", c.SetFrame(year=int(year), amount=Money.parse(amount)))
    app.current = spoken_of


@then(parsers.re(rf"the frame of {YEAR} is (?P<amount>{AMOUNT})"))
def the_frame_is(app: Driver, year: str, amount: str) -> None:
    assert _row(app, year)["frame"]["ore"] == parse_kronor(amount), app.refusal or app.fault


# --- fitting into it ------------------------------------------------------------------------------


@given(
    parsers.re(rf"the agreement asks for (?P<amount>{AMOUNT}) a year from (?P<first>\d+) to (?P<last>\d+)")
)
def asks_for_a_year(app: Driver, amount: str, first: str, last: str) -> None:
    kept = world.kept_agreement(app)
    start, end = kept.start.replace(year=int(first)), kept.end.replace(year=int(last))
    if (start, end) != (kept.start, kept.end):
        app.must("Sara", c.PlanInitiative(initiative=b.an_initiative(start=start, end=end)))
    lines = b.contributions(start, end, parse_kronor(amount) // 100)
    app.notes["agreement"] = replace(kept, start=start, end=end, contributions=lines)


@given(parsers.re(rf"(?P<partner>.+) has been promised (?P<amount>{AMOUNT}) a year"))
def has_been_promised(app: Driver, partner: str, amount: str) -> None:
    start, end = world.period(app)
    lines = b.contributions(start, end, parse_kronor(amount) // 100)
    world.bring(app, partner, "agreed", agreement={"contributions": lines})


@given(parsers.re(r"(?P<who>\w+) has made the agreement"))
def has_made_the_agreement(app: Driver, who: str) -> None:
    app.must(who, app.notes["agreement"])


@then(parsers.re(FIGURES))
def figures_of_the_frame(app: Driver, year: str, told: str) -> None:
    """Compares each figure of `450 000 kr is committed and 0 kr is free`."""
    row = _row(app, year)
    for part in told.split(" and "):
        amount, _, what = part.partition(" kr ")
        assert row[FIGURE_OF[what]]["ore"] == parse_kronor(f"{amount} kr"), (what, row)


# --- what it was ----------------------------------------------------------------------------------


@when(parsers.re(rf"it is asked what was committed of {YEAR} on {DAY}"))
def asked_what_was_committed(app: Driver, year: str, day: str) -> None:
    app.notes["asked"] = (year, day)
    app.notes["answer"] = _row(app, year, as_of=day)


@then(parsers.re(rf"the answer is (?P<amount>{AMOUNT})"))
def the_answer_is(app: Driver, amount: str) -> None:
    assert app.notes["answer"]["committed"]["ore"] == parse_kronor(amount)


@then(parsers.re(rf"as known on {DAY} the answer is (?P<amount>{AMOUNT})"))
def the_answer_as_known(app: Driver, day: str, amount: str) -> None:
    year, as_of = app.notes["asked"]

    assert _row(app, year, as_of=as_of, known_at=day)["committed"]["ore"] == parse_kronor(amount)


def _row(app: Driver, year: str, **wanted: str) -> dict[str, Any]:
    """Returns a year's figures, in öre."""
    return next(row for row in app.frames(**wanted) if row["year"] == int(year))


# --- few, and large enough ------------------------------------------------------------------------


@given(
    parsers.re(
        r"(?P<granter>\w+) has granted (?P<asker>\w+) an exception from (?P<clause>C\d+) with (?P<partner>.+) "
        r'because "(?P<reason>.+)"'
    )
)
def has_granted_for(app: Driver, granter: str, asker: str, clause: str, partner: str, reason: str) -> None:
    app.about(partner)
    world.grant_exception(app, clause, reason, asker=asker, granter=granter)


@given(parsers.re(rf"the agreement with (?P<partner>.+) is put off to {DAY}"))
def is_put_off(app: Driver, partner: str, day: str) -> None:
    app.about(partner)
    start = day_of(day)
    end = start.replace(year=start.year + 2)
    app.must("Sara", c.PlanInitiative(initiative=b.an_initiative(start=start, end=end)))
    kept = world.kept_agreement(app)
    app.notes["agreement"] = replace(kept, start=start, end=end, contributions=b.contributions(start, end))


@when(parsers.re(rf"(?P<who>\w+) makes the agreement of (?P<amount>{AMOUNT}) in all"))
def makes_it_of(app: Driver, who: str, amount: str) -> None:
    kept = world.kept_agreement(app)
    first, *others = kept.contributions
    lines = (replace(first, net=Money.parse(amount)), *(replace(one, net=Money(0)) for one in others))
    app.do(who, replace(kept, contributions=lines))


@given(parsers.re(r'the initiative is planned with the visibility plan "(?P<plan>.*)"'))
def is_planned_with_visibility(app: Driver, plan: str) -> None:
    kept = world.kept_agreement(app)
    initiative = b.an_initiative(start=kept.start, end=kept.end, visibility_plan=plan)
    app.must("Sara", c.PlanInitiative(initiative=initiative))
