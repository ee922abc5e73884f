"""Which text may come in: no control or direction-changing characters, and not without end."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from samverkan_flow.domain.errors import InvalidInput

NAME_LENGTH_MAX = 200
TEXT_LENGTH_MAX = 10_000
ITEMS_MAX = 200
POLICY_FIELD = "text"
"""Where a command holds a whole policy, which is longer than any other text."""
POLICY_LENGTH_MAX = 1_000_000

_NAME_FIELDS = frozenset(
    {
        "name",
        "ref",
        "id",
        "handle",
        "number",
        "legal_form",
        "signatory",
        "supplier",
        "material",
        "co_partner",
        "co_partners",
        "mail",
        "telephone",
        "organisation_number",
        "account",
        "registry_number",
    }
)
"""Fields that hold one line, and a short one."""
NUMBER_MAX = 2**31
YEAR_MIN, YEAR_MAX = 1900, 2200

_SHA256 = r"[0-9a-f]{64}"
_HANDLE = r"[a-z0-9][a-z0-9._-]{0,63}"
_HANDLE_FIELDS = frozenset({"handle", "owner", "screener", "to", "person"})
"""Fields that name a member of staff: a handle, so that no full name stands readable in the log."""
_DIRECTION_CHANGERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_ALLOWED_CONTROLS = frozenset("\n\t")


def check_text(path: str, text: str, length_max: int = TEXT_LENGTH_MAX) -> None:
    """Raises InvalidInput, naming the field, for text that must not enter the log."""
    if len(text) > length_max:
        raise InvalidInput(path, f"has {len(text)} characters; at most {length_max} are kept")
    if text.isprintable() and (text.isascii() or _INVISIBLE_LETTERS.isdisjoint(text)):
        return  # what is printable is neither a control nor a format character
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
    if category == "Cf" or character in _INVISIBLE_LETTERS:
        return "a character that cannot be seen"
    return ""


def check_texts(value: Any, path: str = "") -> None:
    """Checks every text, number and date in a command, however deep it stands.

    Raises InvalidInput with the path of the field, such as `goals[2].indicator`.
    """
    for field_path, text in _texts_of(value, path):
        field = _field_at(field_path)
        if field.is_sha256 and not re.fullmatch(_SHA256, text):
            raise InvalidInput(field_path, "is not a SHA-256: 64 digits and letters a to f")
        if field.is_handle and text and not re.fullmatch(_HANDLE, text):
            raise InvalidInput(
                field_path, "is no handle: small letters, digits, dots and hyphens, such as h.ek"
            )
        check_text(field_path, text, field.length_max)
        if field.is_name and ("\n" in text or "\t" in text):
            raise InvalidInput(field_path, "is more than one line")


def name_key(name: str) -> str:
    """Returns what two spellings of one name have in common: letters and digits, whatever their case (NFKC)."""
    return "".join(one for one in unicodedata.normalize("NFKC", name).casefold() if one.isalnum())


def check_year(path: str, day: date) -> None:
    """Raises InvalidInput for a date no partnership can have."""
    if not YEAR_MIN <= day.year <= YEAR_MAX:
        raise InvalidInput(path, f"is {day}, and years are from {YEAR_MIN} to {YEAR_MAX}")


class _Field(NamedTuple):
    """What a field's path says of the text in it."""

    length_max: int
    is_name: bool
    is_handle: bool
    is_sha256: bool


@lru_cache(maxsize=2_000)
def _field_at(path: str) -> _Field:
    return _Field(_length_max(path), _is_name(path), path in _HANDLE_FIELDS, path.endswith("sha256"))


def _length_max(field_path: str) -> int:
    if field_path == POLICY_FIELD:
        return POLICY_LENGTH_MAX
    return NAME_LENGTH_MAX if _is_name(field_path) else TEXT_LENGTH_MAX


def _is_name(field_path: str) -> bool:
    field = re.sub(r"(\[\d+\])+$", "", field_path).rsplit(".", 1)[-1]
    return field in _NAME_FIELDS


def _texts_of(value: Any, path: str) -> list[tuple[str, str]]:
    """Returns every text in a value with its path. Raises InvalidInput for a number, a date or a list out of bounds."""
    found: list[tuple[str, str]] = []
    _collect(value, path, found)
    return found


def _collect(value: Any, path: str, found: list[tuple[str, str]]) -> None:
    match value:
        case str():
            found.append((path, value))
        case tuple():
            if len(value) > ITEMS_MAX:
                raise InvalidInput(path, f"has {len(value)} items; at most {ITEMS_MAX} are kept")
            for number, item in enumerate(value, 1):
                _collect(item, f"{path}[{number}]", found)
        case msgspec.Struct():
            if "sha256" in value.__struct_fields__ and not str(getattr(value, "name", "")).strip():
                raise InvalidInput(f"{path}.name".lstrip("."), "is empty: a document has a name")
            for name in value.__struct_fields__:
                _collect(getattr(value, name), f"{path}.{name}" if path else name, found)
        case date():
            check_year(path, value)
        case int() if path.split(".")[-1] == "year" and not YEAR_MIN <= value <= YEAR_MAX:
            raise InvalidInput(path, f"is no year from {YEAR_MIN} to {YEAR_MAX}")
        case int() if abs(value) > NUMBER_MAX:
            raise InvalidInput(path, f"is a larger number than {NUMBER_MAX}")
        case _:
            return
