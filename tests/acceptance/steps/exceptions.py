"""Comply or explain: one asks and says why, another grants or refuses."""

from pytest_bdd import given, parsers, when

from samverkan_flow.domain import commands as c
from tests.acceptance import world
from tests.acceptance.driver import Driver


@given(parsers.re(r'(?P<who>\w+) has asked for an exception from (?P<clause>C\d+) because "(?P<reason>.*)"'))
@when(parsers.re(r'(?P<who>\w+) asks for an exception from (?P<clause>C\d+) because "(?P<reason>.*)"'))
def asks_for_an_exception(app: Driver, who: str, clause: str, reason: str) -> None:
    app.do(who, c.AskException(clause=clause, because=reason))


@when(
    parsers.re(
        r'(?P<who>\w+) asks for an exception from (?P<clause>C\d+) for the initiative "(?P<initiative>.+)" '
        r'because "(?P<reason>.*)"'
    )
)
def asks_for_an_initiative(app: Driver, who: str, clause: str, initiative: str, reason: str) -> None:
    app.do(who, c.AskException(clause=clause, initiative=initiative, because=reason))


@given(parsers.re(r"(?P<who>\w+) has granted the exception"))
@when(parsers.re(r"(?P<who>\w+) grants the exception"))
def grants_the_exception(app: Driver, who: str) -> None:
    app.do(who, c.GrantException(number=_last(app)))


@given(parsers.re(r'(?P<who>\w+) has refused the exception because "(?P<reason>.*)"'))
@when(parsers.re(r'(?P<who>\w+) refuses the exception because "(?P<reason>.*)"'))
def refuses_the_exception(app: Driver, who: str, reason: str) -> None:
    app.do(who, c.RefuseException(number=_last(app), because=reason))


@given(
    parsers.re(
        r'(?P<granter>\w+) has granted (?P<asker>\w+) an exception from (?P<clause>C\d+) because "(?P<reason>.+)"'
    )
)
def has_granted(app: Driver, granter: str, asker: str, clause: str, reason: str) -> None:
    world.grant_exception(app, clause, reason, asker=asker, granter=granter)


def _last(app: Driver) -> int:
    """Returns the number of the exception asked for last."""
    return max((int(one["number"]) for one in app.state().exceptions), default=0)
