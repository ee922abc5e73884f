"""Amounts as a page and its charts write them."""

from samverkan_flow.domain.money import Money


def thousands(ore: int) -> str:
    """Returns an amount in öre as whole thousands of kronor, as a chart writes it."""
    return f"{round(ore / 100_000):,}".replace(",", "\u00a0")


def kronor(amount: Money | None, otherwise: str = "") -> str:
    """Returns an amount that is not broken over two lines, or what is told where there is none."""
    return otherwise if amount is None else str(amount).replace(" ", "\u00a0")
