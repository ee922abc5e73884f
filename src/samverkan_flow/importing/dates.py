"""Dates as people write them in a cell: real ones, ISO, and in words; what can be read two ways is not guessed."""

import re
from datetime import date

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.domain.text import check_year
from samverkan_flow.importing.cell import BadCell, Cell, kind_of, told

_MONTHS = (
    ("januari", "january", "jan"), ("februari", "february", "feb"), ("mars", "march", "mar"),
    ("april", "apr"), ("maj", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"),
    ("augusti", "august", "aug"), ("september", "sept", "sep"), ("oktober", "october", "okt", "oct"),
    ("november", "nov"), ("december", "dec"),
)  # fmt: skip
MONTHS: dict[str, int] = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
"""The months by their Swedish and English names, and how these are shortened."""

_YEAR_FIRST = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", re.ASCII)
_DIGITS = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)", re.ASCII)
_IN_WORDS = re.compile(r"(?:den\s+)?(\d{1,2})(?:\s*:?[ae])?\s+([a-z]+)\.?,?\s+(\d{4})", re.ASCII)
_DAY_SLASH_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})(?:\s+|-)(\d{4})", re.ASCII)
_TWO_WAYS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)

REMEDY = "write 2026-01-31"


def read_date(cell: Cell) -> date:
    """Returns the date in a cell. Raises BadCell for what is none, or could be two."""
    if isinstance(cell, date):
        return _in_time(cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        raise BadCell(f"holds {kind_of(cell)} where a date stands", REMEDY)
    text = " ".join(str(cell).casefold().split())
    parts = _parts_of(text)
    if parts is None:
        raise _not_read(text, cell)
    try:
        return _in_time(date(*parts))
    except ValueError:
        raise BadCell(f"holds {told(cell)}, which is not a date that exists", REMEDY) from None


def _parts_of(text: str) -> tuple[int, int, int] | None:
    """Returns year, month and day, or None where the text is no date, or could be two."""
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _DIGITS.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if (found := _IN_WORDS.fullmatch(text)) and found[2] in MONTHS:
        return int(found[3]), MONTHS[found[2]], int(found[1])
    if found := _DAY_SLASH_MONTH.fullmatch(text):
        return int(found[3]), int(found[2]), int(found[1])
    return None


def _not_read(text: str, cell: Cell) -> BadCell:
    found = _TWO_WAYS.fullmatch(text)
    if found:
        return BadCell(f"holds {told(cell)}, which can be read in more than one way", _readings(found))
    return BadCell(f"holds {told(cell)}, which is not a date", REMEDY)


def _readings(found: re.Match[str]) -> str:
    """Returns the days that were perhaps meant, each as it is written without doubt."""
    year = int(found[4]) if len(found[4]) == 4 else 2000 + int(found[4])
    possible = []
    for month, day in ((found[3], found[1]), (found[1], found[3])):
        try:
            possible.append(date(year, int(month), int(day)).isoformat())
        except ValueError:
            continue
    return f"write {' or '.join(dict.fromkeys(possible))}" if possible else REMEDY


def _in_time(day: date) -> date:
    try:
        check_year("", day)
    except InvalidInput as error:
        raise BadCell(error.rule, "write a year that a partnership can have") from None
    return day
