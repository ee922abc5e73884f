"""How goals came out (C39), and how many initiatives can be measured (C31)."""

from functools import partial

from samverkan_flow.audit.bundle.page import Html, element, together
from samverkan_flow.audit.report.goals import Goals, Measurable
from samverkan_flow.audit.report.making import Happened, Report
from samverkan_flow.audit.report.shown.charts import Chart, Series
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure, linked

_OUTCOMES = (
    ("met", "met"),
    ("partly met", "partly"),
    ("not met", "not_met"),
    ("not measurable", "not_measurable"),
)
_CAPTION = (
    "Outcomes of the year's evaluations (C39). A goal that was evaluated twice in the year counts twice."
)
_MEASURABLE = (
    "Initiatives whose goals were set before they began (C31, C34); goals set afterwards do not count."
)


def goals_section(report: Report, happened: Happened, numbered: Numbered) -> Html:
    """Returns how the goals came out, and below it what can be measured at all."""
    told, parts = _in_words(report.period.year, happened.goals), _parts(happened.goals)
    rows: list[Row] = [[name, numbered.link("goals", count)] for name, count in parts.items()]
    table = Table(_CAPTION, ("outcome", "goals"), rows)
    chart = Chart("rows", told, tuple(parts), (Series("goals", tuple(parts.values())),))
    shown = figure(told, numbered.cited("goals"), table, chart if happened.goals.outcomes else None)
    return together((shown, element("h3", "What can be measured"), _measurability(happened, numbered)))


def _parts(made: Goals) -> dict[str, int]:
    return {name: getattr(made, field) for name, field in _OUTCOMES}


def _in_words(year: int, made: Goals) -> str:
    if not made.outcomes:
        return f"No goal was evaluated in {year}."
    return f"Of the goals that were evaluated in {year}, {made.met} of {made.outcomes} came out as met."


def _measurability(happened: Happened, numbered: Numbered) -> Html:
    shares = {
        "ever agreed on": happened.measurability.ever_agreed,
        f"in force on {happened.now.on}": happened.measurability.in_force,
    }
    rows = [_measurable(name, one, numbered) for name, one in shares.items()]
    table = Table(_MEASURABLE, ("initiatives", "with goals", "all", "measurable"), rows)
    return figure(_measurable_in_words(happened), numbered.cited("measurability"), table)


def _measurable(name: str, one: Measurable, numbered: Numbered) -> Row:
    link = partial(numbered.link, "measurability")
    return [name, *linked(link, one.with_goals, one.initiatives, share_of(one))]


def share_of(one: Measurable) -> str:
    """Returns a share in percent, or a dash where there is nothing to have a share of."""
    return f"{one.percent}\u00a0%" if one.initiatives else "–"


def _measurable_in_words(happened: Happened) -> str:
    ever, now = happened.measurability.ever_agreed, happened.measurability.in_force
    if not ever.initiatives:
        return "No initiative has been agreed on."
    return (
        f"Of the initiatives that were ever agreed on, {ever.with_goals} of {ever.initiatives} have goals: "
        f"{share_of(ever)}. Of those in force on {happened.now.on}, {now.with_goals} of {now.initiatives} have goals."
    )
