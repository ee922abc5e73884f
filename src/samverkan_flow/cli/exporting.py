"""The verb that hands the log to others, as a file with its manifest or on standard output."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.searching import SEARCHED_FOR, search_of
from samverkan_flow.cli.settings import Settings, reading_options, settings_of

FORMATS = ("jsonl", "csv", "cloudevents", "xes", "ocel")
STANDARD_OUTPUT = "-"

_MORE = """
REF narrows it to one partnership, its refused attempts included. Names stay sealed in every format:
people stand in it under their handles.

jsonl: JSON Lines with the very bytes each event is stored as. csv: a table no spreadsheet takes a
formula from. cloudevents: CloudEvents 1.0. xes, ocel: for process-mining tools, by partnership (XES)
or by partnership, party and person (OCEL 2.0).

FILE is new; nothing is overwritten. FILE.manifest.json beside it has its SHA-256.
"""


def command(path: str, text: str) -> click.Command:
    """Returns the verb."""
    return click.Command(
        path.split()[-1],
        callback=click.pass_context(export),
        params=[*_parameters(), *reading_options()],
        help=f"{text}\n{_MORE}",
        context_settings={"max_content_width": 100},
    )


def export(context: click.Context, ref: str | None, format_: str, output: str, **told: str | None) -> None:
    """Writes the events that match."""
    settings = settings_of(context)
    search = search_of({**told, "ref": ref})
    if output == STANDARD_OUTPUT:
        _to_standard_output(settings, format_, search)
    else:
        _to_file(settings, format_, search, Path(output))


def _to_file(settings: Settings, format_: str, search: Any, path: Path) -> None:
    from samverkan_flow.audit.export.exporting import export_to_file

    with settings.reader() as reader:
        if render.is_person() and not settings.json:
            manifest: Any = render.with_progress(
                "exporting the log", lambda told: export_to_file(reader, format_, search, path, told)
            )
        else:
            manifest = export_to_file(reader, format_, search, path)
    _tell(settings, manifest, path)


def _tell(settings: Settings, manifest: Any, path: Path) -> None:
    if settings.json:
        import json

        render.print_json({"ok": True, "file": str(path), "manifest": json.loads(manifest.as_json())})
        return
    render.say(
        f"Wrote {path}: {manifest.events} of the log's {manifest.log_size} events, {manifest.bytes} bytes."
    )
    render.say(f"SHA-256 {manifest.sha256}")
    render.say(f"{path}.manifest.json says what it holds. Names are sealed in it.")
    if manifest.warning:
        render.tell_trouble(manifest.warning)
    for count, told in (
        (manifest.left_out, "events belong to no partnership, and this format has no place for them"),
        (
            manifest.neutralised_cells,
            "cells would have been formulas in a spreadsheet; they are not any more",
        ),
        (manifest.dropped_characters, "control characters were dropped, which the format cannot hold"),
    ):
        if count:
            render.say(render.wrapped(f"{count} {told}."))


def _to_standard_output(settings: Settings, format_: str, search: Any) -> None:
    from samverkan_flow.audit.export.exporting import export_to_stream
    from samverkan_flow.domain.errors import InvalidInput

    if settings.json:
        raise InvalidInput(
            "--json", "and -o - both write to standard output", "name a file, or leave --json out"
        )
    with settings.reader() as reader, _explained() as stream:
        export_to_stream(reader, format_, search, stream)


@contextmanager
def _explained() -> Iterator[BinaryIO]:
    """Yields standard output. Raises StoreUnusable when it cannot be written; a closed pipe ends quietly."""
    from samverkan_flow.domain.errors import StoreUnusable

    try:
        yield sys.stdout.buffer
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left must not fail again
        raise StoreUnusable(
            f"standard output cannot be written ({error.strerror}); it has not got everything",
            "make room, then try again",
        ) from error


def _parameters() -> list[click.Parameter]:
    return [
        click.Argument(("ref",), required=False, metavar="[REF]"),
        click.Option(
            ("--format", "format_"), type=click.Choice(FORMATS), required=True, help="The format of the file."
        ),
        click.Option(
            ("-o", "--output"), required=True, metavar="FILE", help="The new file, or - for standard output."
        ),
        *SEARCHED_FOR,
    ]
