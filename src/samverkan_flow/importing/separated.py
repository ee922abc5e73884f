"""CSV files: what keeps the cells apart is found by the header."""

import csv
import io
import re
from collections.abc import Iterator

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.importing.cell import Cell, Formula
from samverkan_flow.importing.columns import name_of
from samverkan_flow.importing.decoding import decoded
from samverkan_flow.importing.limits import COLUMNS_MAX
from samverkan_flow.importing.table import (
    TELL_EVERY,
    Progress,
    Table,
    Unread,
    check_row_count,
    is_empty,
    trimmed,
)

SEPARATORS = (";", ",", "\t")
_SEP_LINE = re.compile(r'"?sep=([;,\t])"?\r?\n', re.IGNORECASE)
"""A first line by which Excel is told the separator; it shows no row for it, so neither is one counted."""


def read_separated(name: str, data: bytes, told: Progress) -> Table:
    """Returns the rows of a CSV file. Raises InvalidInput for what is none, or too large."""
    text = decoded(name, data)
    told_separator = _SEP_LINE.match(text)
    if told_separator is not None:
        text = text[told_separator.end() :]
    separator = told_separator[1] if told_separator is not None else _separator(text)
    records = _records(name, text, separator)
    header = next(records, (1, []))[1]
    rows: list[tuple[int, list[Cell]]] = []
    for number, record in records:
        cells = trimmed([_cell(one) for one in record])
        if len(cells) > COLUMNS_MAX:
            raise InvalidInput(
                f"{name}, row {number}", f"has {len(cells)} cells; at most {COLUMNS_MAX} are read"
            )
        if is_empty(cells):
            continue
        rows.append((number, cells))
        check_row_count(name, len(rows))
        if number % TELL_EVERY == 0:
            told(len(rows), 0)
    return Table([one.strip() for one in header], [1] * len(header), rows, Unread())


def _separator(text: str) -> str:
    """Returns what makes the most columns we know of the first line."""
    first = text.partition("\n")[0]
    return max(
        SEPARATORS, key=lambda one: sum(name_of(part.strip(' "\r')) is not None for part in first.split(one))
    )


def _records(name: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yields each record with its number: that of the row a spreadsheet shows it in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise InvalidInput(
            f"{name}, line {reader.line_num}", f"is not CSV: {error}", "open it, and save it as CSV anew"
        ) from None


def _cell(text: str) -> Cell:
    text = text.strip()
    if not text:
        return None
    return Formula(text) if text.startswith("=") else text
