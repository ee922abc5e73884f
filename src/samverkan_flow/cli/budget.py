"""The verb that shows the yearly frames, now or as they were."""

import click

from samverkan_flow.cli.building import Verb, verb
from samverkan_flow.cli.questions import tell
from samverkan_flow.cli.settings import read_date, read_known_at, settings_of


def command(path: str, text: str) -> click.Command:
    """Returns the verb."""
    return verb(path, text, _VERBS)


def show(context: click.Context, year: int | None, as_of: str | None, known_at: str | None) -> None:
    """Every year's frame, or one year's by partnership."""
    from samverkan_flow.audit.budget import budget as asked

    settings = settings_of(context)
    day = read_date("--as-of", as_of) if as_of is not None else None
    time = read_known_at(known_at)
    with settings.reader() as reader:
        tell(settings, asked(reader, year, day, time))


_VERBS: dict[str, Verb] = {
    "budget show": (show, [
        click.Argument(("year",), metavar="[YEAR]", required=False, type=int),
        click.Option(("--as-of",), metavar="DATE", help="In force on this day."),
        click.Option(("--known-at",), metavar="TIME", help="As known at this time; a date stands for its end."),
    ]),
}  # fmt: skip
