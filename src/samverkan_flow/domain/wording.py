"""What msgspec finds wrong with a file, said in the words of the person who wrote it."""

import re
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

_KINDS: dict[str, str] = {
    "str": "text",
    "int": "a whole number",
    "float": "a number with decimals",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date",
    "datetime": "a date with a time of day",
    "time": "a time of day",
    "Money": "an amount",
}
_EXAMPLES = {"date": ": write 2026-01-31, without quotes", "Money": ': write "75 000 kr"'}

_SENTENCES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"Expected `str` of length >= 1", lambda _: "is empty"),
    (r"Expected `str` of length <= (\d+)", lambda m: f"has more than {m[1]} characters"),
    (r"Expected `array` of length >= 1", lambda _: "has no items"),
    (r"Expected `str` matching regex", lambda _: "has characters that do not belong there"),
    (r"Expected `\w+` >= (-?\d+)", lambda m: f"is less than {m[1]}"),
    (r"Expected `\w+` <= (-?\d+)", lambda m: f"is more than {m[1]}"),
    (r"Expected `(\w+)(?: \|[^`]*)?`, got `(\w+)", lambda m: _mistaken(m[1], m[2])),
    (r"Invalid (?:enum )?value '?(.+?)'?$", lambda m: f'holds "{m[1]}", which is none of the choices'),
    (r"Invalid RFC3339.*", lambda _: "is not a date that exists: write 2026-01-31"),
)


def _mistaken(wanted: str, got: str) -> str:
    kind = _KINDS.get(wanted, "a table")
    return f"is {_KINDS.get(got, got)} where {kind} stands{_EXAMPLES.get(wanted, '')}"


def in_words(message: str) -> str:
    """Returns the rule a value breaks, to stand after the field's name."""
    for pattern, sentence in _SENTENCES:
        match = re.match(pattern, message)
        if match:
            return sentence(match)
    return message


def field_and_rule(error: msgspec.ValidationError) -> tuple[str, str]:
    """Returns the field (`goals[2].level`, counted from one) and what is wrong with it."""
    message, _, location = str(error).partition(" - at `$")
    path = re.sub(r"\[(\d+)\]", lambda match: f"[{int(match[1]) + 1}]", location.strip("`.").lstrip("."))
    for pattern, rule in (
        (r"unknown field `(.+?)`", "is not a field here"),
        (r"missing required field `(.+?)`", "is missing"),
    ):
        found = re.search(pattern, message)
        if found:
            return f"{path}.{found[1]}".lstrip("."), rule
    return path, in_words(message)


def choices_at(kind: Any, path: str) -> tuple[str, ...]:
    """Returns the choices of the field at a path, or nothing where it is none of a few."""
    for part in re.findall(r"\w+|\[[^\]]*\]", path):
        kind = _inside(kind, part)
    for option in (kind, *get_args(kind)):
        if get_origin(option) is Literal:
            return get_args(option)
    return ()


def _inside(kind: Any, part: str) -> Any:
    if part.startswith("["):
        return next(iter(get_args(kind)), None)
    for option in (kind, *get_args(kind)):
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return get_type_hints(option).get(part)
    return None
