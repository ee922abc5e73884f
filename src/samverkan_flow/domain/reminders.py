"""When somebody is reminded of what is owed: at steps before and after its date, once each (C36, C38)."""

from collections.abc import Iterable
from datetime import date

from samverkan_flow.domain.events import ReminderSent
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.values import Value

ACT_OWED: dict[str, str] = {
    "evaluation": "evaluate",
    "final-evaluation": "evaluate",
    "breach-decision": "breach decide",
    "remedy": "breach remedied",
    "confirmation": "breach confirm",
    "settlement": "record settlement",
    "co-partner": "assess",
}
"""The act that fulfils an obligation, by its kind. Of the other kinds the owner of the partnership takes care."""

OWNER_IS_TOLD = ("evaluation", "final-evaluation", "acknowledgement", "end-date")
"""What the owner is told of, whoever does it."""


class Reminder(Value, frozen=True):
    """What one person is to be told: the obligation, the step reached, and everybody who may fulfil it."""

    owed: Obligation
    to: str
    step: int
    who: tuple[str, ...] = ()

    def sent(self, message_id: str) -> ReminderSent:
        """Returns the event that it was sent."""
        owed = self.owed
        return ReminderSent(
            ref=owed.ref,
            kind=owed.kind,
            clause=owed.clause,
            due=owed.due,
            step=self.step,
            to=self.to,
            message_id=message_id,
            subject=owed.subject,
        )


def step_reached(due: date, today: date, steps: Iterable[int]) -> int | None:
    """Returns the latest of the steps that a day has reached, or None before the first.

    A step is a number of days before the date, negative after it. Those before the latest count as passed:
    after a week in which nothing ran one reminder goes out, not three.
    """
    days_left = (due - today).days
    return min((step for step in steps if step >= days_left), default=None)


def in_days(due: date, today: date) -> str:
    """Returns how far off a date is, in words: today, in 1 day, 12 days late."""
    days = (due - today).days
    counted = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    if days == 0:
        return "today"
    return f"in {counted}" if days > 0 else f"{counted} late"


def step_in_words(step: int) -> str:
    """Returns a step in words: 7 days before, on the day, 1 day after."""
    if step == 0:
        return "on the day"
    days = f"{abs(step)} day{'' if abs(step) == 1 else 's'}"
    return f"{days} {'before' if step > 0 else 'after'}"
