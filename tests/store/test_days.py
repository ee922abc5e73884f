"""Days as Sweden counts them: summer time begins and ends, years turn over, leap days come (T7, T16)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Refused
from samverkan_flow.queries.attention import count_owed, owed_across
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.store.places import SqlitePlace, propose, ready, screen


@pytest.fixture
def place(tmp_path: Path) -> Iterator[SqlitePlace]:
    """Returns a place for a furnished store."""
    place = SqlitePlace(tmp_path)
    yield place
    place.close()


def active_since(place: SqlitePlace, store: Partnerships, start: date, end: date) -> str:
    """Brings a partnership to active on its first day, its one initiative starting with it."""
    ref = propose(store)
    screen(store, ref)
    for command in ready(ref):
        initiative = b.an_initiative(start=start, end=end)
        told = (
            c.PlanInitiative(ref=ref, initiative=initiative)
            if isinstance(command, c.PlanInitiative)
            else command
        )
        store.handle(told, actor="h.ek")
    store.handle(b.an_agreement(ref=ref, start=start, end=end), actor="v.norr")
    place.clock.now = datetime(start.year, start.month, start.day, 12, tzinfo=UTC)
    store.tick()
    return ref


def late_at(place: SqlitePlace, moment: datetime) -> int:
    """Returns how many evaluations are late at a moment."""
    with Reader(place.path, moment) as reader:
        today = reader.today(reader.house())
        return sum(1 for one in owed_across(reader, today, kinds=("evaluation",)) if one.days_late(today))


@pytest.mark.parametrize(
    ("start", "last_minute", "first_minute"),
    [
        (
            date(2026, 3, 28),
            datetime(2027, 3, 28, 21, 59, tzinfo=UTC),
            datetime(2027, 3, 28, 22, 0, tzinfo=UTC),
        ),
        (
            date(2026, 10, 31),
            datetime(2027, 10, 31, 22, 59, tzinfo=UTC),
            datetime(2027, 10, 31, 23, 0, tzinfo=UTC),
        ),
        (
            date(2026, 12, 31),
            datetime(2027, 12, 31, 22, 59, tzinfo=UTC),
            datetime(2027, 12, 31, 23, 0, tzinfo=UTC),
        ),
        (
            date(2028, 2, 29),
            datetime(2029, 2, 28, 22, 59, tzinfo=UTC),
            datetime(2029, 2, 28, 23, 0, tzinfo=UTC),
        ),
        (
            date(2027, 2, 28),
            datetime(2028, 2, 28, 22, 59, tzinfo=UTC),
            datetime(2028, 2, 28, 23, 0, tzinfo=UTC),
        ),
    ],
    ids=["summer time begins", "summer time ends", "the year turns", "a leap day", "into a leap year"],
)
def test_a_due_date_is_kept_through_its_last_swedish_minute(
    place: SqlitePlace, start: date, last_minute: datetime, first_minute: datetime
) -> None:
    """The same date next year, through its end in Stockholm; late from the minute after (T7)."""
    store = place.made()
    active_since(place, store, start, date(start.year + 3, 12, 31))

    assert (0, 1) == (late_at(place, last_minute), late_at(place, first_minute))


@pytest.mark.parametrize(
    ("moment", "year"),
    [(datetime(2026, 12, 31, 22, 59, tzinfo=UTC), 2026), (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), 2027)],
)
def test_a_survey_on_the_last_evening_counts_in_the_year_it_is_in_sweden(
    place: SqlitePlace, moment: datetime, year: int
) -> None:
    """At eleven at night UTC it is the new year in Stockholm, and the new year's frame that pays (C41)."""
    store = place.made()
    ref = active_since(place, store, date(2026, 2, 1), date(2028, 12, 31))
    place.clock.now = moment
    survey = c.RecordSurvey(ref=ref, supplier="N", method="panel", respondents=9, cost=b.kronor(45_000),
                            document=b.a_document("survey.pdf"))  # fmt: skip
    store.handle(survey, actor="h.ek")

    assert {2026: b.kronor(0), 2027: b.kronor(0), year: b.kronor(45_000)} == {
        one: store.frame(one).surveys for one in (2026, 2027)
    }


def test_an_agreement_through_new_years_eve_commits_no_january(place: SqlitePlace) -> None:
    """An end date is inclusive (T16), and the year after it bears nothing."""
    store = place.made()
    active_since(place, store, date(2026, 2, 1), date(2028, 12, 31))

    assert (b.kronor(200_000), b.kronor(0)) == (store.frame(2028).committed, store.frame(2029).committed)


def test_the_day_after_the_last_everything_unpaid_is_free_again(place: SqlitePlace) -> None:
    """On the last evening it is still committed; the calendar ends it the minute the next day begins (T16)."""
    store = place.made()
    active_since(place, store, date(2026, 2, 1), date(2028, 12, 31))
    told = []
    for moment in (datetime(2028, 12, 31, 22, 59, tzinfo=UTC), datetime(2028, 12, 31, 23, 0, tzinfo=UTC)):
        place.clock.now = moment
        store.tick()
        told.append(store.frame(2028).committed)

    assert [b.kronor(200_000), b.kronor(0)] == told
    with Reader(place.path, place.clock.now) as reader:
        assert count_owed(reader, date(2029, 1, 1)) == 1


def test_a_payment_of_last_year_can_still_be_recorded_in_january(place: SqlitePlace) -> None:
    """The year of a payment is the year of the contribution, not of the day it is recorded."""
    store = place.made()
    ref = active_since(place, store, date(2026, 2, 1), date(2028, 12, 31))
    place.clock.now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    store.handle(c.RecordPayment(ref=ref, amount=b.kronor(200_000), year=2026), actor="p.lund")

    assert (b.kronor(200_000), b.kronor(0)) == (store.frame(2026).paid, store.frame(2027).paid)
    with pytest.raises(Refused):
        store.handle(c.RecordPayment(ref=ref, amount=b.kronor(1), year=2026), actor="p.lund")
