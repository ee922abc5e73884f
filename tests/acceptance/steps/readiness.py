"""Everything an agreement needs stands ready but for what a scenario is about; then somebody makes it."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import add_months
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver


def ready(app: Driver, partner: str, proposal: dict[str, Any] | None = None, **agreement: Any) -> None:
    """Brings a partner to everything an agreement needs, and keeps the agreement to be made."""
    start, end = world.period(app, agreement)
    agreement = {"start": start, "end": end, **agreement}
    world.signed(app, partner=partner, proposal=proposal or {}, agreement=agreement)
    app.notes["agreement"] = world.the_agreement(app, **agreement)


@given(parsers.re(r"everything stands ready for an agreement with (?P<partner>(?:(?! under ).)+)"))
def everything_is_ready(app: Driver, partner: str) -> None:
    ready(app, partner)


@given(
    parsers.re(
        r"everything stands ready for an agreement of (?P<amount>[\d ]+) kr in all with (?P<partner>.+)"
    )
)
def ready_for_an_amount(app: Driver, amount: str, partner: str) -> None:
    start, end = world.period(app)
    each, rest = divmod(int(amount.replace(" ", "")), end.year - start.year + 1)
    assert rest == 0, "the amount is the same every year"
    ready(app, partner, contributions=b.contributions(start, end, net=each))


@given(parsers.re(r"everything stands ready for an agreement of (?P<months>\d+) months with (?P<partner>.+)"))
def ready_for_months(app: Driver, months: str, partner: str) -> None:
    start, _ = world.period(app)
    ready(app, partner, start=start, end=add_months(start, int(months)) - timedelta(days=1))


@given(
    parsers.re(
        r"everything stands ready for an agreement with (?P<partner>.+) under code of conduct (?P<version>.+)"
    )
)
def ready_under_a_code(app: Driver, partner: str, version: str) -> None:
    ready(app, partner, code_version=version)


@given(
    parsers.re(
        r"everything but the partner's acknowledgement stands ready for an agreement with (?P<partner>.+)"
    )
)
def ready_but_acknowledged(app: Driver, partner: str) -> None:
    world.planned(app, partner=partner)
    app.must("Sara", c.Acknowledge(party="us", code_version="2025"))
    world.sign_by_both(app, b.a_document("agreement.pdf"))
    app.notes["agreement"] = world.the_agreement(app)


@when(parsers.re(r"(?P<who>\w+) makes the agreement with (?P<partner>[A-ZÅÄÖ][^,]+)"))
def makes_the_agreement_with(app: Driver, who: str, partner: str) -> None:
    app.about(partner)
    app.do(who, app.notes["agreement"])


@when(parsers.re(r"(?P<who>\w+) makes the agreement with (?P<partner>[A-ZÅÄÖ].+), naming no code of conduct"))
def makes_it_without_a_code(app: Driver, who: str, partner: str) -> None:
    app.about(partner)
    app.do(who, replace(app.notes["agreement"], code_version=""))


@then(parsers.re(r"the agreement pins code of conduct (?P<version>.+)"))
def pins_the_code(app: Driver, version: str) -> None:
    """The agreement holds the version and the SHA-256 of its very document."""
    agreement = app.state().agreement
    assert agreement is not None, app.refusal or app.fault

    document = b.a_document(f"code of conduct {version}.pdf")
    assert (agreement["code_version"], agreement["code_sha256"]) == (version, document.sha256)


@when(parsers.re(r"(?P<who>\w+) evaluates the school matinees of (?P<partner>.+)"))
def evaluates_the_matinees(app: Driver, who: str, partner: str) -> None:
    app.about(partner)
    app.do(who, b.an_evaluation("I1"))


@when(parsers.re(r'(?P<who>\w+) gives notice to (?P<partner>.+) because "(?P<reason>.*)"'))
def gives_notice_to(app: Driver, who: str, partner: str, reason: str) -> None:
    app.about(partner)
    app.do(who, c.End(reason="notice", because=reason))
