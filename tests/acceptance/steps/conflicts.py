"""Conflicts of interest, and handing a duty over."""

from typing import Any

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from tests.acceptance.driver import Driver, handle_of

DUTY: dict[str, Any] = {"ownership": "owner", "screening": "screener"}


@given(parsers.re(r'(?P<who>\w+) has declared a conflict of interest because "(?P<reason>.*)"'))
@when(parsers.re(r'(?P<who>\w+) declares a conflict of interest because "(?P<reason>.*)"'))
def declares_a_conflict(app: Driver, who: str, reason: str) -> None:
    app.do(who, c.DeclareConflict(because=reason))


@when(
    parsers.re(
        r'(?P<who>\w+) declares that (?P<whose>\w+) has a conflict of interest because "(?P<reason>.*)"'
    )
)
def declares_anothers_conflict(app: Driver, who: str, whose: str, reason: str) -> None:
    app.do(who, c.DeclareConflict(person=handle_of(whose), because=reason))


@when(parsers.re(r"(?P<who>\w+) withdraws (?P<whose>\w+)'s conflict of interest because \"(?P<reason>.*)\""))
def withdraws_a_conflict(app: Driver, who: str, whose: str, reason: str) -> None:
    app.do(who, c.WithdrawConflict(person=handle_of(whose), because=reason))


@then(parsers.re(r"(?P<who>\w+) has (?P<article>a|no) conflict of interest"))
def has_a_conflict(app: Driver, who: str, article: str) -> None:
    assert (handle_of(who) in app.state().conflicts) == (article == "a"), app.refusal or app.fault


@given(parsers.re(r'(?P<who>\w+) has handed the (?P<duty>\w+) over to (?P<to>\w+) because "(?P<reason>.*)"'))
@when(parsers.re(r'(?P<who>\w+) hands the (?P<duty>\w+) over to (?P<to>\w+) because "(?P<reason>.*)"'))
def hands_over(app: Driver, who: str, duty: str, to: str, reason: str) -> None:
    app.do(who, c.HandOver(duty=DUTY[duty], to=handle_of(to), because=reason))
