"""The path a partnership took through the lifecycle, as a picture (SVG): taken steps strong, the others faint.

The stages that lead on stand in a row; below them, as wide as the row, the end that each of them has a way to.
"""

from collections.abc import Iterable, Sequence

from samverkan_flow.audit.bundle.page import Html, element, together
from samverkan_flow.audit.bundle.steps import Taken
from samverkan_flow.domain.lifecycle import Stage

ROW = (Stage.PROPOSED, Stage.SCREENED, Stage.AGREED, Stage.ACTIVE, Stage.EVALUATED)
ONWARD = {"screen": Stage.PROPOSED, "agree": Stage.SCREENED, "activate": Stage.AGREED}
"""The steps that lead straight to the next stage in the row, and where from."""
BOX_WIDTH, BOX_HEIGHT, GAP = 104, 44, 108
TOP, BOTTOM = 58, 226
LEFT = 8
WIDTH = 2 * LEFT + len(ROW) * BOX_WIDTH + (len(ROW) - 1) * GAP
HEIGHT = BOTTOM + BOX_HEIGHT + 8
STRONG, FAINT, QUIET = "#1a1a1a", "#b4b4b4", "#666"
"""Ink of what happened, of lines that were not taken, and of words that name what was not reached."""
LINE = 14
"""Pixels from one line of text to the next."""


def path_picture(taken: Sequence[Taken], end_reason: str) -> Html:
    """Returns the path as a picture that tells in its description what it shows."""
    return element(
        "svg",
        element("title", "The path through the lifecycle", id="path-title"),
        element("desc", in_words(taken), id="path-desc"),
        _arrowheads(),
        *(_forward(taken, source, trigger) for trigger, source in ONWARD.items()),
        _arc(taken, "evaluate", -1),
        _arc(taken, "continue", 1),
        *(_down(taken, source) for source in ROW),
        *(_stage(taken, stage) for stage in ROW),
        _end(taken, end_reason),
        class_="path",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_labelledby="path-title path-desc",
        font_family="inherit",
    )


def path_in_small(taken: Sequence[Taken]) -> Html:
    """Returns the path as a row of dots, filled where the partnership has been."""
    reached = {step.destination for step in taken}
    dots = (
        element("circle", cx=10 + 25 * place, cy=9, r=6, stroke=STRONG if stage in reached else FAINT,
                stroke_width=2, fill=STRONG if stage in reached else "#fff")
        for place, stage in enumerate(Stage)
    )  # fmt: skip
    label = f"reached: {', '.join(stage for stage in Stage if stage in reached)}"
    return element(
        "svg",
        element("title", label),
        *dots,
        class_="small",
        viewBox="0 0 145 18",
        role="img",
        aria_label=label,
    )


def in_words(taken: Iterable[Taken]) -> str:
    """Returns the path as a sentence."""
    return (
        "; ".join(f"{step.destination} on {step.when} by {step.who}" for step in taken) or "no step was taken"
    )


# --- the parts ------------------------------------------------------------------------------------


def _x(stage: Stage) -> int:
    return LEFT + ROW.index(stage) * (BOX_WIDTH + GAP)


def _stage(taken: Sequence[Taken], stage: Stage) -> Html:
    been = [step for step in taken if step.destination is stage]
    stands = bool(taken) and taken[-1].destination is stage
    box = _box(_x(stage), TOP, BOX_WIDTH, str(stage), been=bool(been), stands=stands)
    if stage is not Stage.PROPOSED:
        return box
    begun = [step for step in taken if step.source is None]
    told = (f"{'imported, ' if one.trigger == 'import' else ''}{one.on}, {_short(one.who)}" for one in begun)
    return together((box, *(_text(LEFT, TOP - 8, one, STRONG, anchor="start") for one in told)))


def _end(taken: Sequence[Taken], end_reason: str) -> Html:
    ended = [step for step in taken if step.destination is Stage.TERMINATED]
    told = f"terminated: {end_reason}" if end_reason else "terminated"
    return _box(LEFT, BOTTOM, WIDTH - 2 * LEFT, told, been=bool(ended), stands=bool(ended))


