"""Readable builtins of anything made of values: what `--json` prints."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import Personal


def to_plain(value: Any) -> Any:
    """Returns readable builtins for output, no field left out: money in öre, personal texts opened or "erased"."""
    match value:
        case msgspec.Struct():
            tag_field = value.__struct_config__.tag_field
            tag = {tag_field: value.__struct_config__.tag} if tag_field else {}
            return {
                **tag,
                **{name: to_plain(getattr(value, name)) for name in value.__struct_fields__},
            }
        case tuple() | list():
            return [to_plain(item) for item in value]
        case dict():
            return {str(key): to_plain(item) for key, item in value.items()}
        case Money():
            return value.to_builtins()
        case Personal() | UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value
