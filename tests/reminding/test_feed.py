"""The calendar feed: parsed back, the same twice, with a UID that stays while a date moves."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.dates import DEMONSTRATION_NOW, add_days
from samverkan_flow.domain.errors import InvalidInput, NotFound, StoreUnusable
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.queries.attention import owed_across
from samverkan_flow.queries.reading import Reader
from samverkan_flow.reminding.feed import Revision, _calendar, _Entries, feed, uid
from samverkan_flow.reminding.placing import put
from tests.reminding.conftest import Reminded
from tests.unit.givens import POLICY

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def events_of(made: bytes) -> list[Event]:
    """Returns the entries of a feed, as another program reads them."""
    return list(Calendar.from_ical(made).walk("VEVENT"))  # type: ignore[arg-type]


def asked(path: Path, now: datetime = DEMONSTRATION_NOW, **told: str) -> bytes:
    with Reader(path, now) as reader:
        return feed(reader, **told)


def entry(owed: Obligation, today: date = date(2026, 11, 23), version: int = 7) -> tuple[Event, bytes]:
    """Returns an entry as it is read back, and the bytes it stood in."""
    revision = Revision(UUID(int=7), version, datetime(2026, 11, 1, 9, 30, tzinfo=UTC))
    made = _calendar("test", iter([_Entries("a log", today, POLICY, {owed.ref: revision}).of(owed)]))
    (read,) = events_of(made)
    return read, made


def owed(
    due: date = date(2027, 2, 1), what: str = "evaluate the tour", partnership: str = "Teater", **more: Any
) -> Obligation:
    told = {"kind": "evaluation", "clause": "C38", "who": "evaluator", "ref": "P-7", "subject": "I1",
            "owner": "s.alm", "opens_on": date(2026, 2, 1), **more}  # fmt: skip
    return Obligation(due=due, what=what, partnership=partnership, **told)


# --- what is in it --------------------------------------------------------------------------------


def test_every_date_is_an_entry(demonstration: Path) -> None:
    """Each obligation of the day is there, on its day, under its kind."""
    with Reader(demonstration) as reader:
        expected = sorted((one.due, one.kind) for one in owed_across(reader, reader.today(reader.house())))
    found = events_of(asked(demonstration))

    assert expected == sorted((one["DTSTART"].dt, str(one["CATEGORIES"].cats[0])) for one in found)
    assert len({str(one["UID"]) for one in found}) == len(found)


def test_an_entry_says_what_to_do_and_under_which_clause(demonstration: Path) -> None:
    """Summary and description hold what status prints, and the command that shows more; late ones are marked."""
    found = {str(one["SUMMARY"]): str(one["DESCRIPTION"]) for one in events_of(asked(demonstration))}

    assert found["LATE: evaluate Mentorskap · P-5 Språkbron [C38]"].splitlines() == [
        "Evaluate Mentorskap.",
        "C38 Evaluation every year; due on 2026-10-01, by evaluator.",
        "Partnership P-5 Språkbron.",
        "What it takes: samverkan next P-5",
    ]
    assert [] == [one for one in found if re.search(r"Berg|Alm|Holm|@", one + found[one])]


def test_two_exports_of_the_same_log_are_the_same_bytes(demonstration: Path) -> None:
    """Nothing in it comes from the clock of whoever exports, only from the log and the day."""
    morning, night = (asked(demonstration, datetime(2026, 11, 23, hour, tzinfo=UTC)) for hour in (12, 22))

    assert morning == night
    assert morning.endswith(b"END:VCALENDAR\r\n")


def test_the_lines_are_folded_as_the_standard_asks(demonstration: Path) -> None:
    """No line is longer than 75 octets, each ends with CR LF, and what is required stands there."""
    made = asked(demonstration)
    lines = made.split(b"\r\n")

    assert [] == [line for line in lines if len(line) > 75 or b"\n" in line]
    assert {b"VERSION:2.0", b"BEGIN:VCALENDAR"} <= set(lines)
    assert all({"UID", "DTSTAMP", "DTSTART", "SEQUENCE"} <= set(one) for one in events_of(made))


def test_an_entry_takes_up_no_time(demonstration: Path) -> None:
    """All day, for one day, and free: a date that is due is no meeting."""
    assert {("TRANSPARENT", timedelta(days=1), "DATE")} == {
        (str(one["TRANSP"]), one["DTEND"].dt - one["DTSTART"].dt, one["DTSTART"].params["VALUE"])
        for one in events_of(asked(demonstration))
    }


# --- for whom -------------------------------------------------------------------------------------


def test_a_feed_for_one_person_holds_what_that_person_is_told_of(demonstration: Path) -> None:
    """An evaluator sees evaluations, an owner what is hers; nobody else's."""
    ulla, all_of_it = (events_of(asked(demonstration, **told)) for told in ({"for_handle": "u.berg"}, {}))

    assert {"evaluation", "final-evaluation"} == {str(one["CATEGORIES"].cats[0]) for one in ulla}
    assert {str(one["UID"]) for one in ulla} < {str(one["UID"]) for one in all_of_it}


