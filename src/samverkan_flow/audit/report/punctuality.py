"""Whether evaluations are made when they are due: at least once a year, each initiative (C38)."""

from collections.abc import Sequence
from datetime import date

import msgspec

from samverkan_flow.audit.report.life import Life
from samverkan_flow.audit.report.period import ReportYear


class Late(msgspec.Struct, frozen=True):
    """One evaluation that was made late (`made_on`), or is owed and late on the report's day (None)."""

    ref: str
    partnership: str
    initiative: str
    due: date
    days_late: int
    made_on: date | None = None


class Punctuality(msgspec.Struct, frozen=True):
    """The evaluations of a year: made in time, made late, owed and late, and still to come before its end."""

    made_in_time: int
    made_late: tuple[Late, ...]
    owed_late: tuple[Late, ...]
    to_come: int


def punctuality(lives: Sequence[Life], period: ReportYear) -> Punctuality:
    """Returns how the evaluations of the year stand on the report's day, the latest first."""
    made = [(life, one) for life in lives for one in life.evaluated if period.holds(one.made_on)]
    made_late = [
        Late(life.ref, life.name, one.initiative, one.due, one.days_late, one.made_on)
        for life, one in made
        if one.due and one.days_late
    ]
    owed = [(life, one) for life in lives for one in life.owed]
    owed_late = [
        Late(life.ref, life.name, one.initiative, one.due, one.days_late(period.until))
        for life, one in owed
        if one.days_late(period.until)
    ]
    to_come = [one for _, one in owed if not one.days_late(period.until) and one.due <= period.last]
    return Punctuality(
        len(made) - len(made_late), _latest_first(made_late), _latest_first(owed_late), len(to_come)
    )


def _latest_first(late: list[Late]) -> tuple[Late, ...]:
    return tuple(sorted(late, key=lambda one: -one.days_late))
