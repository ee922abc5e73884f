"""Signatures under the agreement and under its addenda."""

from typing import Any

from pytest_bdd import given, parsers, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import add_days
from samverkan_flow.domain.values import Contribution, ExchangeLine, Guideline
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import day_of
from tests.acceptance.words import AMOUNT

PARTY = {"our": "us", "the partner's": "partner"}
SIGNS = r"(?P<who>\w+) (?:has recorded|records) (?P<whose>our|the partner's) signature"
ADDENDUM = b.a_document("addendum.pdf")
ANOTHER_ADDENDUM = b.a_document("addendum-2.pdf")


# --- signatures -----------------------------------------------------------------------------------


@given(parsers.re(r"(?P<partner>.+) is a screened partner with everything planned"))
def is_planned(app: Driver, partner: str) -> None:
    world.planned(app, partner=partner)
    world.acknowledge_by_both(app, world.code_in_force(app))
    world.keep_agreement(app)


@given("both parties have signed the agreement")
def both_have_signed(app: Driver) -> None:
    world.sign_by_both(app, b.a_document("agreement.pdf"))


@given("a word of the agreement has been changed since")
def a_word_is_changed(app: Driver) -> None:
    changed = b.a_document("agreement.pdf", "the agreement, with one word changed")
    app.notes["agreement"] = world.kept_agreement(app, document=changed)


@given(parsers.re(rf'{SIGNS} by "(?P<form>.+)"'))
@when(parsers.re(rf'{SIGNS} by "(?P<form>.+)"'))
def records_a_signature(app: Driver, who: str, whose: str, form: str) -> None:
    app.do(who, b.a_signature(PARTY[whose], form=form))


@when(parsers.re(rf"{SIGNS} of tomorrow"))
def records_it_of_tomorrow(app: Driver, who: str, whose: str) -> None:
    app.do(who, b.a_signature(PARTY[whose], signed_on=add_days(app.today, 1)))


@when(parsers.re(rf"{SIGNS} by nobody in particular"))
def records_it_by_nobody(app: Driver, who: str, whose: str) -> None:
    app.do(who, b.a_signature(PARTY[whose], signatory=""))


# --- addenda --------------------------------------------------------------------------------------


@given("both parties have signed an addendum")
def both_have_signed_an_addendum(app: Driver) -> None:
    world.sign_by_both(app, ADDENDUM)
    app.notes["history"] = app.history()


@given("both parties have signed another addendum")
def both_have_signed_another_addendum(app: Driver) -> None:
    world.sign_by_both(app, ANOTHER_ADDENDUM)
    app.notes["addendum"] = ANOTHER_ADDENDUM


@given("only we have signed an addendum")
def only_we_have_signed_an_addendum(app: Driver) -> None:
    app.must("Sara", b.a_signature("us", ADDENDUM))


def _agrees(app: Driver, who: str, **changes: Any) -> None:
    whole = c.Agree(
        kind="addendum", document=app.notes.get("addendum", ADDENDUM), registry_number="KI 2026/204"
    )
    app.do(who, b.replace(whole, **changes))


@when(parsers.re(rf"(?P<who>\w+) agrees to the addendum that sets (?P<year>\d+) to (?P<amount>{AMOUNT})"))
def agrees_to_an_amount(app: Driver, who: str, year: str, amount: str) -> None:
    _agrees(app, who, contributions=(Contribution(int(year), b.Money.parse(amount), vat_percent=0),))


@when(parsers.re(r'(?P<who>\w+) agrees to the addendum that adds the guideline "(?P<name>.+)"'))
def agrees_to_a_guideline(app: Driver, who: str, name: str) -> None:
    _agrees(app, who, guidelines=(Guideline(name, f"Both live by {name}."),))


@when(parsers.re(r'(?P<who>\w+) agrees to the addendum that adds "(?P<what>.+)" in exchange'))
def agrees_to_an_exchange(app: Driver, who: str, what: str) -> None:
    _agrees(app, who, exchange=(ExchangeLine(what, "each spring", b.kronor(8_000), "the invitation"),))


HOSPITALITY = r'to the addendum that adds the hospitality "(?P<what>.+)"'


def _hospitality(what: str) -> tuple[ExchangeLine, ...]:
    return (ExchangeLine(what, "each spring", b.kronor(8_000), "the invitation", hospitality=True),)


@given(parsers.re(rf"(?P<who>\w+) has agreed {HOSPITALITY}"))
def has_agreed_to_hospitality(app: Driver, who: str, what: str) -> None:
    _agrees(app, who, exchange=_hospitality(what))
    assert app.refusal is None, app.refusal.findings


@when(parsers.re(rf"(?P<who>\w+) agrees {HOSPITALITY}"))
def agrees_to_hospitality(app: Driver, who: str, what: str) -> None:
    _agrees(app, who, exchange=_hospitality(what))


@when(
    parsers.re(r"(?P<who>\w+) agrees to the addendum that moves the (?P<edge>start|end) date to (?P<day>\S+)")
)
def agrees_to_move(app: Driver, who: str, edge: str, day: str) -> None:
    _agrees(app, who, marketing=("our name in one more programme",), **{edge: day_of(day)})


@when(parsers.re(r"(?P<who>\w+) agrees to the addendum that changes nothing"))
def agrees_to_nothing(app: Driver, who: str) -> None:
    _agrees(app, who)


@when(parsers.re(r"(?P<who>\w+) agrees to the addendum without a registry number"))
def agrees_without_a_number(app: Driver, who: str) -> None:
    _agrees(app, who, marketing=("our name in one more programme",), registry_number="")
