"""From cells to what they say: the header is understood once, then each row is read by it."""

from collections.abc import Iterator
from typing import Any

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.importing.cell import BadCell, Cell, refuse_formula
from samverkan_flow.importing.columns import Column, closest, column_named, name_of
from samverkan_flow.importing.table import Table, Unread

Told = dict[str, Any]
"""What the cells of a row say, by column."""


def told_rows(table: Table) -> Iterator[tuple[int, Told]]:
    """Yields what each row says, by column; what cannot be read is left out and told in the table's `unread`.

    Raises InvalidInput where the header has no `key`: then it is none.
    """
    names = [name_of(header) for header in table.header]
    if "key" not in names:
        hint = "samverkan template portfolio prints the header to use"
        raise InvalidInput("the file", 'has no column "key" in its first row', hint)
    _check_header(table, names)
    columns = [column_named(name) if name else None for name in names]
    for row, cells in table.rows:
        told: Told = {}
        for place, cell in enumerate(cells):
            if cell is None:
                continue
            column = columns[place] if place < len(columns) else None
            if column is not None:
                _read(cell, column, names[place] or "", row, told, table.unread)
            elif place >= len(names) or not table.header[place]:
                remedy = "give its column a header, or take it out"
                table.unread.add(row, "", "a value stands beside the table", remedy)
        yield row, told


def headers_of(table: Table) -> dict[str, str]:
    """Returns what the file calls each of its columns."""
    return {name: header for header in table.header if (name := name_of(header))}


def _check_header(table: Table, names: list[str | None]) -> None:
    """Tells each header that is no column of ours, or stands twice."""
    for place, (header, name) in enumerate(zip(table.header, names, strict=True)):
        row = table.header_rows[place]
        if header and name is None:
            close = closest(header)
            remedy = (
                f'call it "{close}"' if close else "take it out: samverkan template portfolio has the columns"
            )
            table.unread.add(row, header[:40], "is no column here", remedy)
        elif name and name in names[:place]:
            table.unread.add(row, name, "stands twice in the header", "keep one of them")


def _read(cell: Cell, column: Column, name: str, row: int, told: Told, unread: Unread) -> None:
    try:
        refuse_formula(cell)
        told[name] = column.read(cell)
    except BadCell as bad:
        unread.add(row, name, bad.message, bad.remedy, bad.clause)
