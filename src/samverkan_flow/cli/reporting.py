"""The verb that reports on the portfolio in one calendar year: as a page, or as numbers."""

from pathlib import Path
from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.settings import Settings, reading_options, settings_of

STANDARD_OUTPUT = "-"

_MORE = """
The page is one file of HTML: charts, tables, and the query behind every figure. It needs no network and
prints on A4. FILE is new; nothing is overwritten. A pipe gets the page itself, --json the numbers.

The year is a calendar year in Europe/Stockholm. One that runs is told until today, one that has passed
as it is known today; of one to come only the money is told.
"""


def command(path: str, text: str) -> click.Command:
    """Returns the verb."""
    return click.Command(
        path.split()[-1],
        callback=click.pass_context(report),
        params=[*_parameters(), *reading_options()],
        help=f"{text}\n{_MORE}",
        context_settings={"max_content_width": 100},
    )


def report(context: click.Context, year: int, output: str | None) -> None:
    """Makes the report."""
    settings = settings_of(context)
    if settings.json:
        _tell_numbers(settings, year, output)
    elif output == STANDARD_OUTPUT or (output is None and not render.is_person()):
        render.print_bytes(_page(_made(settings, year)))
    else:
        _write(settings, year, Path(output or f"report-{year}.html"))


def _tell_numbers(settings: Settings, year: int, output: str | None) -> None:
    from samverkan_flow.audit.report.numbers import numbers
    from samverkan_flow.domain.errors import InvalidInput

    if output is not None:
        raise InvalidInput("--out", "is for the page, and --json prints the numbers", "leave one of them out")
    render.print_json({"ok": True, **numbers(_made(settings, year))})


def _write(settings: Settings, year: int, path: Path) -> None:
    from samverkan_flow.audit.counting import counted
    from samverkan_flow.audit.export.writing import new_file

    made: Any = None
    with new_file(path) as file:
        made = _made(settings, year)
        file.write(_page(made))
    partnerships = counted(made.partnerships, "partnership")
    render.say(f"Wrote {path}: the portfolio in {year} as it stands on {made.period.until}, {partnerships}.")
    render.say(
        render.wrapped(
            f"Open it in a browser; print it on A4. The numbers: samverkan report --year {year} --json"
        )
    )
    if made.stamp.warning:
        render.tell_trouble(made.stamp.warning)


def _made(settings: Settings, year: int) -> Any:
    from samverkan_flow.audit.report.making import portfolio_report

    with settings.reader() as reader:
        if render.is_person() and not settings.json:
            return render.with_progress("reading the log", lambda told: portfolio_report(reader, year, told))
        return portfolio_report(reader, year)


def _page(made: Any) -> bytes:
    from samverkan_flow.audit.report.shown.page import report_page

    return report_page(made)


def _parameters() -> list[click.Parameter]:
    return [
        click.Option(("--year",), type=int, required=True, metavar="YYYY", help="The calendar year."),
        click.Option(
            ("-o", "--out", "--output", "output"), metavar="FILE",
            help="The new file, or - for standard output (default report-YYYY.html here; a pipe gets the page).",
        ),
    ]  # fmt: skip
