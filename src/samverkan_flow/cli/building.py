"""How a verb that stands for no domain command is made from its callback and its options."""

from collections.abc import Callable
from typing import Any

import click

from samverkan_flow.cli.settings import reading_options

Verb = tuple[Callable[..., None], list[click.Parameter]]

REF = click.Argument(("ref",), metavar="REF")


def verb(path: str, text: str, verbs: dict[str, Verb]) -> click.Command:
    """Returns the verb of a path, with the options every verb takes."""
    callback, parameters = verbs[path]
    return click.Command(
        path.split()[-1],
        callback=click.pass_context(callback),
        params=[*parameters, *reading_options()],
        help=text,
        context_settings={"max_content_width": 100},
    )


def plain(value: Any) -> Any:
    """Returns readable builtins for JSON."""
    from samverkan_flow.domain.plain import to_plain  # heavy for what prints rows alone

    return to_plain(value)
