"""Whether evaluations were made in time, and which are late (C38)."""

from samverkan_flow.audit.bundle.page import Html, element, together
from samverkan_flow.audit.report.making import Happened, Report
from samverkan_flow.audit.report.punctuality import Late
from samverkan_flow.audit.report.shown.charts import Chart, Series
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure

LATE_SHOWN_MAX = 10
"""How many late evaluations a page shows, most days first; `--json` has them all."""
_CAPTION = "Evaluations of initiatives, each owed at least once a year (C38)."
_LATE_HEADINGS = ("partnership", "name", "initiative", "due", "made", "days late")

Part = tuple[str, str, int]
"""What is counted, the name of the query behind it, and how many."""


def evaluations_section(report: Report, happened: Happened, numbered: Numbered) -> Html:
    """Returns how the year's evaluations stand, and below it those that are late."""
    parts, told = _parts(report, happened), _in_words(report, happened)
    rows: list[Row] = [[name, numbered.link(query, count, apart=True)] for name, query, count in parts]
    table = Table(_CAPTION, ("evaluations", "number"), rows)
    chart = _chart(told, parts) if any(count for _, _, count in parts) else None
    shown = figure(told, numbered.cited("evaluations_made"), table, chart)
    return together((shown, _late(happened, numbered)))


def _parts(report: Report, happened: Happened) -> tuple[Part, ...]:
    told = happened.punctuality
    return (
        ("made in time", "evaluations_made", told.made_in_time),
        ("made late", "evaluations_made_late", len(told.made_late)),
        (f"owed and late on {report.period.until}", "evaluations_owed_late", len(told.owed_late)),
        ("due later in the year", "evaluations_to_come", told.to_come),
    )


def _in_words(report: Report, happened: Happened) -> str:
    told, period = happened.punctuality, report.period
    return (
        f"Evaluations made in time in {period.year}: {told.made_in_time}; made late: {len(told.made_late)}; "
        f"owed and late on {period.until}: {len(told.owed_late)}."
    )


def _chart(told: str, parts: tuple[Part, ...]) -> Chart:
    series = Series("evaluations", tuple(count for _, _, count in parts))
    return Chart("rows", told, tuple(name for name, _, _ in parts), (series,))


def _late(happened: Happened, numbered: Numbered) -> Html:
    told = happened.punctuality
    late = sorted((*told.made_late, *told.owed_late), key=lambda one: -one.days_late)
    if not late:
        return Html("")
    rows = [_late_row(one, numbered) for one in late[:LATE_SHOWN_MAX]]
    if len(late) > LATE_SHOWN_MAX:
        rows.append([f"and {len(late) - LATE_SHOWN_MAX} more", "", "", "", "", ""])
    said = f"Evaluations that are late, or were: {len(late)}. The longest delay: {late[0].days_late} days."
    table = Table("Late evaluations, most days first.", _LATE_HEADINGS, rows, texts=5)
    shown = figure(said, numbered.cited("evaluations_owed_late"), table)
    return together((element("h3", "Which are late"), shown))


def _late_row(one: Late, numbered: Numbered) -> Row:
    query = "evaluations_made_late" if one.made_on else "evaluations_owed_late"
    made = one.made_on.isoformat() if one.made_on else "not yet"
    days = numbered.link(query, one.days_late)
    return [one.ref, one.partnership, one.initiative, one.due.isoformat(), made, days]
