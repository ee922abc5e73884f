"""How long we have known our partners (C12)."""

from samverkan_flow.audit.bundle.page import Html, element
from samverkan_flow.audit.report.making import Happened
from samverkan_flow.audit.report.relationships import Chain
from samverkan_flow.audit.report.shown.amounts import kronor
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure
from samverkan_flow.audit.report.sources import CHAINS_SHOWN_MAX, chain_id

_HEADINGS = ("partner", "partnerships", "agreed for", "calendar years", "agreed in all")
_CAPTION = (
    "Each partnership in force with its predecessors (C12). Calendar years are those that an agreement runs in, until "
    "its agreed end; amounts are net, all years together."
)


def relationships_section(happened: Happened, numbered: Numbered) -> Html:
    """Returns the relationships in force, the longest first."""
    chains, day = happened.relationships, happened.now.on
    if not chains:
        return element(
            "p", f"No agreement was in force on {day}. Query ", numbered.cited("relationships"), "."
        )
    rows = [_row(one, numbered) for one in chains[:CHAINS_SHOWN_MAX]]
    if len(chains) > CHAINS_SHOWN_MAX:
        rows.append([f"and {len(chains) - CHAINS_SHOWN_MAX} more", "", "", "", ""])
    table = Table(_CAPTION, _HEADINGS, rows, texts=3)
    return figure(_in_words(chains[0]), numbered.cited("relationships"), table)


def _in_words(first: Chain) -> str:
    return (
        f"The longest relationship in force is with {first.partner}: its agreements run through "
        f"{first.calendar_years} calendar years, from {first.first_year} to {first.last_year}."
    )


def _row(one: Chain, numbered: Numbered) -> Row:
    own = chain_id(one.refs[-1])
    query = own if own in numbered.sources else "relationships"
    calendar_years = numbered.link(query, one.calendar_years, apart=True)
    years = f"{one.first_year}–{one.last_year}"
    return [
        one.partner,
        " → ".join(one.refs),
        years,
        calendar_years,
        numbered.link(query, kronor(one.agreed)),
    ]
