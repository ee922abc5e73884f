"""Makes the golden events of a release, once: `python -m tests.history.make_golden 0.1.0`.

What has been made is never made again: an event that was released is loaded for ever. Before the release
itself `--again` makes the files anew.
"""

import json
import sys
import tempfile
from base64 import b64encode
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid5

import msgspec

from samverkan_flow.domain.events import Event, Recorded
from samverkan_flow.domain.house import NAMESPACE
from samverkan_flow.store.codec import REGISTRY, Codec
from samverkan_flow.store.keys import KeyStore
from tests.history.samples import SAMPLES

HERE = Path(__file__).parent


def enveloped(event: Event, number: int) -> Recorded:
    """Returns a sample in its envelope; every other one without a reason."""
    return Recorded(
        originator_id=uuid5(NAMESPACE, "golden"),
        originator_version=number,
        recorded_at=datetime(2026, 1, 2, 12, 34, 56, 789_000 + number, tzinfo=UTC),
        effective_on=date(2026, 1, 1),
        actor="h.ek",
        via="cli:hanna",
        command_id=f"00000000-0000-4000-8000-{number:012d}",
        policy_version="2026-1",
        reason="så blev det" if number % 2 else "",
        event=event,
    )


def shape_of(kind: type) -> dict[str, Any]:
    """Returns the fields of an event and of everything in it, as a tree of names and kinds."""
    (described,) = msgspec.inspect.multi_type_info([kind])
    return _fields(described)


def _fields(described: Any) -> dict[str, Any]:
    fields = {one.encode_name: _told(one.type) + ("" if one.required else "?") for one in described.fields}
    inner = {one.cls.__name__: _fields(one) for field in described.fields for one in _structs(field.type)}
    tag = {"*tag": f"{described.tag_field}={described.tag}"} if described.tag else {}
    return {**fields, **tag, **inner}


def _structs(described: Any) -> list[Any]:
    match described:
        case msgspec.inspect.StructType():
            return [described]
        case msgspec.inspect.UnionType(types=types):
            return [one for inner in types for one in _structs(inner)]
        case msgspec.inspect.VarTupleType(item_type=item):
            return _structs(item)
        case _:
            return []


def _told(described: Any) -> str:
    match described:
        case msgspec.inspect.StructType(cls=cls) | msgspec.inspect.CustomType(cls=cls):
            return str(cls.__name__)
        case msgspec.inspect.UnionType(types=types):
            return " | ".join(sorted(_told(one) for one in types))
        case msgspec.inspect.VarTupleType(item_type=item):
            return f"[{_told(item)}]"
        case msgspec.inspect.LiteralType(values=values):
            return "/".join(map(str, values))
        case _:
            return type(described).__name__.removesuffix("Type").lower()


def make(version: str, again: bool) -> None:
    """Writes events, keys and shapes of one release."""
    events = HERE / f"events-{version}.jsonl"
    if events.exists() and not again:
        raise SystemExit(f"{events.name} is there already; what was released is never made again")
    with tempfile.TemporaryDirectory() as folder:
        KeyStore.create(Path(folder) / "keys")
        keys = KeyStore(Path(folder) / "keys")
        codec = Codec(keys)
        lines = []
        for number, sample in enumerate(SAMPLES, 1):
            topic, state = codec.encode_event(enveloped(sample, number))
            lines.append(
                json.dumps({"topic": topic, "version": number, "state": state.decode()}, ensure_ascii=False)
            )
        kept = {subject: b64encode(key).decode() for subject, key in sorted(keys._keys.items())}
        keys.close()
    shapes = {topic: shape_of(kind) for topic, kind in REGISTRY.items()}
    events.write_text("\n".join(lines) + "\n", "utf-8")
    (HERE / f"keys-{version}.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    (HERE / f"shapes-{version}.json").write_text(
        json.dumps(shapes, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    print(f"{len(lines)} events of {len(shapes)} topics in {events.name}")


if __name__ == "__main__":
    make(sys.argv[1], "--again" in sys.argv)
