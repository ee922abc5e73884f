"""The objects of the OCEL export, gathered while the events are written."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from samverkan_flow.audit.export.lives import Moment
from samverkan_flow.audit.export.ocel_relations import Relation, Thing, partnership, party, person
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.house import CALENDAR
from samverkan_flow.domain.partnership import Partnership

BEGINNING = "1970-01-01T00:00:00Z"
"""When a first value holds from: loaders take the first in the list, so it comes first and is the earliest."""

_KINDS = {
    "partnership": ("title", "stage", "owner"),
    "party": ("name", "organisationNumber"),
    "person": ("handle",),
    "house": ("origin",),
    "budget": ("year",),
}
OBJECT_TYPES = [
    {"name": kind, "attributes": [{"name": name, "type": "string"} for name in names]}
    for kind, names in _KINDS.items()
]


class Objects:
    """Every object that events have named so far; each is told once."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._things: dict[str, Thing] = {}
        self._partnerships: dict[str, bytes] = {}
        self._predecessors: dict[str, str] = {}

    def meet(self, relations: Iterable[Relation]) -> None:
        """Takes note of the parties, persons and the house that an event or a partnership relates to."""
        for relation in relations:
            if relation.thing.type != "partnership":
                self._things.setdefault(relation.thing.id, relation.thing)

    def meet_partnership(self, life: list[Moment]) -> None:
        """Takes note of a partnership: what it was over time, and who has had a duty in it."""
        state = life[-1].state
        relations = tuple(_relations(state))
        self.meet(relations)
        self._partnerships[state.ref] = msgspec.json.encode((_over_time(life), _told(relations)))
        if state.predecessor_ref:
            self._predecessors[state.ref] = state.predecessor_ref

    def all(self) -> Iterator[dict[str, Any]]:
        """Yields every object, partnerships first."""
        for ref, kept in self._partnerships.items():
            attributes, relations = msgspec.json.decode(kept)
            yield _object(partnership(ref), attributes, [*relations, *self._predecessor(ref)])
        for thing in self._things.values():
            values = (("origin", self._origin),) if thing.type == "house" else thing.attributes
            yield _object(thing, [_value(name, BEGINNING, value) for name, value in values if value], [])

    def _predecessor(self, ref: str) -> list[dict[str, str]]:
        """A predecessor that is not in the file is not pointed at."""
        predecessor = self._predecessors.get(ref, "")
        return _told(
            [Relation(partnership(predecessor), "successor of")] if predecessor in self._partnerships else []
        )


def _relations(state: Partnership) -> Iterator[Relation]:
    """Yields what a partnership relates to: its parties, and everybody who has had a duty in it."""
    yield Relation(party(state.partner), "partner")
    for one in state.co_partners:
        yield Relation(party(one), "co-partner")
    for duty, handles in state.duties.items():
        for handle in handles:
            if handle != CALENDAR:
                yield Relation(person(handle), duty)


def _over_time(life: list[Moment]) -> list[dict[str, str]]:
    """Returns what a partnership is called, and each stage and owner it has had since when (UTC)."""
    values = [_value("title", BEGINNING, life[0].state.name)]
    for name in ("stage", "owner"):
        values += _changes(name, life)
    return values


def _changes(name: str, life: list[Moment]) -> list[dict[str, str]]:
    """Returns the first value from the beginning, then each other one from when it came; one per moment."""
    changes = {BEGINNING: str(getattr(life[0].state, name))}
    last = changes[BEGINNING]
    for moment in life:
        value = str(getattr(moment.state, name))
        if value != last:
            changes[format_time(moment.logged.recorded.recorded_at)] = last = value
    return [_value(name, since, value) for since, value in changes.items()]


def _value(name: str, since: str, value: str) -> dict[str, str]:
    return {"name": name, "time": since, "value": value}


def _told(relations: Iterable[Relation]) -> list[dict[str, str]]:
    return [{"objectId": one.thing.id, "qualifier": one.qualifier} for one in dict.fromkeys(relations)]


def _object(thing: Thing, attributes: list[Any], relations: list[Any]) -> dict[str, Any]:
    return {"id": thing.id, "type": thing.type, "attributes": attributes, "relationships": relations}
