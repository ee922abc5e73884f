"""Workbooks (.xlsx): looked at in their directory before they are unpacked; formulas and merged cells are not read."""

import io
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped] # it has no types
from openpyxl import load_workbook  # type: ignore[import-untyped] # it has no types
from openpyxl.utils import get_column_letter, range_boundaries  # type: ignore[import-untyped] # it has no types

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.importing.cell import Cell, Formula, Odd
from samverkan_flow.importing.limits import (
    COLUMNS_MAX,
    PARTS_MAX,
    RATIO_COUNTS_FROM_BYTES,
    UNPACKED_BYTES_MAX,
    UNPACKED_RATIO_MAX,
)
from samverkan_flow.importing.table import (
    TELL_EVERY,
    Progress,
    Table,
    Unread,
    check_row_count,
    is_empty,
    trimmed,
)

SHEETS = ("portfolio", "portfölj")
"""What the sheet is called that is read; where none is, the first one is."""
_HEAD_BYTES = 2_000
_TOO_MUCH = "save only the rows that are imported as a new workbook"


def read_workbook(name: str, data: bytes, told: Progress) -> Table:
    """Returns the rows of a workbook's sheet. Raises InvalidInput for what is none, or unpacks to too much."""
    packed = _checked(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            sheet = _sheet(book)
            merged = _merged(packed, sheet._worksheet_path)
            return _rows(name, sheet, merged, told)
    except InvalidInput:
        raise
    except Exception as error:
        # a damaged or hostile workbook makes the libraries raise almost anything
        why = f"cannot be read as a workbook ({type(_root_of(error)).__name__})"
        raise InvalidInput(name, why, "open it, and save it anew as .xlsx") from None


def _root_of(error: BaseException) -> BaseException:
    """Returns the error that led to another, which says more of the file."""
    first = error.__cause__ or error.__context__
    return _root_of(first) if first else error


# --- before anything is unpacked --------------------------------------------------------------------


def _checked(name: str, data: bytes) -> zipfile.ZipFile:
    """Returns the opened archive, once its directory says that it is a workbook and no bomb."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InvalidInput(name, "is damaged", "open it, and save it anew as .xlsx") from None
    parts = packed.infolist()
    if "xl/workbook.xml" not in packed.namelist():
        raise InvalidInput(name, "is no workbook of Excel's kind", "open it, and save it as .xlsx")
    if any(part.flag_bits & 1 for part in parts):
        raise InvalidInput(name, "is protected by a password", "save it without one")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_BYTES_MAX or len(parts) > PARTS_MAX:
        raise InvalidInput(name, f"unpacks to {unpacked} bytes in {len(parts)} parts; at most {UNPACKED_BYTES_MAX} in "
                           f"{PARTS_MAX} are read", _TOO_MUCH)  # fmt: skip
    for part in parts:
        if (
            part.file_size > RATIO_COUNTS_FROM_BYTES
            and part.file_size > UNPACKED_RATIO_MAX * part.compress_size
        ):
            raise InvalidInput(name, f"unpacks to more than {UNPACKED_RATIO_MAX} times its size", _TOO_MUCH)
    return packed


# --- the sheet --------------------------------------------------------------------------------------


def _sheet(book: Any) -> Any:
    named = [one for one in book.worksheets if one.title.strip().casefold() in SHEETS]
    sheet = (named or book.worksheets)[0]
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    return sheet


def _merged(packed: zipfile.ZipFile, path: str) -> list[str]:
    """Returns the ranges of merged cells, which a sheet that is read row by row does not tell."""
    sheet = packed.read(path)
    if b"worksheet" in sheet[:_HEAD_BYTES] and b"mergeCell" not in sheet:
        return []
    elements = (element for _, element in iterparse(io.BytesIO(sheet)))
    return [str(one.get("ref")) for one in elements if one.tag.rpartition("}")[2] == "mergeCell"]


def _rows(name: str, sheet: Any, merged: list[str], told: Progress) -> Table:
    table = Table([], [], [], Unread())
    for one in merged:
        _tell_merged(one, table.unread)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = trimmed([_cell(one) for one in row])
        if len(cells) > COLUMNS_MAX:
            raise InvalidInput(f"{name}, row {number}", f"reaches column {get_column_letter(len(cells))}; at most "
                               f"{COLUMNS_MAX} are read")  # fmt: skip
        if number == 1:
            table.header.extend(_header(one) for one in cells)
            table.header_rows.extend([1] * len(cells))
        elif not is_empty(cells):
            table.rows.append((number, cells))
            check_row_count(name, len(table.rows))
        if number % TELL_EVERY == 0:
            told(len(table.rows), 0)
    return table


def _tell_merged(merged: str, unread: Unread) -> None:
    first_row = range_boundaries(merged)[1]
    unread.add(
        int(first_row or 1), "", f"the cells {merged} are merged", "unmerge them, and fill in each cell"
    )


def _header(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _cell(cell: Any) -> Cell:
    """Returns a cell's value, numbers as they are written in the file: whole or decimal, never floating."""
    value = cell.value
    if value is None:
        return None
    match cell.data_type:
        case "f":
            return Formula(str(getattr(value, "text", value)), cell.coordinate)
        case "e":
            return Odd(f"the error {value}")
    match value:
        case str():
            return value.strip() or None
        case bool() | int():
            return value
        case float():
            return _decimal(value, "%" in str(cell.number_format))
        case datetime():
            return value.date() if value.time() == time() else Odd("a time of day")
        case date():
            return value
        case time() | timedelta():
            return Odd("a time of day")
        case _:
            return Odd("something that is no value")


def _decimal(value: float, is_percent: bool) -> Cell:
    if not isfinite(value):
        return Odd("a number without end")
    number = Decimal(repr(value)) * (100 if is_percent else 1)
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else number
