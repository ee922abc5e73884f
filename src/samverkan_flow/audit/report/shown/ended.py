"""What ended in the year, by end reason (T8)."""

from samverkan_flow.audit.bundle.page import Html, element
from samverkan_flow.audit.report.making import Happened, Report
from samverkan_flow.audit.report.shown.charts import Chart, Series
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure

_CAPTION = "By end reason, in the order of a partnership's life (T8)."


def ended_section(report: Report, happened: Happened, numbered: Numbered) -> Html:
    """Returns how many ended in the year, and for what reasons."""
    ended, year = happened.ended, report.period.year
    if not ended:
        return element("p", f"No partnership ended in {year}. Query ", numbered.cited("ended"), ".")
    told = f"Partnerships and proposals that ended in {year}: {sum(one.partnerships for one in ended)}."
    rows: list[Row] = [[one.reason, numbered.link("ended", one.partnerships)] for one in ended]
    series = Series("ended", tuple(one.partnerships for one in ended))
    chart = Chart("rows", told, tuple(one.reason for one in ended), (series,))
    return figure(told, numbered.cited("ended"), Table(_CAPTION, ("end reason", "partnerships"), rows), chart)
