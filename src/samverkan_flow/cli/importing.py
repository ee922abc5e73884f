"""The verb that takes in partnerships already agreed, from a spreadsheet: import."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import Verb, plain, verb
from samverkan_flow.cli.settings import Settings, command_id_option, dry_run_option, settings_of
from samverkan_flow.domain.errors import SamverkanError

if TYPE_CHECKING:
    from collections.abc import Callable

    from samverkan_flow.service.outcome import Imported

_HELP = """

FILE is a workbook (.xlsx), a CSV file (.csv) or JSON lines (.jsonl), with a row for each initiative; rows
with the same key are one partnership. The columns: samverkan template portfolio.

Begin with --dry-run: it tells every problem by row and column, and records nothing. All of the file is
recorded, or none of it; the same file again records nothing more. What is recorded takes effect on the day
each agreement was signed, says that it was imported, and makes up no decision of anybody.
"""


def command(path: str, text: str) -> click.Command:
    """Returns the verb."""
    return verb(path, text + _HELP, _VERBS)


def import_(context: click.Context, file: str, because: str) -> None:
    """Takes in a file."""
    settings = settings_of(context)
    actor = settings.person()
    if render.is_person() and not settings.json:
        outcome, trouble = render.with_progress(
            f"importing {Path(file).name}", lambda told: _imported(settings, actor, file, because, told)
        )
    else:
        outcome, trouble = _imported(settings, actor, file, because, lambda _done, _total: None)
    if settings.json:
        render.print_json({"ok": True, **plain(outcome)})
    else:
        _tell(outcome)
    if trouble:
        render.tell_trouble(trouble)


def _imported(
    settings: Settings, actor: str, file: str, because: str, told: "Callable[[int, int], None]"
) -> "tuple[Imported, str]":
    from samverkan_flow.cli.verbs import account
    from samverkan_flow.importing import read_portfolio

    portfolio = read_portfolio(file, because or (_TRIED if settings.dry_run else ""), told)
    with settings.partnerships() as partnerships:
        try:
            outcome = partnerships.import_portfolio(
                portfolio.command,
                actor=actor,
                via=account(),
                command_id=settings.own_command_id(),
                unread=portfolio.unread,
                dry_run=settings.dry_run,
                told=told,
            )
        except SamverkanError as error:
            error.findings = portfolio.as_called(error.findings)
            raise
        return outcome, partnerships.trouble


def _tell(outcome: "Imported") -> None:
    render.say(_what_happened(outcome))
    stages = ", ".join(f"{count} {stage}" for stage, count in outcome.stages.items())
    render.pairs([
        ("rows", outcome.rows),
        ("partnerships", f"{outcome.partnerships}: {stages}"),
        ("initiatives", outcome.initiatives),
        ("references", f"{outcome.first_ref} to {outcome.last_ref}"),
        *((f"net {one.year}", one.net) for one in outcome.years),
        ("file", f"{outcome.source}, SHA-256 {outcome.sha256}"),
    ])  # fmt: skip
    for warning in outcome.warnings:
        render.say(f"  worth a look: {warning.clause}: {warning.message}; {warning.remedy}")
    if outcome.dry_run:
        render.say("What comes next: the same command without --dry-run")
    else:
        render.say(
            "What comes next: samverkan status tells what is late; samverkan tick records what has ended"
        )


def _what_happened(outcome: "Imported") -> str:
    if outcome.dry_run:
        return f"{outcome.source} can be imported; nothing has been recorded yet."
    if outcome.repeated:
        return (
            f"The very same file was imported on {outcome.effective_on}, as {outcome.source}; "
            "nothing more was recorded."
        )
    return f"{outcome.source} is imported, all of it."


_BECAUSE: dict[str, Any] = {
    "default": "",
    "help": "Why it is imported, kept with each partnership; required, but with --dry-run.",
}
_TRIED = "tried out"
"""The reason of a dry run that gives none: nothing is recorded, so none is kept."""

_VERBS: dict[str, Verb] = {
    "import": (
        import_,
        [
            click.Argument(("file",), metavar="FILE"),
            click.Option(("--because",), metavar="TEXT", **_BECAUSE),
            dry_run_option(),
            command_id_option(),
        ],
    ),
}
