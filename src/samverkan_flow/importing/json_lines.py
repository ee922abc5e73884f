"""JSON lines: an object on each line, its names being the columns."""

import json
from decimal import Decimal
from typing import Any

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.importing.amounts import DIGITS_MAX
from samverkan_flow.importing.cell import Cell, Odd
from samverkan_flow.importing.decoding import decoded
from samverkan_flow.importing.limits import COLUMNS_MAX
from samverkan_flow.importing.table import TELL_EVERY, Progress, Table, Unread, check_row_count

_REMEDY = 'write an object on one line: {"key": "…", "name": "…"}'


def read_json_lines(name: str, data: bytes, told: Progress) -> Table:
    """Returns the rows of a file of JSON lines; a row's number is its line. Raises InvalidInput for one too large."""
    table = Table([], [], [], Unread())
    places: dict[str, int] = {}
    for number, line in enumerate(decoded(name, data).split("\n"), 1):
        if not line.strip():
            continue
        _take(line, number, table, places)
        check_row_count(name, len(table.rows))
        if len(places) > COLUMNS_MAX:
            raise InvalidInput(name, f"has more than {COLUMNS_MAX} columns")
        if number % TELL_EVERY == 0:
            told(len(table.rows), 0)
    return table


def _take(line: str, number: int, table: Table, places: dict[str, int]) -> None:
    try:
        fields = json.loads(line, parse_float=_number, parse_constant=_constant, object_pairs_hook=_fields)
    except _Twice as error:
        table.unread.add(number, "", f'names "{error}" twice', "name each column once")
        return
    except (ValueError, RecursionError):
        table.unread.add(number, "", "is not JSON", _REMEDY)
        return
    if not isinstance(fields, dict):
        table.unread.add(number, "", "is no object", _REMEDY)
        return
    cells: list[Cell] = [None] * len(places)
    for name, value in fields.items():
        if name not in places:
            places[name] = len(places)
            table.header.append(name)
            table.header_rows.append(number)
            cells.append(None)
        cells[places[name]] = _cell(value)
    table.rows.append((number, cells))


class _Twice(Exception):
    """A name that stands twice in one object."""


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name[:40] for name in names if names.count(name) > 1))
    return made


def _number(text: str) -> Decimal:
    """Returns a number exactly. Raises ValueError for one that no cell of ours holds."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError(text[:40]) from None
    if abs(number.adjusted()) > DIGITS_MAX:
        raise ValueError(text[:40])
    return number


def _constant(name: str) -> Any:
    raise ValueError(name)


def _cell(value: Any) -> Cell:
    match value:
        case str():
            return value.strip() or None
        case None | bool() | int() | Decimal():
            return value
        case list():
            return Odd("a list")
        case _:
            return Odd("an object")
