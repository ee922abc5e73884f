"""A closer look at the log where a batch of it is not wholly as recorded: row by row, each event found by its key."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from samverkan_flow.audit.damage import Damage
from samverkan_flow.domain.dates import format_time
from samverkan_flow.proof.entry import leaf_of
from samverkan_flow.queries.register import Register

TYPED = ("l.originator_id", "l.originator_version", "l.topic", "l.leaf", "l.recorded_at", "l.effective_on", "l.actor",
          "s.originator_id", "s.topic", "s.state")  # fmt: skip
AS_TYPED = "titbttt" + "ttb"
"""Text, integer or blob: what looks the same as text may be stored as a blob, which no key and no index then finds."""


def _types_of(*columns: str) -> str:
    """Returns an expression for the first letters of the types some columns are stored with."""
    return " || ".join(f"substr(typeof({column}), 1, 1)" for column in columns)


_ROWS = (
    "SELECT idx, originator_id, originator_version, topic, leaf, recorded_at, effective_on, actor, "
    f"{_types_of(*TYPED[:7])} "
    "FROM log l WHERE idx >= ? AND idx <= ? ORDER BY idx"
)
_ONE_EVENT = (
    "SELECT s.topic, CAST(s.state AS BLOB), "
    f"{_types_of(*TYPED[7:])} "
    "FROM log l JOIN stored_events s ON s.originator_id = l.originator_id "
    "AND s.originator_version = l.originator_version WHERE l.idx = ?"
)
_COUNTS = "SELECT (SELECT COUNT(*) FROM stored_events), (SELECT COUNT(*) FROM log)"
_UNLOGGED = (
    "SELECT s.originator_id, s.originator_version, s.topic FROM stored_events s LEFT JOIN log l "
    "ON l.originator_id = s.originator_id AND l.originator_version = s.originator_version WHERE l.idx IS NULL"
)


class Row(NamedTuple):
    """A row of the log, as bytes."""

    idx: Any
    originator_id: Any
    version: Any
    topic: Any
    leaf: Any
    recorded_at: Any
    effective_on: Any
    actor: Any
    types: bytes


class Envelope(msgspec.Struct, frozen=True):
    """What the log's columns repeat of an event."""

    recorded_at: datetime
    effective_on: str
    actor: str


def looked_at(register: Register, expected: int, until: int, last: Any) -> tuple[list[bytes], list[Damage]]:
    """Returns the leaves from one index to another, that one included, with everything that is wrong there.

    `last` is the time of the row before.
    """
    leaves: list[bytes] = []
    damage: list[Damage] = []
    for raw in register.each_raw(_ROWS, expected, until):
        row = Row(*raw)
        damage += _damage_of(register, row, expected, last)
        leaves.append(_bytes(row.leaf))
        expected, last = row.idx + 1, row.recorded_at
    return leaves, damage


def unlogged(register: Register) -> list[Damage]:
    """Returns the events that were slipped in past the program: the log does not name them."""
    return [
        Damage(
            "UNLOGGED_EVENT",
            None,
            _place(found[0], found[1]),
            "a row in the log",
            f"an event {_text(found[2])}",
        )
        for found in register.each_raw(_UNLOGGED)
    ]


def counts_differ(register: Register) -> bool:
    """Tells whether there are more events than rows of the log, or fewer."""
    events, rows = register.rows(_COUNTS)[0]
    return bool(events != rows)


def _damage_of(register: Register, row: Row, expected: int, last: Any) -> Iterator[Damage]:
    """Yields everything that is wrong with a row and its event."""
    if row.idx != expected:
        yield Damage("EVENT_MISSING", expected, "the log", f"index {expected}", f"index {row.idx}")
    if _bytes(row.recorded_at) < _bytes(last):
        yield Damage("TIME_REVERSED", row.idx, "the log", f"{_text(last)} or later", _text(row.recorded_at))
    place, leaf = _place(row.originator_id, row.version), _bytes(row.leaf).hex()
    event = next(iter(register.each_raw(_ONE_EVENT, row.idx)), None)
    if event is None:
        yield Damage("EVENT_MISSING", row.idx, place, leaf, "no event")
        return
    try:
        topic, state = bytes(event[0]), bytes(event[1])
        actual = leaf_of(UUID(row.originator_id.decode()), row.version, topic.decode(), state)
    except (ValueError, TypeError, AttributeError) as error:
        yield Damage("EVENT_ALTERED", row.idx, place, leaf, f"unreadable: {error}")
        return
    types = row.types + event[2]
    if types != AS_TYPED.encode():
        yield Damage("ROW_ALTERED", row.idx, f"{place}, types of the columns", AS_TYPED, _text(types))
    if actual != row.leaf:
        yield Damage("EVENT_ALTERED", row.idx, place, leaf, actual.hex())
    else:
        yield from _columns(row, topic, state, place)


def _columns(row: Row, topic: bytes, state: bytes, place: str) -> Iterator[Damage]:
    """Yields what the log's columns say otherwise than the event, whose bytes are those of its leaf."""
    try:
        envelope = msgspec.json.decode(state, type=Envelope)
    except msgspec.DecodeError as error:
        yield Damage("EVENT_ALTERED", row.idx, place, "an event", f"unreadable: {error}")
        return
    told = {
        "topic": topic.decode(),
        "recorded_at": format_time(envelope.recorded_at),
        "effective_on": envelope.effective_on,
        "actor": envelope.actor,
    }
    for column, expected in told.items():
        found = _text(getattr(row, column))
        if found != expected:
            yield Damage("ROW_ALTERED", row.idx, f"{place}, {column}", expected, found)


def _place(originator_id: Any, version: Any) -> str:
    try:
        return f"{UUID(_text(originator_id))} version {_text(version)}"
    except ValueError:
        return f"{_text(originator_id)} version {_text(version)}"


def _bytes(stored: Any) -> bytes:
    return stored if isinstance(stored, bytes) else str(stored).encode()


def _text(stored: Any) -> str:
    return stored.decode(errors="backslashreplace") if isinstance(stored, bytes) else str(stored)