def _box(x: int, y: int, width: int, text: str, *, been: bool, stands: bool) -> Html:
    ink = STRONG if been else QUIET
    box = element("rect", x=x, y=y, width=width, height=BOX_HEIGHT, rx=6, fill=STRONG if stands else "#fff",
                  stroke=STRONG if been else FAINT, stroke_width=2 if been else 1,
                  stroke_dasharray="" if been else "4 3")  # fmt: skip
    written = _text(x + width // 2, y + BOX_HEIGHT // 2 + 5, text, "#fff" if stands else ink, bold=True)
    return together((box, written))


def _forward(taken: Sequence[Taken], source: Stage, trigger: str) -> Html:
    x, y = _x(source) + BOX_WIDTH, TOP + BOX_HEIGHT // 2
    made = [step for step in taken if step.trigger == trigger]
    line = _line(f"M{x} {y}H{x + GAP - 7}", bool(made))
    return together((line, *_told(x + GAP // 2 - 3, y - 8, trigger, made)))


def _arc(taken: Sequence[Taken], trigger: str, side: int) -> Html:
    """Returns one of the two ways between active and evaluated: above the row, or below it."""
    made = [step for step in taken if step.trigger == trigger]
    left, right = _x(Stage.ACTIVE) + BOX_WIDTH, _x(Stage.EVALUATED)
    y = TOP + BOX_HEIGHT // 2 + 8 * side
    path = f"M{left} {y}H{right - 7}" if side < 0 else f"M{right} {y}H{left + 7}"
    middle = (left + right) // 2
    if side < 0:
        return together((_line(path, bool(made)), *_above(middle, y - 8, trigger, made)))
    return together((_line(path, bool(made)), *_below(middle, y + LINE + 3, trigger, made)))


def _down(taken: Sequence[Taken], source: Stage) -> Html:
    x = _x(source) + BOX_WIDTH // 2
    made = [step for step in taken if step.destination is Stage.TERMINATED and step.source is source]
    line = _line(f"M{x} {TOP + BOX_HEIGHT}V{BOTTOM - 7}", bool(made))
    if not made:
        return line
    lines = _lines(made[0].trigger, made)
    side, anchor = (-8, "end") if source is ROW[-1] else (8, "start")
    texts = (
        _text(x + side, BOTTOM - 58 + n * LINE, one, STRONG, anchor=anchor, bold=not n)
        for n, one in enumerate(lines)
    )
    return together((line, *texts))


def _told(x: int, y: int, trigger: str, made: list[Taken]) -> tuple[Html, ...]:
    """Returns what was done above a line, and when and by whom below it."""
    first, *rest = _lines(trigger, made)
    ink = STRONG if made else QUIET
    return (
        _text(x, y, first, ink, bold=bool(made)),
        *(_text(x, y + 8 + LINE * (n + 1) + 2, one, ink) for n, one in enumerate(rest)),
    )


def _above(x: int, y: int, trigger: str, made: list[Taken]) -> tuple[Html, ...]:
    lines = _lines(trigger, made)
    return _stacked(x, y - LINE * (len(lines) - 1), lines, made)


def _below(x: int, y: int, trigger: str, made: list[Taken]) -> tuple[Html, ...]:
    return _stacked(x, y, _lines(trigger, made), made)


def _stacked(x: int, y: int, lines: list[str], made: list[Taken]) -> tuple[Html, ...]:
    ink = STRONG if made else QUIET
    return tuple(_text(x, y + n * LINE, one, ink, bold=bool(made) and not n) for n, one in enumerate(lines))


def _lines(trigger: str, made: list[Taken]) -> list[str]:
    """Returns a step as lines: what, when and by whom, the latest where it was taken several times."""
    if not made:
        return [trigger]
    times = f" × {len(made)}" if len(made) > 1 else ""
    return [f"{trigger}{times}", f"{made[-1].on}", _short(made[-1].who)]


def _short(who: str) -> str:
    return who if len(who) <= WHO_LENGTH_MAX else f"{who[: WHO_LENGTH_MAX - 1]}…"


WHO_LENGTH_MAX = 16
"""A longer handle is cut in the picture; the story below it has the whole."""


def _line(path: str, taken: bool) -> Html:
    kind = "strong" if taken else "faint"
    return element("path", d=path, fill="none", stroke=STRONG if taken else FAINT, stroke_width=3 if taken else 1,
                   stroke_dasharray="" if taken else "4 3", marker_end=f"url(#{kind})")  # fmt: skip


def _arrowheads() -> Html:
    heads = (
        element("marker", element("path", d="M0 0L8 4L0 8Z", fill=ink), id=kind, viewBox="0 0 8 8", refX=1, refY=4,
                markerWidth=8, markerHeight=8, markerUnits="userSpaceOnUse", orient="auto")
        for kind, ink in (("strong", STRONG), ("faint", FAINT))
    )  # fmt: skip
    return element("defs", *heads)


def _text(x: int, y: int, text: str, ink: str, *, bold: bool = False, anchor: str = "middle") -> Html:
    weight = "600" if bold else ""
    return element("text", text, x=x, y=y, fill=ink, font_size=12, text_anchor=anchor, font_weight=weight)
