"""Money per calendar year: the frame, what is committed, paid and free (C14), and who it is committed to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from samverkan_flow.domain.lifecycle import IN_FORCE
from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.domain.partnership import Partnership

if TYPE_CHECKING:
    from samverkan_flow.audit.report.life import Life

YEARS_EACH_WAY = 3
"""How many years before and after the report's own are told."""


class Amounts(msgspec.Struct, frozen=True):
    """What one partnership has of one calendar year's money, net."""

    committed: Money
    paid: Money


class MoneyOfYear(msgspec.Struct, frozen=True):
    """One calendar year's money over all partnerships, net. Without a frame set, frame and free are None."""

    year: int
    committed: Money
    paid: Money
    frame: Money | None = None
    free: Money | None = None


def amounts_of(state: Partnership) -> dict[int, Amounts]:
    """Returns what a partnership has committed and paid, year by year."""
    agreed = {line.year for line in state.agreement.contributions} if state.agreement else set()
    years = sorted(agreed | {one.year for one in state.payments})
    return {year: Amounts(_committed(state, year), state.paid_in(year)) for year in years}


def _committed(state: Partnership, year: int) -> Money:
    """Returns what is agreed for a year; what has ended keeps only what was paid, and the rest is released."""
    if state.stage in IN_FORCE and state.agreement:
        return max(state.agreement.in_year(year), state.paid_in(year))
    return state.paid_in(year)


def money(lives: "Sequence[Life]", year: int) -> tuple[MoneyOfYear, ...]:
    """Returns the years around one, its own always among them, oldest first."""
    told = {one for life in lives for one in life.amounts if abs(one - year) <= YEARS_EACH_WAY}
    return tuple(_of_year(lives, one) for one in sorted(told | {year}))


def _of_year(lives: "Sequence[Life]", year: int) -> MoneyOfYear:
    amounts = [life.amounts[year] for life in lives if year in life.amounts]
    return MoneyOfYear(
        year, total_of([one.committed for one in amounts]), total_of([one.paid for one in amounts])
    )
