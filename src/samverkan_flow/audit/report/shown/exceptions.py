"""Comply or explain: what was asked for, granted and refused, clause by clause (T11)."""

from functools import partial

from samverkan_flow.audit.bundle.page import Html, element
from samverkan_flow.audit.report.exceptions import ExceptionsOfClause
from samverkan_flow.audit.report.making import Happened, Report
from samverkan_flow.audit.report.shown.charts import Chart, Series
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure, linked

_KINDS = (("asked for", "asked"), ("granted", "granted"), ("refused", "refused"))
_HEADINGS = ("clause", "asked for", "granted", "refused", "granted so far")


def exceptions_section(report: Report, happened: Happened, numbered: Numbered) -> Html:
    """Returns the year's exceptions by clause, and what was granted so far."""
    clauses, year = happened.exceptions, report.period.year
    if not clauses:
        return element(
            "p", "No exception from any clause has been asked for. Query ", numbered.cited("exceptions"), "."
        )
    told, chart = _drawn(year, clauses)
    caption = (
        f"Exceptions by clause in {year}, and granted so far since the log began (comply or explain, T11)."
    )
    table = Table(caption, _HEADINGS, [_row(one, numbered) for one in clauses])
    return figure(told, numbered.cited("exceptions"), table, chart)


def _drawn(year: int, clauses: tuple[ExceptionsOfClause, ...]) -> tuple[str, Chart | None]:
    """Returns what is said of the exceptions, and the chart that shows it."""
    said = _in_words(year, clauses)
    labels = tuple(one.clause for one in clauses)
    series = tuple(Series(name, tuple(getattr(one, field) for one in clauses)) for name, field in _KINDS)
    if any(any(one.values) for one in series):
        return said, Chart("columns", said, labels, series)
    so_far = Series("granted so far", tuple(one.granted_so_far for one in clauses))
    if not any(so_far.values):
        return said, None
    told = f"{said} The chart shows these."
    return told, Chart("rows", told, labels, (so_far,))


def _in_words(year: int, clauses: tuple[ExceptionsOfClause, ...]) -> str:
    asked, granted = sum(one.asked for one in clauses), sum(one.granted for one in clauses)
    refused, so_far = sum(one.refused for one in clauses), sum(one.granted_so_far for one in clauses)
    return (
        f"Exceptions asked for in {year}: {asked}; granted: {granted}; refused: {refused}. "
        f"Granted so far since the log began: {so_far}."
    )


def _row(one: ExceptionsOfClause, numbered: Numbered) -> Row:
    link = partial(numbered.link, "exceptions")
    return [one.clause, *linked(link, one.asked, one.granted, one.refused, one.granted_so_far)]
