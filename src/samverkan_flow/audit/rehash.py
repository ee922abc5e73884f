"""One pass over the log: every stored event is read again, hashed again, and held against its leaf and its row.

Events and the log's rows were written in the same order, so both are read side by side; only where they
do not fit together is an event looked for by its key. What is read are bytes: what was forged need not be text.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice, zip_longest
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from samverkan_flow.audit.damage import Damage
from samverkan_flow.domain.dates import format_time
from samverkan_flow.proof.entry import ENTRY_FORMAT, leaf_of
from samverkan_flow.queries.register import Register

BATCH_ROWS = 4_096
"""How many rows are held at a time."""

_ROWS = (
    "SELECT idx, originator_id, originator_version, topic, leaf, recorded_at, effective_on, actor, command_id "
    "FROM log WHERE idx >= ? ORDER BY idx"
)
_EVENTS = (
    "SELECT originator_id, originator_version, topic, CAST(state AS BLOB) FROM stored_events "
    "WHERE rowid >= COALESCE((SELECT s.rowid FROM stored_events s JOIN log l ON l.originator_id = s.originator_id "
    "AND l.originator_version = s.originator_version WHERE l.idx = ?), 0) ORDER BY rowid"
)
_ONE_EVENT = (
    "SELECT s.topic, CAST(s.state AS BLOB) FROM log l JOIN stored_events s ON s.originator_id = l.originator_id "
    "AND s.originator_version = l.originator_version WHERE l.idx = ?"
)
_COUNTS = "SELECT (SELECT COUNT(*) FROM stored_events), (SELECT COUNT(*) FROM log)"
_UNLOGGED = (
    "SELECT s.originator_id, s.originator_version, s.topic FROM stored_events s LEFT JOIN log l "
    "ON l.originator_id = s.originator_id AND l.originator_version = s.originator_version WHERE l.idx IS NULL"
)
_ENTRY = b"\x00" + ENTRY_FORMAT.encode() + b"\n%b\n%d\n%b\n%b\n"
_ENVELOPE = b'{"recorded_at":"%b","effective_on":"%b","actor":"%b",'
_COMMAND_ID = b'"command_id":"%b",'


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
    command_id: Any


class Envelope(msgspec.Struct, frozen=True):
    """What the log's columns repeat of an event."""

    recorded_at: datetime
    effective_on: str
    actor: str
    command_id: str


class Batch(NamedTuple):
    """Some rows after each other: their leaves, and the damage that was found in them."""

    leaves: list[bytes]
    damage: list[Damage]


def rehashed(register: Register, first: int = 0) -> Iterator[Batch]:
    """Yields the log from an index on, batch by batch, with what is damaged in it; last, what is not logged at all."""
    pairs = zip_longest(register.each_raw(_ROWS, first), register.each_raw(_EVENTS, first))
    expected, last, in_step = first, b"", True
    while batch := list(islice(pairs, BATCH_ROWS)):
        leaves: list[bytes] = []
        damage: list[Damage] = []
        for raw, event in batch:
            if raw is None:
                break
            if raw[0] != expected or not _is_whole(raw, event, last):
                in_step = False
                damage += _damage_of(register, Row(*raw), expected, last)
            leaves.append(_bytes(raw[4]))
            expected, last = raw[0] + 1, raw[5]
        yield Batch(leaves, damage)
    events, rows = register.rows(_COUNTS)[0]
    if not in_step or events != rows:
        yield Batch([], [_unlogged(*found) for found in register.each_raw(_UNLOGGED)])


def _is_whole(raw: Any, event: Any, last: Any) -> bool:
    """Tells, fast, whether a row and the event beside it are what was recorded; a doubt is looked at closely."""
    if event is None:
        return False
    try:
        _, originator_id, version, topic, leaf, recorded_at, effective_on, actor, command_id = raw
        _, _, _, state = event
        if event[:3] != (originator_id, version, topic) or recorded_at < last:
            return False
        entry = _ENTRY % (originator_id, version, topic, sha256(state).hexdigest().encode())
        if sha256(entry).digest() != leaf:
            return False
        time = recorded_at.replace(b".000000Z", b"Z")
        return state.startswith(_ENVELOPE % (time, effective_on, actor)) and _COMMAND_ID % command_id in state
    except (TypeError, AttributeError):
        return False


# --- a closer look ----------------------------------------------------------------------------------


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
        "command_id": envelope.command_id,
    }
    for column, expected in told.items():
        found = _text(getattr(row, column))
        if found != expected:
            yield Damage("ROW_ALTERED", row.idx, f"{place}, {column}", expected, found)


def _unlogged(originator_id: Any, version: Any, topic: Any) -> Damage:
    place = _place(originator_id, version)
    return Damage("UNLOGGED_EVENT", None, place, "a row in the log", f"an event {_text(topic)}")


def _place(originator_id: Any, version: Any) -> str:
    try:
        return f"{UUID(_text(originator_id))} version {_text(version)}"
    except ValueError:
        return f"{_text(originator_id)} version {_text(version)}"


def _bytes(stored: Any) -> bytes:
    return stored if isinstance(stored, bytes) else str(stored).encode()


def _text(stored: Any) -> str:
    return stored.decode(errors="backslashreplace") if isinstance(stored, bytes) else str(stored)
