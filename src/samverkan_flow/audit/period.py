"""Where a period of days lies in the log, found by halving: times never decrease with the index."""

from datetime import date

from samverkan_flow.domain.dates import add_days, format_time, start_of_day
from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.text import check_year
from samverkan_flow.queries.reading import Reader


def period(reader: Reader, first_day: date | None, last_day: date | None) -> tuple[int, int]:
    """Returns the index a period begins at in the log, and the index after its last.

    Raises InvalidInput for a period that ends before it begins, or begins after today.
    """
    _check_period(reader, first_day, last_day)
    begins = first_index_from(reader, first_day) if first_day else 0
    ends = first_index_from(reader, add_days(last_day, 1)) if last_day else reader.log_size()
    return begins, ends


def _check_period(reader: Reader, first_day: date | None, last_day: date | None) -> None:
    today = reader.today(reader.house())
    for field, day in (("the first day", first_day), ("the last day", last_day)):
        if day:
            check_year(field, day)
    if first_day and first_day > today:
        raise InvalidInput(
            "the first day", f"{first_day} is still to come", f"today is {today}: nothing is recorded later"
        )
    if first_day and last_day and last_day < first_day:
        raise InvalidInput(
            "the last day", f"{last_day} is before the first, {first_day}", "let it be the later one"
        )


def first_index_from(reader: Reader, day: date) -> int:
    """Returns the index of the first event recorded on a day or later, found by halving the log."""
    wanted = format_time(start_of_day(day))
    low, high = 0, reader.log_size()
    while low < high:
        middle = (low + high) // 2
        rows = reader.rows("SELECT recorded_at FROM log WHERE idx >= ? ORDER BY idx LIMIT 1", middle)
        if rows[0][0] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
