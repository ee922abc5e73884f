"""The policy as data: adopting a version, moving a partnership, and what each decision rests on."""

import re
from datetime import date

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.service import packaged_policy
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import DAY, day_of

CHANGE: dict[str, tuple[str, str]] = {
    "asks for 36 months": (r"multi_year_months = 24", "multi_year_months = 36"),
    "lets a head of communications sign for 500 000 kr": (r'up_to = "1 000 000 kr"', 'up_to = "500 000 kr"'),
    "lets 24 months pass between evaluations": (
        r"evaluation_interval_months = 12",
        "evaluation_interval_months = 24",
    ),
    "allows 2 partnerships at a time": (r"active_max = 8", "active_max = 2"),
    "has lost its clause C30": (r"\[clauses\.C30\].*?(?=\n\[)", ""),
}
"""What another policy says otherwise than the packaged one, and where."""


def a_policy(version: str, change: str) -> str:
    """Returns the packaged policy under another version, with one change."""
    pattern, instead = CHANGE[change]
    text, count = re.subn(pattern, instead, packaged_policy(), count=1, flags=re.DOTALL)
    assert count == 1, f"the packaged policy has no {pattern}"
    return text.replace('version = "2026-1"', f'version = "{version}"', 1)


def adoption(version: str, change: str, day: date | None = None) -> c.AdoptPolicy:
    """Returns the adoption of a changed policy."""
    return c.AdoptPolicy(
        text=a_policy(version, change), in_force_from=day, because="the board has decided so"
    )


@when(parsers.re(rf"(?P<who>\w+) adopts policy (?P<version>\S+), which (?P<change>.+), in force from {DAY}"))
def adopts(app: Driver, who: str, version: str, change: str, day: str) -> None:
    app.do(who, adoption(version, change, day_of(day)))


@given(parsers.re(rf"policy (?P<version>\S+), which (?P<change>.+), is in force from {DAY}"))
def is_in_force(app: Driver, version: str, change: str, day: str) -> None:
    app.must("Anna", adoption(version, change, day_of(day)))


@when(parsers.re(r"(?P<who>\w+) adopts a policy that (?P<change>.+)"))
def adopts_a_faulty_one(app: Driver, who: str, change: str) -> None:
    app.length_before = app.length()
    app.do(who, adoption("2026-2", change))


@given(
    parsers.re(r'(?P<who>\w+) has moved the partnership to policy (?P<version>\S+) because "(?P<reason>.*)"')
)
@when(parsers.re(r'(?P<who>\w+) moves the partnership to policy (?P<version>\S+) because "(?P<reason>.*)"'))
def moves(app: Driver, who: str, version: str, reason: str) -> None:
    app.do(who, c.MovePolicy(version=version, because=reason))


@then(parsers.re(r"the partnership is judged by policy (?P<version>\S+)"))
def is_judged_by(app: Driver, version: str) -> None:
    assert app.state().policy_version == version, app.refusal or app.fault


@then(parsers.re(r"every decision about it rests on policy (?P<version>\S+)"))
def every_decision_rests_on(app: Driver, version: str) -> None:
    assert {row.policy_version for row in app.history()} == {version}


@then(parsers.re(r"the refusal rests on policy (?P<version>\S+)"))
def the_refusal_rests_on(app: Driver, version: str) -> None:
    assert app.refusals()[-1].policy_version == version
