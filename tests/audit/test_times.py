"""Durations, missed dates and what is about to end, with the answers known by hand."""

from datetime import UTC, date, datetime

import pytest

from samverkan_flow.audit.durations import durations, median, nearest_rank
from samverkan_flow.audit.expiring import expiring
from samverkan_flow.audit.missed import missed
from samverkan_flow.domain import commands as c
from samverkan_flow.queries.reading import Reader
from tests import builders as b
from tests.cli.conftest import Run
from tests.store.places import SqlitePlace, agree, propose, screen

# --- durations ------------------------------------------------------------------------------------


def test_how_long_the_demonstration_waited_for_a_decision_after_evaluating(asked: Reader) -> None:
    """By hand: 5, 5 and 16 days in P-1, 5 and 80 in P-2, 8 in P-3; none stands there now."""
    (row,) = [row for row in durations(asked).rows if row["stage"] == "evaluated"]

    assert (6, 5, 6.5, 80, 80, 0, None) == _figures(row)


def test_stays_that_go_on_are_counted_apart(asked: Reader) -> None:
    """P-14 was proposed on 2026-10-12, 42 days ago; the other 13 have left that stage."""
    (row,) = [row for row in durations(asked).rows if row["stage"] == "proposed"]

    assert (13, 1, 42) == (row["count"], row["open"], row["open_max_days"])


def _figures(row: dict[str, object]) -> tuple[object, ...]:
    return tuple(
        row[key]
        for key in ("count", "min_days", "median_days", "p90_days", "max_days", "open", "open_max_days")
    )


def test_a_stay_is_counted_by_effective_date(a_file: SqlitePlace) -> None:
    """Proposed on 2 January, screened on the twelfth and recorded on the fifteenth: ten days; 315 since."""
    store = a_file.made()
    ref = propose(store)
    a_file.clock.now = datetime(2026, 1, 15, 12, tzinfo=UTC)
    on = date(2026, 1, 12)
    store.handle(c.Assess(ref=ref, assessments=b.assessments()), actor="g.lind", on=on)
    store.handle(c.Screen(ref=ref), actor="g.lind", on=on)
    with a_file.reader() as reader:
        rows = {row["stage"]: _figures(row) for row in durations(reader).rows}

    assert (1, 10, 10, 10, 10, 0, None) == rows["proposed"]
    assert (0, None, None, None, None, 1, 315) == rows["screened"]
    assert "terminated" not in rows


@pytest.mark.parametrize(
    ("days", "middle", "nearly_all"),
    [([4], 4, 4), ([1, 2], 1.5, 2), ([1, 2, 9], 2, 9), (list(range(1, 11)), 5.5, 9), (list(range(1, 21)), 10.5, 18)],
)  # fmt: skip
def test_the_middle_and_the_nearest_rank(days: list[int], middle: float, nearly_all: int) -> None:
    """Of an even number the mean of the middle two; the p90 is a stay that there was."""
    assert (middle, nearly_all) == (median(days), nearest_rank(days, 90))


# --- missed dates ---------------------------------------------------------------------------------


def test_the_demonstrations_missed_dates(asked: Reader) -> None:
    """As `status` tells them; every evaluation that was made was made in time."""
    answered = missed(asked)

    assert [
        (55, "P-3", "C23"), (55, "P-5", "C23"), (55, "P-7", "C23"), (55, "P-8", "C23"),
        (53, "P-5", "C38"), (51, "P-8", "C7"), (23, "P-6", "C38"), (23, "P-6", "C38"),
    ] == [(row["days_late"], row["ref"], row["clause"]) for row in answered.rows]  # fmt: skip
    assert "open today, 2026-11-23: 8; evaluations made after they were due: 0" in answered.notes


def test_an_evaluation_that_was_made_late_is_told(a_file: SqlitePlace) -> None:
    """The first was due twelve months after the initiative began, and came nineteen days later."""
    store = a_file.made()
    ref = propose(store)
    screen(store, ref)
    agree(store, ref)
    a_file.clock.now = datetime(2027, 2, 20, 12, tzinfo=UTC)
    store.tick()
    store.handle(b.an_evaluation(ref=ref), actor="u.berg")
    with a_file.reader() as reader:
        (row,) = [row for row in missed(reader).rows if row["kind"] == "evaluation"]

    assert ("2027-02-01", "2027-02-20", 19, "u.berg") == (
        row["due"], row["done"], row["days_late"], row["who"]
    )  # fmt: skip
    assert row["citation"].startswith(f"{ref}:")


def test_an_evaluation_on_the_last_day_is_in_time(a_file: SqlitePlace) -> None:
    """A due date is kept through its end (T7)."""
    store = a_file.made()
    ref = propose(store)
    screen(store, ref)
    agree(store, ref)
    a_file.clock.now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    store.tick()
    store.handle(b.an_evaluation(ref=ref), actor="u.berg")
    with a_file.reader() as reader:
        answered = missed(reader)

    assert ((), "no date has been missed") == (answered.rows, answered.empty)


# --- what ends ------------------------------------------------------------------------------------


def test_what_ends_within_a_year(asked: Reader) -> None:
    """Språkbron, on 2027-08-31, 281 days ahead; Sara owns it."""
    (row,) = expiring(asked).rows

    assert ("P-5", "2027-08-31", 281, "s.alm") == (row["ref"], row["end"], row["days_left"], row["owner"])


def test_what_ends_soonest_comes_first(asked: Reader) -> None:
    """What has ended already is not told; the agreed one counts as well."""
    answered = expiring(asked, 1_000)

    assert ["P-5", "P-3", "P-13", "P-7", "P-8"] == [row["ref"] for row in answered.rows]
    assert "this version sends no notices: nobody has been told by it" in answered.notes


@pytest.mark.parametrize(("within", "told"), [(280, 0), (281, 1)])
def test_the_last_day_counts(asked: Reader, within: int, told: int) -> None:
    """It is told from the day it lies that many days ahead."""
    assert told == len(expiring(asked, within).rows)


def test_what_waits_for_the_calendar_is_told(a_file: SqlitePlace) -> None:
    """An agreement whose last day has passed is still in force until the calendar has ended it."""
    store = a_file.made()
    ref = propose(store)
    screen(store, ref)
    agree(store, ref)
    a_file.clock.now = datetime(2026, 2, 1, 12, tzinfo=UTC)
    store.tick()
    with Reader(a_file.path, datetime(2029, 1, 3, 12, tzinfo=UTC)) as reader:
        answered = expiring(reader, 0)

    assert [(ref, -3)] == [(row["ref"], row["days_left"]) for row in answered.rows]
    assert "past the last day, waiting for the calendar (samverkan tick): 1" in answered.notes


@pytest.mark.parametrize(
    ("question", "rows"), [("durations", 5), ("missed", 8), ("expiring", 1), ("expiring --within 1000", 5)]
)
def test_times_are_asked_on_the_command_line(
    run: Run, demonstration: object, question: str, rows: int
) -> None:
    """Each verb reaches its question."""
    ran = run("audit", *question.split(), "--json", "--db", str(demonstration))

    assert rows == len(ran.json["rows"])
