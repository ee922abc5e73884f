"""The fields of a partnership's state, each under a path that says what it is about.

Items of a list are named by what sets them apart (`agreement.contributions.2026.net`), not by where
they stand; what is blank has no field.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from samverkan_flow.domain.partnership import Partnership, evolve
from samverkan_flow.queries.reading import LoggedEvent

Fields = dict[str, Any]

_NAMING = ("id", "number", "year", "subject", "initiative", "goal", "party", "material", "on", "name")
"""What an item of a list is named by: the first of these it has."""
_NOT_TOLD = ("version", "last_effective_on")
"""How far the history has come, which every event changes."""


class Change(msgspec.Struct, frozen=True):
    """One event's change of one field; None where it had, or has, no value."""

    field: str
    old: Any
    new: Any
    logged: LoggedEvent


def fields_of(state: Partnership) -> Fields:
    """Returns every field that has a value, by its path. Values are those of the state: money, dates, texts."""
    return {
        path: value
        for name in state.__struct_fields__
        if name not in _NOT_TOLD
        for path, value in _leaves(name, getattr(state, name))
    }


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _leaves(f"{path}.{name}", getattr(value, name))
        case dict():
            for key, item in value.items():
                yield from _leaves(f"{path}.{key}", item)
        case tuple() if any(isinstance(item, msgspec.Struct) for item in value):
            for name, item in zip(_names(value), value, strict=True):
                named_by = f"{path}.{name}.{_naming(item)}"
                yield from (leaf for leaf in _leaves(f"{path}.{name}", item) if leaf[0] != named_by)
        case None | "" | ():
            return
        case _:
            yield path, value


def _names(items: Sequence[Any]) -> list[str]:
    """Returns a name for each item; a second one of the same name gets its number: `C7#2`."""
    named = [_name(item, place) for place, item in enumerate(items, 1)]
    times: Counter[str] = Counter()
    names = []
    for name in named:
        times[name] += 1
        names.append(f"{name}#{times[name]}" if times[name] > 1 else name)
    return names


def _name(item: Any, place: int) -> str:
    field = _naming(item)
    return str(getattr(item, field)) if field else str(place)


def _naming(item: Any) -> str:
    """Returns the field an item is named by, which is no field of its own any more, or nothing."""
    return next((field for field in _NAMING if hasattr(item, field)), "")


def changes(events: Sequence[LoggedEvent]) -> Iterator[Change]:
    """Yields every change of every field, event by event."""
    state: Partnership | None = None
    before: Fields = {}
    for one in events:
        state = evolve(state, one.recorded)
        after = fields_of(state)
        for field in differing(before, after):
            yield Change(field, before.get(field), after.get(field), one)
        before = after


def differing(before: Fields, after: Fields) -> list[str]:
    """Returns the fields whose values differ, in the order of the state."""
    together = {**after, **before}
    ordered = [*after, *(field for field in together if field not in after)]
    return [field for field in ordered if not _same(before.get(field), after.get(field))]


def _same(one: Any, other: Any) -> bool:
    """Personal texts that were not exchanged are not opened to be compared."""
    return one is other or bool(one == other)
