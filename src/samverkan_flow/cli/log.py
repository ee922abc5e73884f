"""The verbs that prove the log."""

from typing import Any

import click

from samverkan_flow.cli import render
from samverkan_flow.cli.building import Verb, verb
from samverkan_flow.cli.settings import settings_of


def command(path: str, text: str) -> click.Command:
    """Returns one of the verbs that prove the log."""
    return verb(path, text, _VERBS)


def verify(context: click.Context) -> None:
    """Reads and hashes every event again."""
    from samverkan_flow.audit.verify import raise_if_damaged
    from samverkan_flow.audit.verify import verify as verified

    settings = settings_of(context)
    with settings.register() as register:
        if render.is_person():
            report: Any = render.with_progress("reading the log", lambda told: verified(register, told))
        else:
            report = verified(register)
    if settings.json and not report.damage:
        render.print_json({"ok": True, "size": report.size, "root": report.root, "damage": []})
    elif not settings.json:
        render.say(f"{report.size} events, Merkle root {report.root}")
        render.table(
            ("finding", "index", "where", "expected", "found"),
            [(one.kind, one.index, one.where, one.expected, one.found) for one in report.damage],
            "every event is as it was recorded",
        )
    raise_if_damaged(report)


_VERBS: dict[str, Verb] = {"log verify": (verify, [])}
