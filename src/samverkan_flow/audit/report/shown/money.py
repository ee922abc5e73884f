"""Spend against the frame, year by year (C14)."""

from functools import partial

from samverkan_flow.audit.bundle.page import Html
from samverkan_flow.audit.report.making import Report
from samverkan_flow.audit.report.money import MoneyOfYear
from samverkan_flow.audit.report.shown.amounts import MILLIONS_FROM_ORE, kronor, millions, thousands
from samverkan_flow.audit.report.shown.charts import Chart, Series
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure, linked

_CAPTION = "Kronor per calendar year, net of VAT; what is paid is part of what is committed."
_HEADINGS = ("year", "frame", "committed", "surveys", "paid", "released", "free")
_FILLS = {"frame": 4, "committed": 0, "paid": 1}
"""How each kind is filled: what is committed strongest, the frame beside it as a quiet measure."""


def money_section(report: Report, numbered: Numbered) -> Html:
    """Returns what is committed and paid against the frame of each year."""
    told = money_in_words(report.year)
    rows = [_row(one, numbered) for one in report.money]
    table = Table(_CAPTION, _HEADINGS, rows, own=str(report.period.year))
    return figure(told, numbered.cited("money"), table, _chart(report, told))


def money_in_words(own: MoneyOfYear) -> str:
    """Returns in a sentence how a year's money stands."""
    committed, paid = kronor(own.committed), kronor(own.paid)
    if own.frame is None:
        return f"{committed} is committed for {own.year} and {paid} is paid; no frame is set for the year."
    return (
        f"{committed} of {kronor(own.frame)} is committed for {own.year}; {paid} is paid, and {kronor(own.free)} "
        "of the frame is free."
    )


def _chart(report: Report, told: str) -> Chart | None:
    """Returns the years' money as a chart; what no year has is not drawn."""
    kinds = {
        "frame": [one.frame.ore if one.frame else 0 for one in report.money],
        "committed": [one.committed.ore for one in report.money],
        "paid": [one.paid.ore for one in report.money],
    }
    series = tuple(Series(name, tuple(values), _FILLS[name]) for name, values in kinds.items() if any(values))
    labels = tuple(str(one.year) for one in report.money)
    if not series:
        return None
    large = any(value >= MILLIONS_FROM_ORE for one in series for value in one.values)
    unit = "In the chart: millions of kronor." if large else "In the chart: thousands of kronor."
    return Chart("columns", f"{told} {unit}", labels, series, millions if large else thousands, unit)


def _row(one: MoneyOfYear, numbered: Numbered) -> Row:
    link = partial(numbered.link, "money")
    counted = (one.committed, one.surveys, one.paid, one.released)
    told = (kronor(one.frame, "not set"), *map(kronor, counted), kronor(one.free, "–"))
    return [str(one.year), *linked(link, *told)]
