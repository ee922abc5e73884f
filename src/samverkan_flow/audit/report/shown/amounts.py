"""Amounts and shares as a page and its charts write them."""

from samverkan_flow.audit.report.shares import Share
from samverkan_flow.domain.money import Money

ORE_PER_THOUSAND = 100_000
MILLIONS_FROM_ORE = 10_000 * ORE_PER_THOUSAND
"""From here on a chart counts in millions of kronor: longer figures would run into each other."""
_SPACE = "\u00a0"


def kronor(amount: Money | None, otherwise: str = "") -> str:
    """Returns an amount that is not broken over two lines, or what is told where there is none."""
    return otherwise if amount is None else str(amount).replace(" ", _SPACE)


def thousands(ore: int) -> str:
    """Returns an amount in öre as whole thousands of kronor."""
    return grouped((ore + ORE_PER_THOUSAND // 2) // ORE_PER_THOUSAND)


def millions(ore: int) -> str:
    """Returns an amount in öre as millions of kronor, with one decimal."""
    tenths = (ore + 50 * ORE_PER_THOUSAND) // (100 * ORE_PER_THOUSAND)
    return f"{grouped(tenths // 10)},{tenths % 10}"


def grouped(number: int) -> str:
    """Returns a number with a space between thousands."""
    return f"{number:,}".replace(",", _SPACE)


def percent_of(share: Share) -> str:
    """Returns a share in whole percent; what is less than half of one is said to be so."""
    if share.committed.ore and not share.percent:
        return f"<{_SPACE}1{_SPACE}%"
    return f"{share.percent}{_SPACE}%"
