"""The agreement: what is promised in it, and what it says once it is made."""

import re
from datetime import date
from typing import Any

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.values import Contribution, ExchangeLine, Guideline
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import day_of
from tests.acceptance.words import AMOUNT, money, quoted, rows_of

DAYS = r"(?P<start>\d{4}-\d{2}-\d{2}) to (?P<end>\d{4}-\d{2}-\d{2})"
IN_FORCE = r"(?P<partner>.+) is an? (?P<stage>agreed|active|evaluated) partner"

LEFT_OUT: dict[str, dict[str, Any]] = {
    "a start date": {"start": None},
    "an end date": {"end": None},
    "a marketing contribution": {"marketing": ()},
    "an economic contribution": {"contributions": ()},
    "any guideline": {"guidelines": ()},
    "anything in exchange": {"exchange": ()},
    "a document": {"document": None},
    "a registry number": {"registry_number": ""},
}
"""What an agreement looks like when a part of it is left out."""


# --- partners with an agreement of some kind ------------------------------------------------------


@given(parsers.re(r"the initiative is planned to end with the agreement on (?P<end>\S+)"))
def the_initiative_ends_on(app: Driver, end: str) -> None:
    start = app.notes["agreement"].start
    app.do("Sara", c.PlanInitiative(initiative=b.an_initiative(start=start, end=day_of(end))))


@given(parsers.re(rf"{IN_FORCE} until (?P<end>\S+)"))
def is_a_partner_until(app: Driver, partner: str, stage: str, end: str) -> None:
    world.bring(app, partner, stage, agreement={"end": day_of(end)})


@given(parsers.re(rf"{IN_FORCE} from {DAYS}"))
def is_a_partner_from_to(app: Driver, partner: str, stage: str, start: str, end: str) -> None:
    world.bring_for(app, partner, stage, day_of(start), day_of(end))


@given(parsers.re(rf"{IN_FORCE} from {DAYS} with (?P<amount>{AMOUNT}) agreed for each year"))
def is_a_partner_with_amount(
    app: Driver, partner: str, stage: str, start: str, end: str, amount: str
) -> None:
    first, last = day_of(start), day_of(end)
    net = b.Money.parse(amount).ore // 100
    world.bring_for(
        app, partner, stage, first, last, agreement={"contributions": b.contributions(first, last, net)}
    )


@given(parsers.re(rf"{IN_FORCE} from {DAYS} with these initiatives"))
def is_a_partner_with_initiatives(
    app: Driver, partner: str, stage: str, start: str, end: str, datatable: list[list[str]]
) -> None:
    first, last = day_of(start), day_of(end)
    initiatives = tuple(
        world.an_initiative_named(
            row["initiative"], day_of(row["starts"]), last, goals=row["goals"].split(", ")
        )
        for row in rows_of(datatable)
    )
    world.bring_for(app, partner, stage, first, last, initiatives=initiatives)


@given(parsers.re(rf"{IN_FORCE} under the guidelines? (?P<names>.+)"))
def is_a_partner_under(app: Driver, partner: str, stage: str, names: str) -> None:
    guidelines = tuple(Guideline(name, f"Both live by {name}.") for name in quoted(names))
    world.bring(app, partner, stage, agreement={"guidelines": guidelines})


# --- making it ------------------------------------------------------------------------------------


@when(parsers.re(r'(?P<who>\w+) makes the agreement(?: as an "(?P<kind>[^"]+)")?(?: without (?P<part>.+))?'))
def makes_the_agreement(app: Driver, who: str, kind: str | None, part: str | None) -> None:
    named = {"kind": kind} if kind else {}
    app.do(who, world.kept_agreement(app, **named, **LEFT_OUT.get(part or "", {})))


@when(parsers.re(rf"(?P<who>\w+) makes the agreement for {DAYS}"))
def makes_it_for(app: Driver, who: str, start: str, end: str) -> None:
    first, last = day_of(start), day_of(end)
    amounts = b.contributions(min(first, last), max(first, last))
    app.do(who, world.kept_agreement(app, start=first, end=last, contributions=amounts))


@when(parsers.re(r'(?P<who>\w+) makes the agreement with the marketing contribution "(?P<text>.*)"'))
def makes_it_with_marketing(app: Driver, who: str, text: str) -> None:
    app.do(who, world.kept_agreement(app, marketing=(text,)))


@when(parsers.re(r'(?P<who>\w+) makes the agreement with the registry number "(?P<number>.+)"'))
def makes_it_with_number(app: Driver, who: str, number: str) -> None:
    app.do(who, world.kept_agreement(app, registry_number=number))


@when(parsers.re(r"(?P<who>\w+) makes the agreement with these contributions"))
def makes_it_with_contributions(app: Driver, who: str, datatable: list[list[str]]) -> None:
    lines = tuple(
        Contribution(
            year=int(row["year"]),
            net=b.Money.parse(row["net"]),
            vat_percent=int(row["VAT"]) if row["VAT"] else None,
            in_kind=money(row["in kind"]),
        )
        for row in rows_of(datatable)
    )
    app.do(who, world.kept_agreement(app, contributions=lines))


