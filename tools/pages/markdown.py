"""Small pieces of Markdown: tables, and types in words."""

import types
import typing
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import Personal

_WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "date",
    datetime: "moment, UTC",
    UUID: "id",
    Money: "amount in öre",
    Personal: "personal text, sealed",
}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Returns the lines of a table."""
    heads = list(heads)
    lines = [_row(heads), _row("---" for _ in heads)]
    return [*lines, *(_row(row) for row in rows)]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def type_in_words(hint: Any, linked: frozenset[type] = frozenset()) -> str:
    """Returns what a field holds, in words; a struct that has a heading of its own is linked."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is Literal:
        return " or ".join(f"`{one}`" for one in arguments)
    if typing.get_origin(hint) is tuple:
        return f"list of {type_in_words(arguments[0], linked)}"
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        some = [type_in_words(one, linked) for one in arguments if one is not type(None)]
        return " or ".join(some) + (", or none" if type(None) in arguments else "")
    if hint in _WORDS:
        return _WORDS[hint]
    return f"[{hint.__name__}](#{hint.__name__.lower()})" if hint in linked else hint.__name__


def structs_in(hint: Any) -> list[type[msgspec.Struct]]:
    """Returns every struct a type is made of, the outer before the inner."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        inner = [one for field in typing.get_type_hints(hint).values() for one in structs_in(field)]
        return [hint, *inner]
    return [one for argument in typing.get_args(hint) for one in structs_in(argument)]


def field_table(struct: type[msgspec.Struct], linked: frozenset[type]) -> list[str]:
    """Returns the fields of a struct as a table, or a sentence when it has none."""
    hints = typing.get_type_hints(struct)
    fields = msgspec.structs.fields(struct)
    if not fields:
        return ["It has no fields of its own: the envelope says it all."]
    rows = (
        (f"`{one.name}`", type_in_words(hints[one.name], linked), "" if one.required else "yes")
        for one in fields
    )
    return table(("field", "holds", "may be left out"), rows)


def sentence(text: str | None) -> str:
    """Returns a docstring as one line."""
    return " ".join((text or "").split())
