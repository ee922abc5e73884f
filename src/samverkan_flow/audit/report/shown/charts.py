"""Charts as pictures in the page, drawn by pygal: the one module that knows it.

What pygal draws is written anew, element by element: shapes and words alone, no script, no link, no id, nothing of the
day it was drawn on. Colours, patterns and fonts are the page's own style, so a chart follows it into dark and print.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import msgspec

from samverkan_flow.audit.bundle.page import Html, element

Shape = Literal["columns", "stacked", "rows"]
"""Columns beside each other, columns on top of each other, or bars that lie, one below the other."""

WIDTH, WIDE = 760, 920
CROWDED_FROM = 15
"""From so many columns on a chart is wider, so that their figures do not run into each other."""
COLUMN_CHART_HEIGHT = 340
ROW_HEIGHT, ROWS_EXTRA_HEIGHT = 34, 44
LABEL_SIZE, VALUE_SIZE, SPACING = 14, 13, 6
LABEL_LENGTH_MAX = 36
"""A longer label is cut in the picture; the table below it has the whole."""
LAYERS_WRITTEN_MAX = 18
"""How many layers with figures on them have room above each other."""
ROOM_ABOVE = 1.15
"""How far the scale reaches beyond the largest value, so that its figure has room."""

_SHAPES = frozenset({"g", "rect", "path", "text"})
_ATTRIBUTES = ("class", "transform", "x", "y", "width", "height", "d")
_LEFT_OUT = ("tooltip-overlay", "titles")


class Series(msgspec.Struct, frozen=True):
    """One kind of thing that is shown: its name, a whole number for each label, and its fill if not its place's."""

    name: str
    values: tuple[int, ...]
    fill: int | None = None


class Chart(msgspec.Struct, frozen=True):
    """What is drawn. `told` says in words what it shows, `unit` what the figures on it are counted in.

    `written` turns a value into the figure that stands at it.
    """

    shape: Shape
    told: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    written: Callable[[int], str] = str
    unit: str = ""


def picture(chart: Chart) -> Html:
    """Returns a chart as inline SVG."""
    drawn = _graph(chart).render_tree()
    return element(
        "svg",
        *_shapes(drawn, fills(chart)),
        class_=f"chart {chart.shape}",
        viewBox=f"0 0 {_width(chart)} {_height(chart)}",
        role="img",
        aria_label=chart.told,
    )


def _width(chart: Chart) -> int:
    crowded = chart.shape == "columns" and len(chart.labels) * len(chart.series) >= CROWDED_FROM
    return WIDE if crowded else WIDTH


def _height(chart: Chart) -> int:
    if chart.shape != "rows":
        return COLUMN_CHART_HEIGHT
    return ROWS_EXTRA_HEIGHT + ROW_HEIGHT * len(chart.labels) * max(1, len(chart.series) * 2 // 3)


def _graph(chart: Chart) -> Any:
    """Returns pygal's graph with its labels and values."""
    import pygal  # type: ignore[import-untyped] # heavy, and only a page with charts needs it; it has no types

    kinds = {"columns": pygal.Bar, "stacked": pygal.StackedBar, "rows": pygal.HorizontalBar}
    sizes = {
        "label_font_size": LABEL_SIZE,
        "major_label_font_size": LABEL_SIZE,
        "value_font_size": VALUE_SIZE,
    }
    graph = kinds[chart.shape](style=pygal.style.Style(**sizes), **_options(chart))
    graph.x_labels = [_short(one) for one in _ordered(chart, chart.labels)]
    for series in chart.series:
        graph.add(series.name, _ordered(chart, series.values))
    return graph


def _options(chart: Chart) -> dict[str, Any]:
    """Returns what pygal is told; nothing is left to its defaults that would leave a trace on the page."""
    lying = chart.shape == "rows"
    return {
        **dict.fromkeys(("css", "js"), ()),
        **dict.fromkeys(("no_prefix", "print_values", "print_zeroes"), True),
        **dict.fromkeys(("show_x_guides", "show_y_labels"), lying),
        **dict.fromkeys(("show_y_guides", "show_x_labels"), not lying),
        **dict.fromkeys(("margin", "spacing"), SPACING),
        "uuid": "chart",
        "show_legend": False,
        "width": _width(chart),
        "height": _height(chart),
        "range": (0, _top(chart)),
        "print_values_position": "center" if chart.shape == "stacked" else "top",
        "value_formatter": _written(chart),
        "truncate_label": LABEL_LENGTH_MAX,
    }


def _ordered(chart: Chart, told: Sequence[Any]) -> list[Any]:
    """Returns labels or values as pygal takes them: what lies, it draws from the bottom up."""
    return list(reversed(told)) if chart.shape == "rows" else list(told)


def _top(chart: Chart) -> float:
    """Returns where the scale ends."""
    values = [one.values for one in chart.series]
    if chart.shape == "stacked":
        return float(max((sum(column) for column in zip(*values, strict=True)), default=0) or 1)
    return (max((value for column in values for value in column), default=0) or 1) * ROOM_ABOVE


def _written(chart: Chart) -> Callable[[Any], str]:
    """Returns what pygal calls for each value, and for each mark of a scale that is not shown.

    On columns on top of each other, a layer that is too thin has no figure: it stands in the table.
    """
    least = _top(chart) / LAYERS_WRITTEN_MAX if chart.shape == "stacked" else 0
    return lambda value: chart.written(round(value)) if value >= least else ""


def _short(label: str) -> str:
    return label if len(label) <= LABEL_LENGTH_MAX else f"{label[: LABEL_LENGTH_MAX - 1]}…"


# --- written anew ---------------------------------------------------------------------------------


def fills(chart: Chart) -> list[int]:
    """Returns which of the page's fills each series has."""
    return [place if one.fill is None else one.fill for place, one in enumerate(chart.series)]


def _shapes(parent: Any, filled: list[int]) -> Iterable[Html]:
    """Yields the shapes and words below an element, each as an element of ours."""
    for one in parent:
        if not isinstance(one.tag, str) or _name(one.tag) not in _SHAPES or _is_left_out(one):
            continue
        inner = list(_shapes(one, filled))
        text = one.text or ""
        if _name(one.tag) == "g" and not inner:
            continue
        yield element(_name(one.tag), text, *inner, **_attributes(one, filled))


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _is_left_out(one: Any) -> bool:
    return any(name in _LEFT_OUT for name in str(one.get("class", "")).split())


def _attributes(one: Any, filled: list[int]) -> dict[str, object]:
    told: dict[str, object] = {
        name: _rounded(one.get(name)) for name in _ATTRIBUTES if name != "class" and one.get(name)
    }
    if one.get("class"):
        told["class_"] = re.sub(r"color-(\d+)", lambda at: f"color-{filled[int(at[1])]}", one.get("class"))
    return told


def _rounded(written: str) -> str:
    """Returns coordinates to a tenth of a pixel."""
    return re.sub(r"-?\d+\.\d+", lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), written)