@when(parsers.re(r"(?P<who>\w+) makes the agreement with these guidelines"))
def makes_it_with_guidelines(app: Driver, who: str, datatable: list[list[str]]) -> None:
    lines = tuple(Guideline(row["guideline"], row["what it means"]) for row in rows_of(datatable))
    app.do(who, world.kept_agreement(app, guidelines=lines))


@when(parsers.re(r"(?P<who>\w+) makes the agreement with this exchange"))
def makes_it_with_exchange(app: Driver, who: str, datatable: list[list[str]]) -> None:
    lines = tuple(
        ExchangeLine(row["what"], row["when"], money(row["market value"]), row["shown by"])
        for row in rows_of(datatable)
    )
    app.do(who, world.kept_agreement(app, exchange=lines))


@when(parsers.re(rf"(?P<who>\w+) makes the agreement again with (?P<amount>{AMOUNT}) for (?P<year>\d+)"))
def makes_it_again(app: Driver, who: str, amount: str, year: str) -> None:
    changed = Contribution(int(year), b.Money.parse(amount), vat_percent=0)
    told = world.kept_agreement(app)
    lines = tuple(changed if line.year == changed.year else line for line in told.contributions)
    app.do(who, b.replace(told, contributions=lines))


@when(
    parsers.re(
        r"(?P<who>\w+) fills in the agreement with the (?P<field>net amount|end date|renewal) (?P<written>.+)"
    )
)
def fills_in(app: Driver, who: str, field: str, written: str) -> None:
    """Fills the form in as a person would: figures without quotes, anything else as text."""
    figure = re.fullmatch(r"\d+(\.\d+)?", written)
    value = (float(written) if figure[1] else int(written)) if figure else written
    fields: dict[str, dict[str, Any]] = {
        "net amount": {"contributions": [{"year": 2026, "net": value, "vat_percent": 0}]},
        "end date": {"end": value},
        "renewal": {"renewal": value},
    }
    app.submit(who, c.Agree, {"kind": "agreement", **fields[field]})


# --- what it says ---------------------------------------------------------------------------------


def _agreement(app: Driver) -> dict[str, Any]:
    agreement = app.state().agreement
    assert agreement is not None, app.refusal or app.fault
    return agreement


@then(parsers.re(rf"the agreement runs from {DAYS}"))
def runs_from_to(app: Driver, start: str, end: str) -> None:
    agreement = _agreement(app)

    assert (agreement["start"], agreement["end"]) == (start, end)


@then(parsers.re(r'the agreement has the marketing contribution "(?P<text>.+)"'))
def has_the_marketing(app: Driver, text: str) -> None:
    assert text in _agreement(app)["marketing"]


@then(parsers.re(r'the agreement is registered as "(?P<number>.+)"'))
def is_registered_as(app: Driver, number: str) -> None:
    assert _agreement(app)["registry_number"] == number


@then(parsers.re(r"(?P<count>\d+) things are received in exchange"))
def things_in_exchange(app: Driver, count: str) -> None:
    assert len(_agreement(app)["exchange"]) == int(count)


@then(parsers.re(r'"(?P<name>.+)" is an agreed guideline'))
def is_an_agreed_guideline(app: Driver, name: str) -> None:
    assert name in [guideline["id"] for guideline in _agreement(app)["guidelines"]]


@then(parsers.re(rf"(?P<amount>{AMOUNT}) is agreed for (?P<year>\d+)"))
def is_agreed_for(app: Driver, amount: str, year: str) -> None:
    nets = [line["net"]["ore"] for line in _agreement(app)["contributions"] if line["year"] == int(year)]

    assert nets == [b.Money.parse(amount).ore]


@then(parsers.re(rf"the agreement is worth (?P<amount>{AMOUNT}) in all"))
def is_worth(app: Driver, amount: str) -> None:
    lines = _agreement(app)["contributions"]
    total = sum(line["net"]["ore"] + (line.get("in_kind") or {"ore": 0})["ore"] for line in lines)

    assert total == b.Money.parse(amount).ore


@then(parsers.re(r"(?P<who>\w+) is warned under (?P<clause>C\d+) that (?P<fragment>.+)"))
def is_warned(app: Driver, who: str, clause: str, fragment: str) -> None:
    assert app.done is not None, app.refusal or app.fault
    warnings = [one.message for one in app.done.warnings if one.clause == clause]

    assert any(fragment in message for message in warnings), app.done.warnings


@then(parsers.re(r"(?P<who>\w+) is reminded that the agreement ends on (?P<day>\S+)"))
def is_reminded(app: Driver, who: str, day: str) -> None:
    ends = [(one.who, one.due) for one in app.obligations() if one.kind == "end-date"]

    assert ends == [(world.HANDLES[who], date.fromisoformat(day))]
