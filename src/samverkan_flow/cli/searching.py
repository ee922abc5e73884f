"""What can be searched for, as options: `audit search` and `audit export` take the same."""

from collections.abc import Mapping
from typing import Any

import click

from samverkan_flow.cli.settings import read_date

SEARCHED_FOR: list[click.Parameter] = [
    click.Option(("--person",), metavar="HANDLE", help="Who acted, by handle."),
    click.Option(("--organisation",), metavar="NAME-OR-NUMBER", help="The partner, by number or name."),
    click.Option(("--event",), metavar="NAME", help="The event, such as breach-reported."),
    click.Option(("--clause",), metavar="CLAUSE", help="The clause or rule, such as C30."),
    click.Option(("--from", "first_day"), metavar="DATE", help="Recorded on this day or later."),
    click.Option(("--to", "last_day"), metavar="DATE", help="Recorded on this day or earlier."),
    click.Option(
        ("--text",), metavar="WORDS", help="Words that all stand in an event: texts, amounts, accounts, ids."
    ),
]


def search_of(told: Mapping[str, str | None]) -> Any:
    """Returns what to look for. Raises InvalidInput for what is blank, as of a variable that is not set."""
    from samverkan_flow.audit.search import Search
    from samverkan_flow.domain.errors import InvalidInput

    given: dict[str, Any] = {name: text for name, text in told.items() if text is not None}
    dates = {"first_day": "--from", "last_day": "--to"}
    for name, text in given.items():
        if name not in dates and not text.strip():
            raise InvalidInput(f"--{name}", "is empty", "leave it out, or say what to look for")
    days = {name: read_date(flag, given[name]) for name, flag in dates.items() if name in given}
    return Search(**{**given, **days})
