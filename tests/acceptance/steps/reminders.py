"""Reminders: who can be reached, what the mail server does, what has come, and what a calendar holds."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from icalendar import Calendar
from pytest_bdd import given, parsers, then, when

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.values import Personal
from samverkan_flow.queries.reading import Reader
from tests.acceptance.driver import Driver, first_name_of, handle_of
from tests.acceptance.steps.calendar import DAY, day_of
from tests.acceptance.words import rows_of
from tests.reminding.servers import Mailbox, environment_of, free_port, office


def address_of(person: str) -> str:
    """Returns where somebody is written to."""
    return f"{handle_of(person)}@example.org"


@pytest.fixture
def mailbox(app: Driver) -> Iterator[Mailbox]:
    """A mail server that everything goes to, from when a scenario first speaks of mail."""
    made = Mailbox()
    with ExitStack() as opened:
        app.environment |= environment_of(opened.enter_context(office(made)))
        yield made


# --- given ----------------------------------------------------------------------------------------


@given(parsers.re(r"(?P<people>\w+(?: and \w+)*) can be reached by mail"))
def can_be_reached(app: Driver, mailbox: Mailbox, people: str) -> None:
    for person in people.split(" and "):
        app.must("Anna", c.SetMail(handle=handle_of(person), mail=address_of(person)))


@given("the mail server cannot be reached")
def cannot_be_reached(app: Driver) -> None:
    app.environment["SAMVERKAN_SMTP_PORT"] = str(free_port())


@given(parsers.re(r"the mail server refuses what is sent to (?P<person>\w+)"))
def refuses_what_is_sent_to(mailbox: Mailbox, person: str) -> None:
    mailbox.refused.add(address_of(person))


@given(parsers.re(rf"reminders could not go out on {DAY}"))
def could_not_go_out(app: Driver, day: str) -> None:
    known = dict(app.environment)
    app.environment["SAMVERKAN_SMTP_PORT"] = str(free_port())
    app.remind(day_of(day))
    assert app.fault is not None, "there is no mail server"
    app.environment, app.fault = known, None


@given(parsers.re(rf"reminders have gone out on {DAY}"))
def have_gone_out(app: Driver, mailbox: Mailbox, day: str) -> None:
    app.remind(day_of(day))
    app.notes["mails before"] = len(mailbox.mails)
    assert mailbox.mails, "somebody was to be reminded"


# --- when -----------------------------------------------------------------------------------------


@when(parsers.re(rf"reminders go out on {DAY}"))
def go_out(app: Driver, day: str) -> None:
    app.remind(day_of(day))


@when(parsers.re(r'(?P<who>\w+) says that (?P<whom>\w+) is written to at "(?P<mail>.+)"'))
def is_written_to_at(app: Driver, who: str, whom: str, mail: str) -> None:
    app.do(who, c.SetMail(handle=handle_of(whom), mail=mail))
    app.notes["mail"] = mail


@when(parsers.re(r"(?P<who>\w+) takes out her calendar"))
def takes_out_a_calendar(app: Driver, who: str) -> None:
    app.notes["calendar"] = app.calendar(who)


# --- then -----------------------------------------------------------------------------------------


@then(parsers.re(r"these mails have come(?P<since> since)?"))
def have_come(app: Driver, mailbox: Mailbox, since: str | None, datatable: list[list[str]]) -> None:
    """Compares who got one with those who should; each tells what it is about and how far off that is."""
    come = mailbox.mails[app.notes["mails before"] if since else 0 :]
    wanted = rows_of(datatable)

    assert sorted(row["to"] for row in wanted) == sorted(
        first_name_of(str(one["To"]).removesuffix("@example.org")) for one in come
    )
    for row in wanted:
        (text,) = [one.get_content() for one in come if one["To"] == address_of(row["to"])]
        assert row["when"].upper() in text
        assert row["of"].replace("evaluation", "evaluate") in text


@then(parsers.re(r"no mail has come(?P<since> since)?"))
def none_has_come(app: Driver, mailbox: Mailbox, since: str | None) -> None:
    assert app.fault is None
    assert [] == mailbox.mails[app.notes["mails before"] if since else 0 :]


@then(parsers.re(r"it is said that (?P<what>\d of \d mails (?:was|were) not sent|the next run tries again)"))
def it_is_said_that(app: Driver, what: str) -> None:
    assert app.fault is not None, "everything was sent"

    assert what in f"{app.fault.message}; {app.fault.hint}"


@then(parsers.re(r"it is said that (?P<person>\w+) has no mail address"))
def has_no_address(app: Driver, person: str) -> None:
    assert [handle_of(person)] == app.without_address


@then(parsers.re(r"(?P<person>\w+)'s mail address stands sealed in the log"))
def stands_sealed(app: Driver, person: str) -> None:
    with Reader(app.path) as reader:
        *_, logged = reader.logged("l.topic = ?", "person.mail-set.v1")

    assert Personal(f"person:{handle_of(person)}", app.notes["mail"]) == logged.recorded.event.mail  # type: ignore[attr-defined]
    assert app.notes["mail"].encode() not in logged.stored


@then("it holds")
def it_holds(app: Driver, datatable: list[list[str]]) -> None:
    """Compares the days; each entry's summary begins with what is told of it."""
    entries = sorted(
        Calendar.from_ical(app.notes["calendar"]).walk("VEVENT"), key=lambda one: one["DTSTART"].dt
    )
    wanted = rows_of(datatable)

    assert [row["on"] for row in wanted] == [one["DTSTART"].dt.isoformat() for one in entries]
    assert all(str(one["SUMMARY"]).startswith(row["what"]) for one, row in zip(entries, wanted, strict=True))
