"""Days: what day it is, what the calendar brings about, and who owes what by when."""

import re
from datetime import date, datetime

from pytest_bdd import given, parsers, then, when

from tests.acceptance.driver import HANDLES, Driver, Owed

KIND_OF: dict[str, str] = {
    "decision": "breach-decision",
    "assessment": "co-partner",
    "acceptance of the remedy": "remedy",
    "end": "end-date",
}
"""How people speak of an obligation, where it is not the obligation's own word."""


def day_of(text: str) -> date:
    """Returns a day written `2026-02-01` or `1 February 2026`."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    return datetime.strptime(text, "%d %B %Y").date()


DAY = r"(?P<day>\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]+ \d{4})"


@given(parsers.re(rf"it is {DAY}"))
def it_is(app: Driver, day: str) -> None:
    app.today = day_of(day)


@given(parsers.re(rf"the calendar has reached {DAY}"))
@when(parsers.re(rf"the calendar reaches {DAY}"))
def the_calendar_reaches(app: Driver, day: str) -> None:
    app.reach(day_of(day))


@then(parsers.re(rf"(?P<who>.+) owes? (?:an? |the )?(?P<what>.+?)(?: of (?P<subject>.+))? by {DAY}"))
def owes_by(app: Driver, who: str, what: str, subject: str | None, day: str) -> None:
    owed = _owed(app, who, what, subject)

    assert [one.due for one in owed] == [day_of(day)], app.obligations()


@then(parsers.re(r"no (?P<what>.+?)(?: of (?P<subject>.+))? is owed"))
def nothing_is_owed(app: Driver, what: str, subject: str | None) -> None:
    assert _owed(app, "", what, subject) == []


@then(parsers.re(r"the (?P<what>.+?)(?: of (?P<subject>.+))? is (?P<days>\d+) days? late"))
def is_late(app: Driver, what: str, subject: str | None, days: str) -> None:
    owed = _owed(app, "", what, subject)

    assert [(app.today - one.due).days for one in owed] == [int(days)], app.obligations()


def _owed(app: Driver, who: str, what: str, subject: str | None) -> list[Owed]:
    kind = KIND_OF.get(what, what.replace(" ", "-"))
    someone = HANDLES.get(who, re.sub(r"^(an?|the) ", "", who))
    return [
        one
        for one in app.obligations()
        if one.kind == kind and someone in one.who and (subject or "").casefold() in one.what.casefold()
    ]
