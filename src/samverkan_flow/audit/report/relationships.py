"""How long we have known our partners: each partnership with its predecessors, in years and in money (C12)."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from samverkan_flow.audit.report.life import Life
from samverkan_flow.domain.money import Money, total_of
from samverkan_flow.queries.relationship import calendar_years


class Chain(msgspec.Struct, frozen=True):
    """A partnership with its predecessors, oldest first: from which to which year agreed, how many calendar years.

    `calendar_years` counts each year once in which an agreement of the chain runs; `agreed` is their total, net.
    """

    partner: str
    refs: tuple[str, ...]
    first_year: int
    last_year: int
    calendar_years: int
    agreed: Money


def relationships(lives: Sequence[Life]) -> tuple[Chain, ...]:
    """Returns the chains that end in an agreement in force on the report's day, the longest first."""
    by_id = {life.id: life for life in lives}
    succeeded = {life.predecessor for life in lives if life.is_in_force}
    newest = [life for life in lives if life.id not in succeeded and life.is_in_force]
    chains = [_chain(_back_from(life, by_id)) for life in newest]
    return tuple(sorted(chains, key=lambda one: (-one.calendar_years, one.first_year, one.partner)))


def _back_from(life: Life, by_id: dict[UUID, Life]) -> list[Life]:
    """Returns a partnership and its predecessors, newest first."""
    chain = [life]
    while (earlier := chain[-1].predecessor) and earlier in by_id:
        chain.append(by_id[earlier])
    return chain


def _chain(newest_first: Sequence[Life]) -> Chain:
    terms = [life.term for life in newest_first if life.term]
    return Chain(
        newest_first[0].partner,
        tuple(life.ref for life in reversed(newest_first)),
        min(term.start.year for term in terms),
        max(term.end.year for term in terms),
        calendar_years((term.start, term.end) for term in terms),
        total_of([term.total for term in terms]),
    )
