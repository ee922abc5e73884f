"""How long we have known a partner: a partnership with its predecessors, their years and their total (C12)."""

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
    years = {year for one in agreements for year in range(one.start.year, one.end.year + 1)}
    total = total_of([one.total for one in agreements])
    return Relationship(tuple(one.ref for one in reversed(chain)), len(years), total)
