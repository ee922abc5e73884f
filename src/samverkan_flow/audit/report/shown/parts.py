"""The parts a report's page is made of: figures with their tables, links to queries, legends and patterns."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from samverkan_flow.audit.bundle.page import Html, element, together
from samverkan_flow.audit.report.shown.charts import Chart, fills, picture
from samverkan_flow.audit.report.sources import Source

SMALL_COLUMNS_MAX = 2
"""A table with no more columns than this is kept narrow, so that a figure stands near its name."""

Row = list[str]
"""The cells of a table's row; the first names it."""


class Numbered:
    """The queries of a report, numbered in the order of the page, and links to them."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self.sources = sources
        self._numbers = {name: number for number, name in enumerate(sources, 1)}

    def mark(self, name: str) -> str:
        """Returns the number of a query as people read it: Q3."""
        return f"Q{self._numbers[name]}"

    def link(self, name: str, figure: object, *, apart: bool = False) -> Html:
        """Returns a figure, linked to the query behind it; on paper one that stands apart says its number."""
        return element("a", figure, href=f"#q-{name}", data_query=self.mark(name) if apart else "")

    def cited(self, name: str) -> Html:
        """Returns the number of a query, linked to it: what a printed page has in place of a link."""
        return element("a", self.mark(name), href=f"#q-{name}", class_="cited")


class Table(msgspec.Struct, frozen=True):
    """The numbers of a figure: headings, rows whose first cell names them, and the row that is the report's own."""

    caption: str
    headings: tuple[str, ...]
    rows: Sequence[Row]
    texts: int = 1
    own: str = ""


def figure(told: str, cited: Html, table: Table, chart: Chart | None = None) -> Html:
    """Returns a figure: in words what it shows, the chart, and the same numbers as a table."""
    drawn = together((_legend(chart), element("div", picture(chart), class_="scroll"))) if chart else Html("")
    caption = element("figcaption", told, " ", element("span", "Query ", cited, ".", class_="quiet"))
    return element("figure", caption, drawn, element("div", _table(table), class_="scroll"))


def _table(table: Table) -> Html:
    head = element("tr", *(_heading(table, n, one) for n, one in enumerate(table.headings)))
    body = (element("tr", *_cells(table, row), class_=_own(table, row)) for row in table.rows)
    caption = element("caption", table.caption)
    kind = "small" if len(table.headings) <= SMALL_COLUMNS_MAX else ""
    return element("table", caption, element("thead", head), element("tbody", *body), class_=kind)


def _heading(table: Table, place: int, text: str) -> Html:
    return element("th", text, scope="col", class_="" if place < table.texts else "n")


def _cells(table: Table, row: Row) -> Iterable[Html]:
    yield element("th", row[0], scope="row")
    for place, cell in enumerate(row[1:], 1):
        yield element("td", cell, class_="" if place < table.texts else "n")


def _own(table: Table, row: Row) -> str:
    return "own" if table.own and str(row[0]) == table.own else ""


def _legend(chart: Chart) -> Html:
    if len(chart.series) < 2:
        return Html("")
    unit = element("li", chart.unit, class_="quiet") if chart.unit else ""
    entries = (
        element("li", swatch(fill), one.name) for fill, one in zip(fills(chart), chart.series, strict=True)
    )
    return element("ul", *entries, unit, class_="legend")


def swatch(fill: int) -> Html:
    """Returns a small sample of how a series is filled."""
    box = element("rect", x=1, y=1, width=16, height=16, class_=f"color-{fill}")
    return element("svg", box, viewBox="0 0 18 18", aria_hidden="true")


def linked(link: Callable[[object], Html], *figures: object) -> list[str]:
    """Returns several figures, each linked to the same query."""
    return [link(one) for one in figures]


def patterns() -> Html:
    """Returns the patterns that set series apart for whoever sees no colours; the first series is solid."""
    return element("svg", element("defs", *_PATTERNS), class_="patterns", aria_hidden="true")


def _pattern(name: str, size: int, *shapes: Html) -> Html:
    return element("pattern", *shapes, id=name, width=size, height=size, patternUnits="userSpaceOnUse")


def _ground(size: int) -> Html:
    return element("rect", width=size, height=size, class_="ground-1")


_PATTERNS = (
    _pattern("hatched", 8, _ground(8),
             element("path", d="M-2 2L2 -2M0 8L8 0M6 10L10 6", class_="ink-1", stroke_width=3.4)),
    _pattern("dotted", 7, _ground(7), element("circle", cx=3.5, cy=3.5, r=2.4, class_="ink-2")),
    _pattern("crossed", 8, _ground(8), element("path", d="M0 0L8 8M0 8L8 0", class_="ink-3", stroke_width=2)),
    _pattern("striped", 6, _ground(6), element("path", d="M0 3H6", class_="ink-4", stroke_width=3)),
)  # fmt: skip