def test_a_feed_of_an_owner_holds_all_that_is_owed_in_her_partnerships(demonstration: Path) -> None:
    """Whoever owes it."""
    with Reader(demonstration) as reader:
        refs = {row.ref for row in reader.listed(owner="s.alm")}
        today = reader.today(reader.house())
        expected = sum(one.ref in refs for one in owed_across(reader, today))

    assert expected == len(events_of(asked(demonstration, owner="s.alm"))) > 0


@pytest.mark.parametrize("told", [{"for_handle": "n.obody"}, {"owner": "Sara Alm"}])
def test_a_feed_for_nobody_is_not_found(told: dict[str, str], demonstration: Path) -> None:
    """A slip in a handle is said, and makes no empty calendar."""
    with pytest.raises(NotFound, match="nobody is registered"):
        asked(demonstration, **told)


def test_a_person_with_nothing_to_do_has_an_empty_calendar(demonstration: Path) -> None:
    """An empty feed is a whole one, with at least one component as the standard asks, so that a subscription stays."""
    made = asked(demonstration, for_handle="r.sten")
    components = Calendar.from_ical(made).subcomponents

    assert ([], ["VTIMEZONE"]) == (events_of(made), [one.name for one in components])
    assert made == asked(demonstration, for_handle="r.sten")


# --- over time ------------------------------------------------------------------------------------


def test_what_is_fulfilled_is_gone_and_what_moved_keeps_its_uid(bare: Reminded) -> None:
    """An acknowledged code leaves the feed; the entries of the partnership that stay have a higher sequence."""
    before = {str(one["UID"]): one for one in events_of(asked(bare.path))}
    for party in ("us", "partner"):
        bare.store.handle(c.Acknowledge(ref="P-3", party=party, code_version="2026"), actor="s.alm")  # type: ignore[arg-type]
    after = {str(one["UID"]): one for one in events_of(asked(bare.path))}
    (gone,) = before.keys() - after.keys()
    raised = {uid for uid in after if after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]}

    assert "acknowledge code of conduct 2026 · P-3" in str(before[gone]["SUMMARY"])
    assert raised == {uid for uid, one in after.items() if "P-3 " in str(one["SUMMARY"])} != set()


def test_the_uid_does_not_hang_on_the_date() -> None:
    """A date that moves updates its entry; another log, partnership, kind or subject is another entry."""
    one = owed()
    same = owed(due=date(2028, 2, 1), what="evaluate the tour again")
    others = {
        uid("another log", UUID(int=7), one), uid("a log", UUID(int=8), one),
        uid("a log", UUID(int=7), owed(kind="final-evaluation")), uid("a log", UUID(int=7), owed(subject="I2")),
    }  # fmt: skip

    assert uid("a log", UUID(int=7), one) == uid("a log", UUID(int=7), same) not in others
    assert 4 == len(others)
    assert "72401173-d4cf-5048-8ccf-6905da2fdd9d@samverkan.invalid" == uid("a log", UUID(int=7), one), (
        "for good"
    )


# --- names, days and alarms -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Åre, Östersund; Sälen: \\ \"quoted\"", "two\nlines", "🎭 emoji 👩‍👩‍👧", "x" * 500, "å" * 200, "עברית",
     "END:VEVENT", "a\r\nBEGIN:VEVENT", "{curly} ^caret^"],
)  # fmt: skip
def test_any_name_comes_back_as_it_was(name: str) -> None:
    """Commas, semicolons, line breaks, emoji and long names are escaped and folded, and open no entry of their own."""
    read, made = entry(owed(partnership=name))

    expected = name.replace("\r\n", "\n")
    assert f"evaluate the tour · P-7 {expected} [C38]" == str(read["SUMMARY"])
    assert f"Partnership P-7 {expected}." in str(read["DESCRIPTION"])
    assert (1, 1) == (made.count(b"\r\nBEGIN:VEVENT"), made.count(b"\r\nEND:VEVENT"))


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp")), min_size=1, max_size=200
    )
)
def test_whatever_may_be_recorded_comes_back_as_it_was(name: str) -> None:
    """Any text the product lets in, through escaping and folding and back (RFC 5545, 3.3.11 and 3.1)."""
    read, made = entry(owed(partnership=name))

    assert f"evaluate the tour · P-7 {name} [C38]" == str(read["SUMMARY"])
    assert [] == [line for line in made.split(b"\r\n") if len(line) > 75]


