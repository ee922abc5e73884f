"""The code of conduct: published in versions, acknowledged by both parties."""

from typing import Any

from msgspec.structs import replace
from pytest_bdd import given, parsers, when

from samverkan_flow.domain import commands as c
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import DAY, day_of

LEFT_OUT: dict[str, dict[str, Any]] = {
    "a document": {"document": None},
    "a version": {"version": ""},
    "a first day": {"in_force_from": None},
}


@given(parsers.re(rf"(?P<who>\w+) has published code of conduct (?P<version>\S+), in force from {DAY}"))
@when(parsers.re(rf"(?P<who>\w+) publishes code of conduct (?P<version>\S+), in force from {DAY}"))
def publishes(app: Driver, who: str, version: str, day: str) -> None:
    app.do(who, world.a_code(version, day_of(day)))


@when(parsers.re(rf"(?P<who>\w+) publishes a code of conduct without (?P<what>{'|'.join(LEFT_OUT)})"))
def publishes_without(app: Driver, who: str, what: str) -> None:
    app.do(who, replace(world.a_code("2026", app.today), **LEFT_OUT[what]))


@when(parsers.re(r"(?P<who>\w+) records that the partner acknowledges code of conduct (?P<version>.+)"))
def records_the_partners(app: Driver, who: str, version: str) -> None:
    app.do(who, c.Acknowledge(party="partner", code_version=version))


@when(parsers.re(r"(?P<who>\w+) records that both parties acknowledge code of conduct (?P<version>.+)"))
def records_both(app: Driver, who: str, version: str) -> None:
    for party in ("us", "partner"):
        app.do(who, c.Acknowledge(party=party, code_version=version))
