"""Who the year's money goes to, per partner and per area (C15)."""

from functools import partial

from msgspec.structs import replace

from samverkan_flow.audit.bundle.page import Html, element, together
from samverkan_flow.audit.report.making import Report
from samverkan_flow.audit.report.shares import NO_AREA, Share
from samverkan_flow.audit.report.shown.amounts import kronor, percent_of
from samverkan_flow.audit.report.shown.charts import Chart, Series
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure, linked
from samverkan_flow.domain.money import total_of

PARTNERS_SHOWN_MAX = 10
"""How many partners a page shows, the largest first; `--json` has them all."""


def shares_section(report: Report, numbered: Numbered) -> Html:
    """Returns the shares of what is committed for the year."""
    year = report.period.year
    if not report.partners:
        return element("p", f"Nothing is committed for {year}, so nobody has a share of it.")
    areas = tuple(_area(one) for one in report.areas)
    per_partner = _share(numbered, "partners", report.partners, _partners_in_words(year, report.partners))
    per_area = _share(numbered, "areas", areas, _areas_in_words(year, areas))
    return together((element("h3", "Per partner"), per_partner, element("h3", "Per area"), per_area))


def _area(share: Share) -> Share:
    return replace(share, name="no area") if share.name == NO_AREA else share


def _partners_in_words(year: int, shares: tuple[Share, ...]) -> str:
    first = shares[0]
    return (
        f"The largest share of what is committed for {year} goes to {first.name}: {kronor(first.committed)}, "
        f"{percent_of(first)} of it. Partners with a share: {len(shares)}."
    )


def _areas_in_words(year: int, shares: tuple[Share, ...]) -> str:
    first = shares[0]
    return (
        f"Of what is committed for {year}, the area {first.name} has the most: {kronor(first.committed)}, "
        f"{percent_of(first)} of it. A partnership in several areas is split evenly between them."
    )


def _share(numbered: Numbered, name: str, shares: tuple[Share, ...], told: str) -> Html:
    heading = "partner" if name == "partners" else "area"
    caption = "Committed, in kronor net of VAT. Percent are rounded and need not add up to 100."
    table = Table(caption, (heading, "partnerships", "committed", "share"), _rows(numbered, name, shares))
    return figure(told, numbered.cited(name), table, _chart(shares, told))


def _rows(numbered: Numbered, name: str, shares: tuple[Share, ...]) -> list[Row]:
    shown, more = shares[:PARTNERS_SHOWN_MAX], shares[PARTNERS_SHOWN_MAX:]
    link = partial(numbered.link, name)
    rows: list[Row] = [
        [one.name, *linked(link, one.partnerships, kronor(one.committed), percent_of(one))] for one in shown
    ]
    if more:
        rest = kronor(total_of([one.committed for one in more]))
        rows.append([f"and {len(more)} more", *linked(link, sum(one.partnerships for one in more), rest), ""])
    return rows


def _chart(shares: tuple[Share, ...], told: str) -> Chart:
    """Returns the shares as bars as long as their amounts, each with its percent."""
    shown = shares[:PARTNERS_SHOWN_MAX]
    series = Series("share", tuple(one.committed.ore for one in shown))
    percent = {one.committed.ore: percent_of(one) for one in shown}
    said = f"{told} Percent of what is committed."
    return Chart("rows", said, tuple(one.name for one in shown), (series,), lambda ore: percent.get(ore, ""))
