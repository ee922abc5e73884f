"""The only printer: sentences and tables for people, tab-separated lines for pipes, one document for JSON."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import click

from samverkan_flow.domain.errors import OutputLost

Result = TypeVar("Result")

LINE_WIDTH_MAX = 100
NARROW_COLUMN = 16
"""A column whose cells are no longer than this is never broken."""
WIDE_COLUMN = 24
"""How wide a longer column is at least; a terminal with less room gets its rows stacked."""
STACKED_COLUMN = 20
"""A column whose cells are longer than this stands below its row, where rows are stacked."""
COLUMN_GAP = 3


class NobodyReads(Exception):
    """The pipe that was written to has no reader any more: the rest need not be told."""


def print_json(document: dict[str, Any]) -> None:
    """Prints one JSON document, UTF-8 whatever the locale."""
    import json

    _print((json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace"))


def print_bytes(document: bytes) -> None:
    """Prints a whole document as it is, such as a page."""
    _print(document)


def say(text: str = "") -> None:
    """Prints a line."""
    _print(f"{_printable(text)}\n")


def heading(text: str) -> None:
    """Prints a heading, bold where that helps."""
    _print(f"{click.style(_printable(text), bold=True) if is_coloured() else _printable(text)}\n")


def _print(text: str | bytes) -> None:
    """Writes to stdout. Raises NobodyReads for a closed pipe, OutputLost for a full disk and the like."""
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        raise NobodyReads from None
    except OSError as error:
        raise OutputLost(error.strerror or str(error)) from None


def tell_error(message: str, hint: str, findings: Sequence[dict[str, Any]]) -> None:
    """Tells on stderr what happened, every finding, and the way out; where nobody listens the exit code tells."""
    with suppress(OSError):
        _tell_error(message, hint, findings)


FINDINGS_SHOWN_MAX = 40
"""How many problems of a table people are shown; --json tells all of them."""


def _tell_error(message: str, hint: str, findings: Sequence[dict[str, Any]]) -> None:
    label = click.style("error:", fg="red", bold=True) if is_coloured(sys.stderr) else "error:"
    click.echo(f"{label} {_printable(message)}", err=True)
    width = max((len(one["clause"]) for one in findings), default=0)
    shown = findings[:FINDINGS_SHOWN_MAX]
    places = _places(shown)
    for one, place in zip(shown, places, strict=True):
        before = f"  {place}{one['clause']:<{width}}  "
        click.echo(f"{before}{_printable(one['message'])}", err=True)
        click.echo(f"{' ' * len(before)}→ {_printable(one['remedy'])}", err=True)
    if len(findings) > FINDINGS_SHOWN_MAX:
        click.echo(f"  … and {len(findings) - FINDINGS_SHOWN_MAX} more; --json tells all of them", err=True)
    if hint:
        click.echo(f"hint: {_printable(hint)}", err=True)


def _places(findings: Sequence[dict[str, Any]]) -> list[str]:
    """Returns row and column of each finding, in columns; nothing where none stands in a table."""
    cells = [
        (f"row {one['row']}", _printable(one["column"])) if "row" in one else ("", "") for one in findings
    ]
    widths = [max((len(cell[n]) for cell in cells), default=0) for n in (0, 1)]
    gap = "  " if any(widths) else ""
    return [f"{row:<{widths[0]}}{gap}{column:<{widths[1]}}{gap}" for row, column in cells]


def tell_trouble(text: str) -> None:
    """Tells on stderr what went wrong although the work was done."""
    label = click.style("warning:", fg="yellow", bold=True) if is_coloured(sys.stderr) else "warning:"
    click.echo(f"{label} {_printable(text)}", err=True)


def tell_aside(text: str) -> None:
    """Tells on stderr what belongs to an answer and not into the pipe that takes its rows."""
    with suppress(OSError):
        click.echo(_printable(text), err=True)


def is_person() -> bool:
    """Tells whether a person reads stdout, not a pipe."""
    return sys.stdout.isatty()


def is_coloured(stream: Any = None) -> bool:
    """Tells whether colour may be used: a terminal, and no NO_COLOR."""
    stream = stream or sys.stdout
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], empty: str) -> None:
    """Prints a table: aligned with a header for people, bare tab-separated lines for pipes."""
    cells = [[_cell(value) for value in row] for row in rows]
    if not is_person():
        for row in cells:
            _print("\t".join(row) + "\n")
    elif not cells:
        say(empty)
    else:
        _rich_table(columns, cells)


def _rich_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [
        max(len(cell) for cell in (column, *(row[n] for row in rows))) for n, column in enumerate(columns)
    ]
    kept = [min(width, WIDE_COLUMN) for width in widths]
    if sum(kept) + COLUMN_GAP * len(kept) > _terminal_width():
        _stacked(columns, rows, widths)
        return
    from rich.box import SIMPLE_HEAD  # heavy: only for people
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column, width in zip(columns, widths, strict=True):
        made.add_column(column, no_wrap=width <= NARROW_COLUMN)
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    Console(no_color=not is_coloured(), highlight=False).print(made)


def _stacked(columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """Prints what is too wide for the terminal: short cells in columns under headings, long ones below each row.

    What a row is about, its first cell, leads it, on a line of its own where it is long.
    """
    short = _short_columns(widths)
    heading(_in_columns(columns, short, widths) if 0 in short else columns[0])
    for row in rows:
        if 0 not in short:
            say(row[0])
        else:
            say(_in_columns(row, short, widths))
        for n in range(1, len(columns)):
            if row[n] and (n not in short or 0 not in short):
                say(f"    {columns[n]}: {wrapped(row[n], indent=6)}")


def _short_columns(widths: Sequence[int]) -> list[int]:
    """Returns the columns that stand beside each other in a terminal, from the first on."""
    short: list[int] = []
    for n, width in enumerate(widths):
        taken = sum(widths[k] + len(_STACK_GAP) for k in short)
        if width <= STACKED_COLUMN and taken + width <= _terminal_width():
            short.append(n)
    return short


_STACK_GAP = "  "


def _in_columns(cells: Sequence[str], chosen: Sequence[int], widths: Sequence[int]) -> str:
    return _STACK_GAP.join(cells[n].ljust(widths[n]) for n in chosen).rstrip()


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def pairs(rows: Sequence[tuple[str, Any]]) -> None:
    """Prints label and value lines, leaving out what is empty."""
    width = max((len(label) for label, value in rows if _cell(value)), default=0)
    for label, value in rows:
        if _cell(value):
            say(f"  {label:<{width}}  {wrapped(_cell(value), indent=width + 4)}")


def wrapped(text: str, indent: int = 0) -> str:
    """Returns a text broken into lines for a person's terminal; pipes get it whole."""
    if not is_person():
        return text
    import textwrap

    width = min(_terminal_width(), LINE_WIDTH_MAX) - indent
    return f"\n{' ' * indent}".join(textwrap.wrap(text, max(width, 20)) or [""])


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case tuple() | list():
            return ", ".join(_cell(item) for item in value)
        case _:
            return " ".join(_printable(str(value)).split("\n"))


def _printable(text: str) -> str:
    """Replaces what the terminal's encoding cannot show, and control characters that would steer it."""
    if text.isascii() and text.isprintable():
        return text
    shown = "".join(
        character if character.isprintable() or character in "\n\t" else "\ufffd" for character in text
    )
    encoding = sys.stdout.encoding or "utf-8"
    return shown.encode(encoding, "replace").decode(encoding)


def with_progress(what: str, work: Callable[[Callable[[int, int], None]], Result]) -> Result:
    """Does a piece of work and shows on stderr how far it is; for people only. A total of 0 is not known yet."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        return work(lambda done, total: progress.update(task, completed=done, total=total or None))
