"""The calendar year a report is about, and the day until which it can tell something."""

from datetime import date
from typing import Literal

import msgspec

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.queries.reading import Reader

YEARS_AHEAD_MAX = 10
"""How far ahead a report looks: agreements and frames beyond that are not told."""

Standing = Literal["past", "running", "future"]


class ReportYear(msgspec.Struct, frozen=True):
    """A calendar year in Europe/Stockholm. `until` is its last day, or today where that comes first.

    Of a future year `until` is today: what is committed for it is known, what happens in it is not.
    """

    year: int
    until: date
    standing: Standing

    @property
    def first(self) -> date:
        """Returns the first day of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Returns the last day of the year, inclusive."""
        return date(self.year, 12, 31)

    def holds(self, day: date | None) -> bool:
        """Tells whether a day lies in the part of the year that is told."""
        return day is not None and self.first <= day <= min(self.last, self.until)


def report_year(reader: Reader, year: int) -> ReportYear:
    """Returns the year to report on. Raises InvalidInput for one before the log begins, or too far ahead."""
    today = reader.today(reader.house())
    begins = _first_day_told_of(reader)
    if begins is not None and year < begins.year:
        raise InvalidInput(
            "--year", f"is {year}, and the log tells of nothing before {begins.year}", "ask for a later year"
        )
    if year > today.year + YEARS_AHEAD_MAX or year < date.min.year:
        raise InvalidInput(
            "--year",
            f"is {year}, and a report looks at most {YEARS_AHEAD_MAX} years ahead",
            f"ask for a year up to {today.year + YEARS_AHEAD_MAX}",
        )
    last = date(year, 12, 31)
    standing: Standing = "past" if last < today else "future" if year > today.year else "running"
    return ReportYear(year, min(last, today), standing)


def _first_day_told_of(reader: Reader) -> date | None:
    """Returns the earliest date that anything in the log took effect on."""
    earliest = reader.rows("SELECT MIN(effective_on) FROM log")[0][0]
    return date.fromisoformat(earliest) if earliest else None
