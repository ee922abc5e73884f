"""One cell as it stands in a file, before anybody has asked what it means."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple
from unicodedata import normalize


class Formula(NamedTuple):
    """A formula: what it comes to is not in the file for certain, so it is not read."""

    text: str
    place: str = ""


class Odd(NamedTuple):
    """What stands for no value here: an error such as #REF!, a time of day, a list."""

    what: str


Cell = str | int | Decimal | date | bool | Formula | Odd | None
"""A cell's value. Numbers are whole or decimal, never floating; None is an empty cell."""


class BadCell(Exception):
    """A cell that cannot be read: what it holds, and what to write instead. With a clause it breaks that one."""

    def __init__(self, message: str, remedy: str, clause: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.clause = clause


TOLD_MAX = 40


def told(cell: Cell) -> str:
    """Returns a cell's value as a problem tells it, shortened."""
    text = str(cell)
    return f'"{text[:TOLD_MAX]}{"…" if len(text) > TOLD_MAX else ""}"'


def text_of(cell: Cell) -> str:
    """Returns what a person wrote in a cell, as text, letters composed. Raises BadCell for what is none."""
    match cell:
        case str():
            return cell.strip() if cell.isascii() else normalize("NFC", cell.strip())
        case bool():
            raise BadCell("is true or false where text stands", "write it as text")
        case int():
            return str(cell)
        case _:
            raise BadCell(f"holds {kind_of(cell)} where text stands", "write it as text")


def kind_of(cell: Cell) -> str:
    """Returns what kind of value a cell holds, in words."""
    match cell:
        case Formula(text=text, place=place):
            return f"the formula {told(text)}{f' in {place}' if place else ''}"
        case Odd(what=what):
            return what
        case bool():
            return "true or false"
        case date():
            return f"the date {cell}"
        case int() | Decimal():
            return f"the number {told(cell)}"
        case _:
            return told(cell)


def refuse_formula(cell: Cell) -> None:
    """Raises BadCell for a formula, or for what stands for no value."""
    if isinstance(cell, Formula):
        raise BadCell(f"holds {kind_of(cell)}", "write the value itself: copy, then paste values")
    if isinstance(cell, Odd):
        raise BadCell(f"holds {cell.what}", "write a value, or leave it empty")
