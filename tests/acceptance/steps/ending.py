"""The other ends, what the calendar does by itself, and what follows an end."""

from typing import Any

from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import add_days
from samverkan_flow.domain.money import Money
from tests import builders as b
from tests.acceptance import world
from tests.acceptance.driver import Driver
from tests.acceptance.steps.calendar import day_of
from tests.acceptance.steps.partnership import END_REASON
from tests.acceptance.words import AMOUNT

SETTLES = (
    rf"(?P<who>\w+) (?:has settled|settles) (?P<amount>{AMOUNT}) repaid, "
    r"with our marks (?P<marks>taken down|still in use)"
)


# --- ending ---------------------------------------------------------------------------------------


def _end(reason: str, because: str, *, consent: bool = True) -> c.End:
    written: Any = END_REASON[reason]
    letter = (b.a_document("the partner's consent.pdf"),) if consent and written == "mutual" else ()
    return c.End(reason=written, because=because, consent=letter)


@when(parsers.re(r'(?P<who>\w+) ends the partnership by (?P<reason>.+?) because "(?P<because>.*)"'))
def ends(app: Driver, who: str, reason: str, because: str) -> None:
    app.do(who, _end(reason, because))


@when(
    parsers.re(r"(?P<who>\w+) ends the partnership by (?P<reason>.+?) without the partner's written consent")
)
def ends_without_consent(app: Driver, who: str, reason: str) -> None:
    app.do(who, _end(reason, "the partner joins another", consent=False))


@when(parsers.re(r"(?P<who>\w+) ends the partnership by (?P<reason>.+?) as of next month"))
def ends_next_month(app: Driver, who: str, reason: str) -> None:
    app.do(who, _end(reason, "our strategy has changed"), add_days(app.today, 30))


@given(
    parsers.re(
        rf"(?P<partner>.+) has ended by (?P<reason>.+) on (?P<day>[\d-]+)(?:, after (?P<paid>{AMOUNT}) was paid)?"
    )
)
def has_ended(app: Driver, partner: str, reason: str, day: str, paid: str | None) -> None:
    world.bring(app, partner, "active")
    if paid:
        app.must("Petra", c.RecordPayment(amount=Money.parse(paid)))
    app.today = day_of(day)
    if END_REASON[reason] == "breach":
        shown = (b.a_document("a letter from the parents.pdf"),)
        app.must(
            "Klara",
            c.TerminateForBreach(guideline="no discrimination", evidence=shown, because="it is grave"),
        )
    else:
        app.must("Klara", _end(reason, "our strategy has changed"))


@when(parsers.re(r"(?P<who>\w+) begins the partnership"))
def begins(app: Driver, who: str) -> None:
    app.do(who, c.Activate())


@then(parsers.re(r"it ended on (?P<day>\S+)"))
def it_ended_on(app: Driver, day: str) -> None:
    assert app.state().ended_on == day_of(day)


@then("it ended that very minute")
def it_ended_now(app: Driver) -> None:
    seen = app.state()

    assert (seen.ended_on, seen.ended_at) == (app.today, app.now)


@then(parsers.re(r"the (?P<what>activation|termination|evaluation) took effect on (?P<day>\S+)"))
def took_effect_on(app: Driver, what: str, day: str) -> None:
    event = {"activation": "activated", "termination": "terminated", "evaluation": "initiative evaluated"}[
        what
    ]

    assert [row.on for row in app.history() if row.what == event] == [day_of(day)]


# --- the calendar by itself -----------------------------------------------------------------------


@when(parsers.re(r"the calendar looks again on (?P<day>\S+)"))
def the_calendar_looks_again(app: Driver, day: str) -> None:
    app.notes["history"] = app.history()
    app.notes["ticked"] = app.reach(day_of(day))


@then("it finds nothing to do")
def it_finds_nothing_to_do(app: Driver) -> None:
    assert (app.notes["ticked"], app.history()) == ((), app.notes["history"])


@when(parsers.re(r"nobody looks until (?P<day>\S+)"))
def nobody_looks_until(app: Driver, day: str) -> None:
    app.today = day_of(day)


# --- afterwards -----------------------------------------------------------------------------------


@given(parsers.re(SETTLES))
@when(parsers.re(SETTLES))
def settles(app: Driver, who: str, amount: str, marks: str) -> None:
    settled = c.RecordSettlement(repaid=Money.parse(amount), brand_use_ended=marks == "taken down")
    app.do(who, settled)
