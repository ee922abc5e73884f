"""How steps read what a scenario says: amounts, names in quotes, rows of a table."""

import re

from samverkan_flow.domain.money import Money

AMOUNT = r"-?\d[\d ]* kr"


def quoted(text: str) -> list[str]:
    """Returns the names of `"visitors" and "steps to work"`."""
    return re.findall(r'"([^"]*)"', text)


def parse_kronor(text: str) -> int:
    """Returns an amount of kronor in öre."""
    return Money.parse(text).ore


def money(text: str) -> Money | None:
    """Returns an amount, or None for a blank cell."""
    return Money.parse(text) if text else None


def rows_of(datatable: list[list[str]]) -> list[dict[str, str]]:
    """Returns a table's rows by its head; a cell left out is blank."""
    head, *rows = datatable
    return [dict(zip(head, row, strict=True)) for row in rows]
