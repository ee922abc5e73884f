"""docs/cli.md: every command with its --help text, 100 columns wide, from the click commands themselves."""

from collections.abc import Iterator
from importlib import import_module

import click

WIDTH = 100

_INTRODUCTION = """\
# The command line

What `--help` says of every command. Options that all commands share may stand before or after the verb."""


def page() -> str:
    """Returns the page."""
    root: click.Command = import_module("samverkan_flow.cli.app").cli
    lines = [_INTRODUCTION]
    for context in _contexts(root, "samverkan", None):
        text = "\n".join(line.rstrip() for line in context.command.get_help(context).splitlines())
        lines += ["", f"## {context.command_path}", "", "```text", text.strip("\n"), "```"]
    return "\n".join(lines)


def _contexts(command: click.Command, name: str, parent: click.Context | None) -> Iterator[click.Context]:
    """Yields a context for a command and for each below it, in the order help shows them."""
    width = {"terminal_width": WIDTH, "max_content_width": WIDTH}
    settings = {**command.context_settings, **width}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found and not found.hidden:
                yield from _contexts(found, below, context)
