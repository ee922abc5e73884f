"""OCEL 2.0 as JSON: events related to partnerships, parties, persons and the house.

Events are written as they are read; the objects they name are gathered meanwhile and written after
them, so that memory grows with the partnerships and people, not with the events. Nothing is named that
is not there: an object stands in the file because an event or another object relates to it. A person
is a handle; names stay sealed. A party is known by its organisation number, else by its name.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from samverkan_flow.audit.answer import citation
from samverkan_flow.audit.export.extract import Extract
from samverkan_flow.audit.export.lives import lives, outside, words_of
from samverkan_flow.audit.export.ocel_objects import OBJECT_TYPES, Objects
from samverkan_flow.audit.export.ocel_relations import Relation, of_house, of_partnership
from samverkan_flow.domain.dates import format_time
from samverkan_flow.queries.reading import LoggedEvent

_ATTRIBUTES = {
    "actor": "string", "version": "integer", "logIndex": "integer", "effectiveOn": "string", "stage": "string",
}  # fmt: skip


def chunks(extract: Extract) -> Iterator[bytes]:
    """Yields the export: the kinds of objects, the events as they are read, the objects, the kinds of events."""
    objects = Objects(extract.reader.house().origin)
    kinds: dict[str, bool] = {}
    yield b'{"objectTypes":' + msgspec.json.encode(OBJECT_TYPES) + b',\n"events":[\n'
    yield from _listed(_events(extract, objects, kinds))
    yield b'\n],\n"objects":[\n'
    yield from _listed(objects.all())
    yield b'\n],\n"eventTypes":' + msgspec.json.encode(_event_types(kinds)) + b"}\n"


def _listed(items: Iterable[Any]) -> Iterator[bytes]:
    """Yields items as the elements of a JSON array, one a line."""
    for number, item in enumerate(items):
        yield (b",\n" if number else b"") + msgspec.json.encode(item)


def _events(extract: Extract, objects: Objects, kinds: dict[str, bool]) -> Iterator[dict[str, Any]]:
    """Yields each event, partnership by partnership and then the house's, and gathers what it relates to."""
    for life in lives(extract):
        told = [moment for moment in life if moment.is_selected]
        for moment in told:
            extract.count(moment.logged)
            kinds[words_of(moment.logged.topic)] = True
            relations = of_partnership(moment)
            objects.meet(relations)
            yield _event(extract, moment.logged, relations, stage=moment.state.stage.value)
        objects.meet_partnership(life)
    for logged in extract.counted(extract.condition.with_streams(*outside(extract.reader))):
        kinds.setdefault(words_of(logged.topic), False)
        relations = of_house(logged.recorded)
        objects.meet(relations)
        yield _event(extract, logged, relations)


def _event(
    extract: Extract, logged: LoggedEvent, relations: tuple[Relation, ...], **stage: str
) -> dict[str, Any]:
    recorded = logged.recorded
    values = {
        "actor": recorded.actor,
        "version": recorded.originator_version,
        "logIndex": logged.index,
        "effectiveOn": recorded.effective_on.isoformat(),
        **stage,
    }
    return {
        "id": citation(extract.reader, logged),
        "type": words_of(logged.topic),
        "time": format_time(recorded.recorded_at),
        "attributes": [{"name": name, "value": value} for name, value in values.items()],
        "relationships": [{"objectId": one.thing.id, "qualifier": one.qualifier} for one in relations],
    }


def _event_types(kinds: dict[str, bool]) -> list[dict[str, Any]]:
    """Returns the kinds of events there are; only what happens to a partnership has a stage."""
    return [
        {
            "name": kind,
            "attributes": [
                {"name": name, "type": type_}
                for name, type_ in _ATTRIBUTES.items()
                if has_stage or name != "stage"
            ],
        }
        for kind, has_stage in sorted(kinds.items())
    ]
