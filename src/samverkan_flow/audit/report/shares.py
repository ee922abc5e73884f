"""Who the year's committed money goes to: the portfolio's share per partner and per area (C15)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from samverkan_flow.audit.report.life import Life
from samverkan_flow.domain.money import Money

NO_AREA = "none"
"""What a partnership without an area is counted under (it needs an exception from C5)."""


class Share(msgspec.Struct, frozen=True):
    """One part of the year's committed money: who or what has it, how many partnerships, whole percent of all."""

    name: str
    partnerships: int
    committed: Money
    percent: int


def per_partner(lives: Sequence[Life], year: int) -> tuple[Share, ...]:
    """Returns each partner's share of what is committed for a year, the largest first."""
    names = {life.partner_key: life.partner for life in lives}
    parts = [(life.partner_key, life.claims[year].committed) for life in lives if year in life.claims]
    return _shares(parts, names)


def per_area(lives: Sequence[Life], year: int) -> tuple[Share, ...]:
    """Returns each area's share of what is committed for a year, the largest first.

    A partnership with several areas is split evenly between them in whole öre, the remainder to the first.
    """
    parts = [
        part
        for life in lives
        if year in life.claims
        for part in split(life.claims[year].committed, life.areas or (NO_AREA,))
    ]
    return _shares(parts, {})


def split(amount: Money, areas: Sequence[str]) -> list[tuple[str, Money]]:
    """Returns an amount split evenly between some areas, in whole öre, the remainder with the first."""
    each, remainder = divmod(amount.ore, len(areas))
    return [(area, Money(each + (remainder if n == 0 else 0))) for n, area in enumerate(areas)]


def percent(part: int, whole: int) -> int:
    """Returns a part in whole percent, halves rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _shares(parts: Iterable[tuple[str, Money]], names: dict[str, str]) -> tuple[Share, ...]:
    sums: dict[str, list[int]] = defaultdict(list)
    for key, amount in parts:
        if amount.ore:
            sums[key].append(amount.ore)
    whole = sum(sum(amounts) for amounts in sums.values())
    shares = [
        Share(names.get(key, key), len(amounts), Money(sum(amounts)), percent(sum(amounts), whole))
        for key, amounts in sums.items()
    ]
    return tuple(sorted(shares, key=lambda one: (-one.committed.ore, one.name)))
