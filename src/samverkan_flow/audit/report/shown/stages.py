"""How many partnerships stood at each stage, month by month."""

from functools import partial

from samverkan_flow.audit.bundle.page import Html
from samverkan_flow.audit.report.making import Happened
from samverkan_flow.audit.report.shown.charts import Chart, Series
from samverkan_flow.audit.report.shown.parts import Numbered, Row, Table, figure, linked
from samverkan_flow.audit.report.stages import StagesOn

_STAGES = ("proposed", "screened", "agreed", "active", "evaluated", "terminated")
_DRAWN = ("active", "evaluated", "agreed", "screened", "proposed")
"""The stages the chart shows, from the ground up; what is terminated only grows, and stands in the table."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CAPTION = (
    "Partnerships at each stage at the end of the day, by the date each step took effect. Terminated are all that have "
    "ended since the log began; the chart leaves them out."
)


def stages_section(happened: Happened, numbered: Numbered) -> Html:
    """Returns the stages at the end of each month."""
    told = _in_words(happened.now)
    table = Table(_CAPTION, ("end of", *_STAGES), [_row(one, numbered) for one in happened.stages])
    return figure(told, numbered.cited("stages"), table, _chart(happened, told))


def _in_words(now: StagesOn) -> str:
    return (
        f"On {now.on} there are {now.in_force} in force (agreed {now.agreed}, active {now.active}, evaluated "
        f"{now.evaluated}) and {now.proposed + now.screened} on their way (proposed {now.proposed}, "
        f"screened {now.screened})."
    )


def _chart(happened: Happened, told: str) -> Chart:
    labels = tuple(f"{one.on.day} {_MONTHS[one.on.month - 1]}" for one in happened.stages)
    series = tuple(Series(name, tuple(getattr(one, name) for one in happened.stages)) for name in _DRAWN)
    return Chart("stacked", f"{told} Partnerships at each stage at each month's end.", labels, series)


def _row(one: StagesOn, numbered: Numbered) -> Row:
    link = partial(numbered.link, "stages")
    return [one.on.isoformat(), *linked(link, *(getattr(one, stage) for stage in _STAGES))]
