"""Which text may come in: no control or direction-changing characters, and not without end."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import msgspec

from samverkan_flow.domain.errors import InvalidInput

NAME_LENGTH_MAX = 200
TEXT_LENGTH_MAX = 10_000
ITEMS_MAX = 200

_DIRECTION_CHANGERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ALLOWED_CONTROLS = frozenset("\n\t")


def check_text(path: str, text: str, length_max: int = TEXT_LENGTH_MAX) -> None:
    """Raises InvalidInput, naming the field, for text that must not enter the log."""
    if len(text) > length_max:
        raise InvalidInput(path, f"has {len(text)} characters; at most {length_max} are kept")
    if text.isprintable() and text.isascii():
        return
    for position, character in enumerate(text):
        if fault := _fault_of(character):
            raise InvalidInput(path, f"holds {fault} (U+{ord(character):04X}) at position {position + 1}")


def _fault_of(character: str) -> str:
    if character in _ALLOWED_CONTROLS or (character.isascii() and character.isprintable()):
        return ""
    if character in _DIRECTION_CHANGERS:
        return "a character that changes the reading direction"
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return "a control character"
    if category in ("Cs", "Cn", "Co"):
        return "a character that stands for no letter or sign"
    return ""


def check_texts(value: Any, path: str = "") -> None:
    """Checks every text in a command, however deep it stands.

    Raises InvalidInput with the path of the field, such as `goals[2].indicator`.
    """
    for field_path, text in _texts_of(value, path):
        name_like = field_path.rsplit(".", 1)[-1] in ("name", "ref", "id", "handle", "number")
        check_text(field_path, text, NAME_LENGTH_MAX if name_like else TEXT_LENGTH_MAX)


def _texts_of(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield path, value
        case tuple():
            if len(value) > ITEMS_MAX:
                raise InvalidInput(path, f"has {len(value)} items; at most {ITEMS_MAX} are kept")
            for number, item in enumerate(value, 1):
                yield from _texts_of(item, f"{path}[{number}]")
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _texts_of(getattr(value, name), f"{path}.{name}" if path else name)
        case _:
            return