DAYS = [date(2028, 2, 29), date(2028, 3, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 28), date(2027, 3, 29),
        date(2027, 10, 31), date(2027, 11, 1), date(2027, 4, 3), date(2027, 11, 6)]  # fmt: skip
"""A leap day and the day after, a year's end and beginning, the nights the clock changes in, and steps across them."""


@pytest.mark.parametrize("due", DAYS, ids=str)
def test_an_entry_is_on_its_day_in_every_zone(due: date) -> None:
    """A date has no time and no zone, so it is the same day wherever the calendar is read."""
    read, made = entry(owed(due=due), today=date(2026, 11, 23))

    assert (due, add_days(due, 1)) == (read["DTSTART"].dt, read["DTEND"].dt)
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}\r\n".encode() in made
    assert b"TZID" not in made


@pytest.mark.parametrize("due", DAYS, ids=str)
def test_an_alarm_goes_off_on_the_day_of_its_step(due: date) -> None:
    """Also where the clock changes in between: in the morning of that day in Stockholm, by either way of counting."""
    read, _ = entry(owed(due=due), today=date(2026, 11, 23))
    midnight = datetime(due.year, due.month, due.day, tzinfo=STOCKHOLM)
    triggers = [one["TRIGGER"].dt for one in read.walk("VALARM")]
    by_the_clock = [midnight + one for one in triggers]
    by_duration = [(midnight.astimezone(UTC) + one).astimezone(STOCKHOLM) for one in triggers]
    expected = [add_days(due, -step) for step in (30, 7, 0)]

    assert (expected, expected) == ([one.date() for one in by_the_clock], [one.date() for one in by_duration])
    assert all(7 <= one.hour <= 10 for one in (*by_the_clock, *by_duration))


def test_what_is_late_has_no_alarms_left() -> None:
    """Its alarms would lie in the past; the mark says that it is late, and not by how much, which changes daily."""
    due = date(2026, 11, 22)
    (late, made), (still_due, _) = entry(owed(due=due)), entry(owed(due=due), today=due)

    assert (0, 3) == (len(late.walk("VALARM")), len(still_due.walk("VALARM")))
    assert str(late["SUMMARY"]).startswith("LATE: ")
    assert entry(owed(due=due), today=date(2026, 12, 24))[1] == made


def test_the_times_of_an_entry_are_those_of_the_log() -> None:
    """DTSTAMP and LAST-MODIFIED say when the partnership's last event was recorded, SEQUENCE how many it has had."""
    read, _ = entry(owed(), version=41)
    recorded_at = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)

    assert (recorded_at, recorded_at, 41) == (read["DTSTAMP"].dt, read["LAST-MODIFIED"].dt, read["SEQUENCE"])


# --- its file -------------------------------------------------------------------------------------


def test_a_feed_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """A subscription reads the same file for years."""
    path = tmp_path / "dates.ics"
    for made in (b"BEGIN:VCALENDAR\r\none", b"BEGIN:VCALENDAR\r\ntwo"):
        put(made, path)

    assert (b"BEGIN:VCALENDAR\r\ntwo", ["dates.ics"]) == (
        path.read_bytes(),
        [one.name for one in tmp_path.iterdir()],
    )


def test_nothing_but_a_calendar_is_replaced(tmp_path: Path) -> None:
    """A store named by mistake stays what it is; so does a folder."""
    other, folder = tmp_path / "samverkan.db", tmp_path / "folder"
    other.write_bytes(b"SQLite format 3\x00")
    folder.mkdir()
    for path in (other, folder):
        with pytest.raises(InvalidInput, match="is no calendar"):
            put(b"BEGIN:VCALENDAR", path)

    assert b"SQLite format 3\x00" == other.read_bytes()


def test_a_feed_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A folder that is not there is no crash."""
    with pytest.raises(StoreUnusable, match="cannot be written"):
        put(b"BEGIN:VCALENDAR", tmp_path / "nowhere" / "dates.ics")
