"""How long we have known a partner: a partnership with its predecessors, their years and their total (C12)."""

from collections.abc import Iterable
from datetime import date

import msgspec

from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.queries.reading import Reader


class Relationship(msgspec.Struct, frozen=True):
    """A chain of partnerships with one partner, oldest first: how many calendar years, and what was agreed (net)."""

    refs: tuple[str, ...]
    calendar_years: int
    agreed: Money


def relationship(reader: Reader, state: Partnership) -> Relationship:
    """Returns the chain that ends in a partnership, followed by its predecessors."""
    chain = [state]
    while chain[-1].predecessor:
        chain.append(reader.partnership(str(chain[-1].predecessor)))
    agreements = [one.agreement for one in chain if one.agreement]
    years = calendar_years((one.start, one.end) for one in agreements)
    total = total_of([one.total for one in agreements])
    return Relationship(tuple(one.ref for one in reversed(chain)), years, total)


def calendar_years(terms: Iterable[tuple[date, date]]) -> int:
    """Returns in how many calendar years some terms run, from first to last day; a year they share counts once."""
    return len({year for start, end in terms for year in range(start.year, end.year + 1)})
