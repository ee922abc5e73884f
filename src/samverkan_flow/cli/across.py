"""The verbs that question the log across every partnership."""

from typing import Any

import click

from samverkan_flow.cli.building import Verb, verb
from samverkan_flow.cli.questions import tell
from samverkan_flow.cli.searching import SEARCHED_FOR, search_of
from samverkan_flow.cli.settings import settings_of

ROWS_MAX = 1_000_000
DAYS_MAX = 36_500
"""How many rows and how many days can be asked for at most."""


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs."""
    return verb(path, text, _VERBS)


def search(context: click.Context, limit: int | None, **told: str | None) -> None:
    """Events across the log that match everything asked for."""
    from samverkan_flow.audit.searching import SEARCH_ROWS_MAX
    from samverkan_flow.audit.searching import search as asked

    settings = settings_of(context)
    with settings.reader() as reader:
        wanted = search_of(told)
        tell(settings, asked(reader, wanted, limit=limit or SEARCH_ROWS_MAX, whole=settings.json))


def late(context: click.Context, days: int | None) -> None:
    """Entries recorded long after they took effect."""
    from samverkan_flow.audit.answer import LATE_DAYS
    from samverkan_flow.audit.late import late as asked

    settings = settings_of(context)
    with settings.reader() as reader:
        tell(settings, asked(reader, LATE_DAYS if days is None else days))


def corrections(context: click.Context) -> None:
    """Every correction beside what it corrects."""
    from samverkan_flow.audit.corrections import corrections as asked

    _ask(context, asked)


def duties(context: click.Context, ref: str) -> None:
    """Violations of the separation of duties."""
    from samverkan_flow.audit.duties import duties as asked

    _ask(context, asked, ref)


def durations(context: click.Context) -> None:
    """How long partnerships stayed at each stage."""
    from samverkan_flow.audit.durations import durations as asked

    _ask(context, asked)


def missed(context: click.Context) -> None:
    """Dates that were missed."""
    from samverkan_flow.audit.missed import missed as asked

    _ask(context, asked)


def told(context: click.Context, ref: str) -> None:
    """Who was reminded of what, and what nobody was told of."""
    from samverkan_flow.audit.told import told as asked

    _ask(context, asked, ref)


def expiring(context: click.Context, within: int | None) -> None:
    """Agreements that end soon."""
    from samverkan_flow.audit.expiring import EXPIRING_WITHIN_DAYS
    from samverkan_flow.audit.expiring import expiring as asked

    _ask(context, asked, EXPIRING_WITHIN_DAYS if within is None else within)


def policies(context: click.Context) -> None:
    """Policy versions, and how much was judged by each."""
    from samverkan_flow.audit.policies import policies as asked

    _ask(context, asked)


def accounts(context: click.Context) -> None:
    """Accounts of several persons, persons with several accounts."""
    from samverkan_flow.audit.accounts import accounts as asked

    _ask(context, asked)


def document(context: click.Context, file: str) -> None:
    """Whether a file is a document that was signed or cited, byte for byte."""
    from pathlib import Path

    from samverkan_flow.audit.document import document as asked

    _ask(context, asked, Path(file))


def exceptions(context: click.Context) -> None:
    """Every exception asked for, by clause."""
    from samverkan_flow.audit.exceptions import exceptions as asked

    _ask(context, asked)


def erased(context: click.Context) -> None:
    """Whose personal text has been erased."""
    from samverkan_flow.audit.erased import erased as asked

    _ask(context, asked)


def _ask(context: click.Context, asked: Any, *told: Any) -> None:
    settings = settings_of(context)
    with settings.reader() as reader:
        tell(settings, asked(reader, *told))


_LIMIT = click.Option(
    ("--limit",),
    type=click.IntRange(1, ROWS_MAX),
    metavar="N",
    help="At most so many rows (default 1000).",
)

_VERBS: dict[str, Verb] = {
    "audit search": (search, [*SEARCHED_FOR, _LIMIT]),
    "audit late": (
        late,
        [
            click.Option(
                ("--days",),
                type=click.IntRange(0, DAYS_MAX),
                metavar="N",
                help="By more days than this (default 7).",
            )
        ],
    ),
    "audit corrections": (corrections, []),
    "audit duties": (duties, [click.Argument(("ref",), metavar="[REF]", default="", required=False)]),
    "audit durations": (durations, []),
    "audit missed": (missed, []),
    "audit told": (told, [click.Argument(("ref",), metavar="[REF]", default="", required=False)]),
    "audit expiring": (
        expiring,
        [
            click.Option(
                ("--within",),
                type=click.IntRange(0, DAYS_MAX),
                metavar="DAYS",
                help="Days ahead (default 365).",
            )
        ],
    ),
    "audit policies": (policies, []),
    "audit accounts": (accounts, []),
    "audit document": (document, [click.Argument(("file",), metavar="FILE")]),
    "audit exceptions": (exceptions, []),
    "audit erased": (erased, []),
}
