"""The verb that makes a dossier for an auditor who has neither product nor store."""

from pathlib import Path
from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.settings import Settings, reading_options, settings_of

_MORE = """
Of one partnership (REF) or of the whole log (--all). DIR is new; it appears whole or not at all.

In it are the story as a page (index.html), the events with the proof of each, the hashes of documents,
the policy texts that judged, the signed checkpoint, the public key, a program that checks all this
without us, and README.txt, which says how. Names of living persons stay sealed.
"""


def command(path: str, text: str) -> click.Command:
    """Returns the verb."""
    return click.Command(
        path.split()[-1],
        callback=click.pass_context(bundle),
        params=[*_parameters(), *reading_options()],
        help=f"{text}\n{_MORE}",
        context_settings={"max_content_width": 100},
    )


def bundle(context: click.Context, ref: str | None, whole: bool, output: str) -> None:
    """Makes the dossier."""
    if (ref is None) != whole:
        raise click.UsageError("Name a partnership, or give --all; not both.", context)
    settings = settings_of(context)
    path = Path(output)
    _tell(settings, _whole(settings, path) if ref is None else _one(settings, ref, path), path)


def _one(settings: Settings, ref: str, path: Path) -> Any:
    from samverkan_flow.audit.bundle.making import bundle_partnership

    with settings.reader() as reader:
        return bundle_partnership(reader, ref, path, settings.language)


def _whole(settings: Settings, path: Path) -> Any:
    from samverkan_flow.audit.bundle.making import bundle_whole_log

    with settings.reader() as reader:
        if render.is_person() and not settings.json:
            return render.with_progress("reading the log", lambda told: bundle_whole_log(reader, path, told))
        return bundle_whole_log(reader, path)


def _tell(settings: Settings, manifest: Any, path: Path) -> None:
    if settings.json:
        from samverkan_flow.domain.plain import to_plain

        render.print_json({"ok": True, "folder": str(path), "manifest": to_plain(manifest)})
        return
    events = sum(1 for name in manifest.sha256 if name.startswith("events/")) or manifest.log_size
    render.say(
        f"Made {path}: the dossier of {manifest.name}, {events} events of a log of {manifest.log_size}."
    )
    render.say(
        render.wrapped(f"Begin with {path / 'index.html'}; {path / 'README.txt'} says how it is checked.")
    )
    render.say(
        render.wrapped(
            "Give the log's public key to the auditor another way. Names are sealed in the dossier."
        )
    )


def _parameters() -> list[click.Parameter]:
    return [
        click.Argument(("ref",), required=False, metavar="[REF]"),
        click.Option(("--all", "whole"), is_flag=True, help="The whole log."),
        click.Option(("-o", "--output"), required=True, metavar="DIR", help="The new folder."),
    ]
