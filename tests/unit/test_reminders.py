"""When a reminder goes out: steps before and after a date, through leap days, year ends and changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samverkan_flow.domain.dates import add_days, add_months, local_date
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.events import ReminderSent
from samverkan_flow.domain.house import reminders_id
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.policy import parse_policy
from samverkan_flow.domain.reminders import Reminder, in_days, step_in_words, step_reached
from tests.unit.givens import POLICY, POLICY_TEXT

STEPS = (30, 7, 0, -1, -30)
DUE = date(2027, 2, 1)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 1, 1), None),
        (date(2027, 1, 2), 30),
        (date(2027, 1, 24), 30),
        (date(2027, 1, 25), 7),
        (date(2027, 1, 31), 7),
        (date(2027, 2, 1), 0),
        (date(2027, 2, 2), -1),
        (date(2027, 3, 2), -1),
        (date(2027, 3, 3), -30),
        (date(2031, 3, 3), -30),
    ],
)
def test_the_latest_step_reached_is_the_one_that_counts(today: date, expected: int | None) -> None:
    """A step is reached on its day and holds until the next one; earlier ones have passed (C38)."""
    assert expected == step_reached(DUE, today, STEPS)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(-90, 90), min_size=1, max_size=40),
    st.sets(st.integers(-60, 60), min_size=1, max_size=6),
)
def test_whenever_it_runs_each_step_goes_once_and_the_latest_is_told(
    days: list[int], steps: set[int]
) -> None:
    """Over any days in order: no step twice, no earlier step after a later one, and none missed by the last run."""
    sent: list[int] = []
    for day in sorted(days):
        step = step_reached(DUE, add_days(DUE, day), steps)
        if step is not None and step not in sent:
            sent.append(step)
    reached = [step for step in steps if -step <= max(days)]

    assert sorted(set(sent), reverse=True) == sent
    assert sent[-1:] == sorted(reached)[:1]


def test_the_order_of_the_steps_is_nobodys_concern() -> None:
    """A policy may list its steps in any order."""
    days = [add_days(DUE, offset) for offset in range(-40, 40)]

    assert [step_reached(DUE, one, STEPS) for one in days] == [
        step_reached(DUE, one, sorted(STEPS)) for one in days
    ]


@pytest.mark.parametrize(
    ("due", "step", "on"),
    [
        (date(2028, 3, 1), 1, date(2028, 2, 29)),
        (date(2027, 3, 1), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 30, date(2028, 1, 30)),
        (date(2028, 2, 29), -1, date(2028, 3, 1)),
        (date(2027, 1, 6), 7, date(2026, 12, 30)),
        (date(2026, 12, 31), -1, date(2027, 1, 1)),
        (date(2026, 12, 31), 30, date(2026, 12, 1)),
        (date(2027, 3, 28), 7, date(2027, 3, 21)),
        (date(2027, 4, 1), 7, date(2027, 3, 25)),
        (date(2026, 10, 25), 0, date(2026, 10, 25)),
        (date(2026, 10, 28), 7, date(2026, 10, 21)),
    ],
    ids=str,
)
def test_a_step_begins_on_its_day(due: date, step: int, on: date) -> None:
    """Leap days, year ends and the nights the clock changes in are days like others: the day before is too early."""
    before = step_reached(due, add_days(on, -1), (step,))

    assert (None, step) == (before, step_reached(due, on, (step,)))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2027, 1, 24, 22, 59, 59, tzinfo=UTC), 30),
        (datetime(2027, 1, 24, 23, 0, tzinfo=UTC), 7),
        (datetime(2027, 2, 1, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2027, 2, 1, 23, 0, tzinfo=UTC), -1),
    ],
)
def test_a_day_is_one_of_stockholm(moment: datetime, expected: int) -> None:
    """A step is reached at midnight in Europe/Stockholm, not at midnight UTC."""
    assert expected == step_reached(DUE, local_date(moment), STEPS)


@pytest.mark.parametrize("night", [date(2027, 3, 28), date(2026, 10, 25)], ids=["23 hours", "25 hours"])
def test_each_day_of_a_changing_clock_comes_once(night: date) -> None:
    """Run every half hour through a night in which the clock changes: the days follow each other, none twice."""
    begun = datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(days=1)
    days = [local_date(begun + timedelta(minutes=30 * count)) for count in range(48 * 3)]
    steps = [step_reached(night, day, (1, 0, -1)) for day in days]
    changes = [step for before, step in zip([None, *steps], steps, strict=False) if step != before]

    assert [1, 0, -1] == changes


def test_a_yearly_date_of_a_leap_day_keeps_its_steps() -> None:
    """29 February becomes the 28th, and the reminders go by that (T7)."""
    due = add_months(date(2028, 2, 29), 12)

    assert (date(2029, 2, 28), 7) == (due, step_reached(due, date(2029, 2, 21), STEPS))


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2027, 1, 31), "in 1 day"), (date(2027, 1, 2), "in 30 days"), (DUE, "today"),
     (date(2027, 2, 2), "1 day late"), (date(2027, 3, 3), "30 days late")],
)  # fmt: skip
def test_how_far_off_a_date_is(today: date, expected: str) -> None:
    """A date is told by the days to it, or since."""
    assert expected == in_days(DUE, today)


def test_steps_in_words() -> None:
    """A step is told by its side of the date."""
    assert ["7 days before", "1 day before", "on the day", "1 day after"] == [
        step_in_words(step) for step in (7, 1, 0, -1)
    ]


def test_what_is_recorded_of_a_reminder() -> None:
    """The obligation as it was, the step, the handle and the mail; the clause is the obligation's own."""
    owed = Obligation(
        "evaluation",
        "C38",
        DUE,
        "evaluator",
        "evaluate the tour",
        "P-7",
        "Teater",
        "s.alm",
        date(2026, 2, 1),
        "I1",
    )

    event = Reminder(owed, "u.berg", 7, ("u.berg",)).sent("<a@b>")

    assert ReminderSent("P-7", "evaluation", "C38", DUE, 7, "u.berg", "<a@b>", "I1") == event


def test_reminders_have_a_stream_beside_the_partnerships() -> None:
    """Its id follows from the partnership's, for good."""
    assert UUID("05eb361d-83da-582a-afea-91fcfd5bd0a3") == reminders_id(UUID(int=7))


# --- the policy -----------------------------------------------------------------------------------

LINE = next(line for line in POLICY_TEXT.splitlines() if line.startswith("reminder_days"))


def with_steps(told: str) -> str:
    return POLICY_TEXT.replace(LINE, told)


def test_the_packaged_policy_says_its_steps() -> None:
    """A month and a week before, on the day, the day after, and a month after."""
    assert STEPS == POLICY.thresholds.reminder_days


def test_an_older_policy_that_says_none_has_the_usual_steps() -> None:
    """What was adopted before there were reminders still loads."""
    assert STEPS == parse_policy(with_steps("")).thresholds.reminder_days


@pytest.mark.parametrize(
    "told", ["reminder_days = []", "reminder_days = [731]", "reminder_days = 7", 'reminder_days = ["7"]',
             "reminder_days = [7.5]", f"reminder_days = {list(range(21))}"],
)  # fmt: skip
def test_steps_that_cannot_be_are_named_with_their_line(told: str) -> None:
    """A fault names the line and the field."""
    number = POLICY_TEXT.splitlines().index(LINE) + 1

    with pytest.raises(InvalidInput) as caught:
        parse_policy(with_steps(told))

    assert caught.value.field.startswith(f"line {number}, thresholds.reminder_days")
