"""Amounts as people write them in a cell: kronor, at most two decimals; worked out in whole öre, never in floats."""

import re
from decimal import Decimal

from samverkan_flow.domain.money import Money
from samverkan_flow.importing.cell import BadCell, Cell, kind_of, told

_SPACES = " \u00a0\u202f\u2009"
_AMOUNT = re.compile(
    rf"(?P<sign>[-−]?)[{_SPACES}]*(?P<kronor>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d+)"
    rf"(?:[,.](?P<ore>\d{{1,2}}))?[{_SPACES}]*(?:kr|sek|:-)?\.?",
    re.ASCII | re.IGNORECASE,
)
_OTHER_CURRENCY = re.compile(
    r"[€$£¥]|\b(?:eur|euro|usd|dollar|gbp|pund|nok|dkk|isk|chf|jpy)\b|\b(?:n|d|i)kr\b", re.IGNORECASE
)
_DECIMALS = re.compile(r"\d[,.]\d{3,}\D*$")
_GROUPED = re.compile(r"[-−]?[1-9]\d{0,2}([.,'])\d{3}(?:\1\d{3})*(?:[.,]\d{1,2})?\D*", re.ASCII)
DIGITS_MAX = 20
"""More digits than any amount has; larger numbers are not worked out."""
REMEDY = "write kronor with at most two decimals, such as 75 000 or 1 234,50"


def read_amount(cell: Cell) -> Money:
    """Returns the amount in a cell, net, in öre. Raises BadCell for what is none."""
    match cell:
        case bool():
            raise BadCell(f"holds {kind_of(cell)} where an amount stands", REMEDY)
        case int():
            return _money(cell * 100, cell)
        case Decimal():
            return _money(_ore_of(cell), cell)
        case str():
            return _written(cell.strip())
        case _:
            raise BadCell(f"holds {kind_of(cell)} where an amount stands", REMEDY)


def _ore_of(number: Decimal) -> int:
    if number.is_finite() and number.adjusted() > DIGITS_MAX:
        raise _too_large(number)
    ore = number.scaleb(2)
    if not number.is_finite() or ore != ore.to_integral_value():
        raise BadCell(f"holds {told(number)}, and an öre is the smallest part", REMEDY)
    return int(ore)


def _written(text: str) -> Money:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise _not_read(text)
    kronor = re.sub(r"\D", "", found["kronor"])
    if len(kronor) > DIGITS_MAX:
        raise _too_large(text)
    ore = int(kronor) * 100 + int((found["ore"] or "0").ljust(2, "0"))
    return _money(-ore if found["sign"] else ore, text)


def _not_read(text: str) -> BadCell:
    if _OTHER_CURRENCY.search(text):
        return BadCell(f"holds {told(text)}, which is in another currency", "write what it is in kronor")
    if _GROUPED.fullmatch(text):
        return BadCell(f"holds {told(text)}, which can be read in more than one way", REMEDY)
    if _DECIMALS.search(text):
        return BadCell(f"holds {told(text)}, and an öre is the smallest part", REMEDY)
    return BadCell(f"holds {told(text)}, which is not an amount", REMEDY)


def _money(ore: int, cell: Cell) -> Money:
    try:
        return Money(ore)
    except ValueError:
        raise _too_large(cell) from None


def _too_large(cell: Cell) -> BadCell:
    return BadCell(f"holds {told(cell)}, which is larger than any amount this product keeps", REMEDY)
