"""What every kind of file is read into: a header, and numbered rows of cells below it."""

from collections.abc import Callable
from typing import NamedTuple

from samverkan_flow.domain.errors import InvalidInput, Problem
from samverkan_flow.importing.cell import Cell
from samverkan_flow.importing.limits import ROWS_MAX

Progress = Callable[[int, int], None]
"""Is told how many of how many rows are done."""
TELL_EVERY = 200


class Unread:
    """Collects the problems of a file, and knows which cells have one."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._places: set[tuple[int, str]] = set()

    def add(self, row: int, column: str, message: str, remedy: str, clause: str = "") -> None:
        """Adds a problem; one without a clause is a cell that cannot be read."""
        self.problems.append(Problem(clause, message, remedy, row, column))
        self._places.add((row, column))

    def has(self, row: int, column: str) -> bool:
        """Tells whether a cell has a problem already."""
        return (row, column) in self._places


class Table(NamedTuple):
    """The header as written, the row each part of it stands in, the rows that are not empty, and what was not read.

    Rows are numbered as a spreadsheet numbers them.
    """

    header: list[str]
    header_rows: list[int]
    rows: list[tuple[int, list[Cell]]]
    unread: Unread


def check_row_count(name: str, count: int) -> None:
    """Raises InvalidInput for a file with more rows than are imported at once."""
    if count > ROWS_MAX:
        hint = "divide it, and keep the rows of a partnership together"
        raise InvalidInput(name, f"has more than {ROWS_MAX} rows", hint)


def is_empty(cells: list[Cell]) -> bool:
    """Tells whether a row holds nothing."""
    return all(cell is None for cell in cells)


def trimmed(cells: list[Cell]) -> list[Cell]:
    """Returns a row without the empty cells at its end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]
