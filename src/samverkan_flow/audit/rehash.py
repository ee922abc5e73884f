"""One pass over the log: every stored event is read again, hashed again, and held against its leaf and its row.

Events and rows were written in the same order, so they are stepped through side by side, some thousand at
a time. A batch that is not wholly as recorded is looked at closely, row by row, by key. What is read are
bytes: what was forged need not be text.
"""

from binascii import hexlify
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from operator import gt
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from samverkan_flow.audit.damage import Damage
from samverkan_flow.domain.dates import format_time
from samverkan_flow.proof.entry import ENTRY_FORMAT, leaf_of
from samverkan_flow.proof.merkle import full_root
from samverkan_flow.queries.register import Register
from samverkan_flow.store.tree import TILE_WIDTH

BATCH_ROWS = 16 * TILE_WIDTH
"""How many rows are held at a time."""

_ENTRY_BEGINS = f"\0{ENTRY_FORMAT}\n"
_STEPS = (
    "SELECT l.leaf, s.state, l.recorded_at, "
    "?1 || s.originator_id || char(10) || s.originator_version || char(10) || s.topic || char(10), "
    # the row is the event's own, and says what its envelope says
    "l.originator_id = s.originator_id AND l.originator_version = s.originator_version AND l.topic = s.topic "
    """AND instr(s.state, CAST('{"recorded_at":"' || replace(l.recorded_at, '.000000', '') """
    """|| '","effective_on":"' || l.effective_on || '","actor":"' || l.actor || '",' AS BLOB)) = 1 """
    """AND instr(s.state, CAST('"command_id":"' || l.command_id || '"' AS BLOB)) """
    """AND NOT instr(l.recorded_at || l.effective_on || l.actor || l.command_id, '"'), l.idx """
    "FROM log l LEFT JOIN stored_events s ON s.rowid = l.idx + 1 WHERE l.idx >= ?2 AND l.idx < ?3 ORDER BY l.idx"
)
_ROWS = (
    "SELECT idx, originator_id, originator_version, topic, leaf, recorded_at, effective_on, actor, command_id "
    "FROM log WHERE idx >= ? AND idx <= ? ORDER BY idx"
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
    """Some rows after each other: their leaves, and what is damaged in them.

    One that was found whole begins where a tile of the tree begins; it has the root over each full tile, and
    the leaves that are left over.
    """

    leaves: Callable[[], list[bytes]]
    damage: list[Damage]
    roots: list[bytes]
    rest: list[bytes]


def rehashed(register: Register, first: int, end: int) -> Iterator[Batch]:
    """Yields the log from one index up to another, batch by batch, with what is damaged in it."""
    steps = register.each_raw(_STEPS, _ENTRY_BEGINS, first, end)
    expected, last = first, b""
    while batch := list(islice(steps, BATCH_ROWS)):
        stored, states, times, entries, same, indexes = zip(*batch, strict=True)
        in_place = indexes[0] == expected and indexes[-1] == expected + len(batch) - 1
        if in_place and all(same) and _is_whole(stored, states, times, entries, last):
            yield _whole(list(stored))
        else:
            yield _looked_at(register, expected, indexes[-1], last)
        expected, last = indexes[-1] + 1, times[-1]


def _whole(leaves: list[bytes]) -> Batch:
    full = len(leaves) - len(leaves) % TILE_WIDTH
    tiles = [full_root(leaves[n : n + TILE_WIDTH]) for n in range(0, full, TILE_WIDTH)]
    return Batch(leaves.copy, [], tiles, leaves[full:])


def _is_whole(stored: Any, states: Any, times: Any, entries: Any, last: Any) -> bool:
    """Tells, fast, whether rows and the events beside them are what was recorded."""
    try:
        if times[0] < last or any(map(gt, times, times[1:])):
            return False
        return all(
            sha256(entry + hexlify(sha256(state).digest()) + b"\n").digest() == leaf
            for entry, state, leaf in zip(entries, states, stored, strict=True)
        )
    except TypeError:
        return False


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


# --- a closer look ----------------------------------------------------------------------------------


def _looked_at(register: Register, expected: int, until: int, last: Any) -> Batch:
    """Returns a batch row by row, with everything that is wrong in it."""
    leaves: list[bytes] = []
    damage: list[Damage] = []
    for raw in register.each_raw(_ROWS, expected, until):
        row = Row(*raw)
        damage += _damage_of(register, row, expected, last)
        leaves.append(_bytes(row.leaf))
        expected, last = row.idx + 1, row.recorded_at
    return Batch(leaves.copy, damage, [], [])


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


def _place(originator_id: Any, version: Any) -> str:
    try:
        return f"{UUID(_text(originator_id))} version {_text(version)}"
    except ValueError:
        return f"{_text(originator_id)} version {_text(version)}"


def _bytes(stored: Any) -> bytes:
    return stored if isinstance(stored, bytes) else str(stored).encode()


def _text(stored: Any) -> str:
    return stored.decode(errors="backslashreplace") if isinstance(stored, bytes) else str(stored)
