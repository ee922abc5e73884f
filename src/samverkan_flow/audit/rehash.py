"""One pass over the log: every stored event is read again, hashed again, and held against its leaf and its row.

Events and rows were written in the same order, so they are stepped through side by side, some thousand at
a time. A batch that is not wholly as recorded is looked at closely, row by row, by key. What is read are
bytes: what was forged need not be text.
"""

import subprocess
import sys
from binascii import hexlify
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from hashlib import sha256
from operator import gt
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from samverkan_flow.audit.damage import Damage
from samverkan_flow.domain.dates import format_time
from samverkan_flow.proof.entry import ENTRY_FORMAT, leaf_of
from samverkan_flow.proof.merkle import HASH_BYTES, full_root
from samverkan_flow.queries.register import Register
from samverkan_flow.store.tree import TILE_WIDTH

BATCH_ROWS = 8 * TILE_WIDTH
"""How many rows are held at a time."""

TWO_PROCESSES_FROM = 200_000
"""How many events are worth a second process."""

_ENTRY_BEGINS = f"\0{ENTRY_FORMAT}\n"


def _types_of(*columns: str) -> str:
    """Returns an expression for the first letters of the types some columns are stored with."""
    return " || ".join(f"substr(typeof({column}), 1, 1)" for column in columns)


_TYPED = ("l.originator_id", "l.originator_version", "l.topic", "l.leaf", "l.recorded_at", "l.effective_on", "l.actor",
          "s.originator_id", "s.topic", "s.state")  # fmt: skip
_AS_TYPED = "titbttt" + "ttb"
"""Text, integer or blob: what looks the same as text may be stored as a blob, which no key and no index then finds."""
_IS_TYPED = " AND ".join(
    f"{column} {'>=' if kind == 'b' else '<'} x''" for column, kind in zip(_TYPED, _AS_TYPED, strict=True)
)
"""In SQLite's order of types numbers and texts come before blobs (Datatypes, 4.1): cheaper than typeof for each."""
_STEPS = (
    "SELECT l.leaf, s.state, l.recorded_at, "
    "?1 || s.originator_id || char(10) || s.originator_version || char(10) || s.topic || char(10), "
    # the row is the event's own, and says what its envelope says
    "l.originator_id = s.originator_id AND l.originator_version = s.originator_version AND l.topic = s.topic "
    """AND instr(s.state, CAST('{"recorded_at":"' || replace(l.recorded_at, '.000000', '') """
    """|| '","effective_on":"' || l.effective_on || '","actor":"' || l.actor || '",' AS BLOB)) = 1 """
    f"AND {_IS_TYPED} "
    """AND length(l.recorded_at) = 27 AND length(l.effective_on) = 10 AND NOT instr(l.actor, '"'), l.idx """
    "FROM log l LEFT JOIN stored_events s ON s.rowid = l.idx + 1 WHERE l.idx >= ?2 AND l.idx < ?3 ORDER BY l.idx"
)
_ROWS = (
    "SELECT idx, originator_id, originator_version, topic, leaf, recorded_at, effective_on, actor, "
    f"{_types_of(*_TYPED[:7])} "
    "FROM log l WHERE idx >= ? AND idx <= ? ORDER BY idx"
)
_ONE_EVENT = (
    "SELECT s.topic, CAST(s.state AS BLOB), "
    f"{_types_of(*_TYPED[7:])} "
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


class Batch(NamedTuple):
    """Some rows after each other: their leaves, and what is damaged in them.

    One that was found whole begins where a tile of the tree begins; it has the root over each full tile, and
    the leaves that are left over.
    """

    leaves: Callable[[], list[bytes]]
    damage: list[Damage]
    roots: list[bytes]
    rest: list[bytes]

    @property
    def is_whole(self) -> bool:
        """Tells whether it was found whole at first sight."""
        return bool(self.roots or self.rest)


def rehashed(register: Register, first: int, end: int) -> Iterator[Batch]:
    """Yields the log from one index up to another, batch by batch, with what is damaged in it.

    The second half of a long log is read by another process at the same time; should anything be wrong
    in it, it is looked at here.
    """
    middle = first + (end - first) // 2 // BATCH_ROWS * BATCH_ROWS
    if end - first < TWO_PROCESSES_FROM:
        yield from _batches(register, first, end)
        return
    with _elsewhere(register.path, middle, end) as other:
        yield from _batches(register, first, middle)
        hashes = other.communicate()[0]
    if other.returncode == 0:
        yield from _found_whole(register, middle, end, hashes)
    else:
        yield from _batches(register, middle, end)


def _batches(register: Register, first: int, end: int) -> Iterator[Batch]:
    steps = register.batches_raw(BATCH_ROWS, _STEPS, _ENTRY_BEGINS, first, end)
    before = register.each_raw("SELECT recorded_at FROM log WHERE idx = ?", first - 1)
    expected, last = first, next((row[0] for row in before), b"")
    for batch in steps:
        stored, states, times, entries, same, indexes = zip(*batch, strict=True)
        in_place = indexes[0] == expected and indexes[-1] == expected + len(batch) - 1
        if in_place and all(same) and _is_whole(stored, states, times, entries, last):
            yield _whole(list(stored))
        else:
            yield _looked_at(register, expected, indexes[-1], last)
        expected, last = indexes[-1] + 1, times[-1]


@contextmanager
def _elsewhere(path: Path, first: int, end: int) -> Iterator[subprocess.Popen[bytes]]:
    """Has another process read a part of the log; it ends with 0 and the hashes of the part where all is whole.

    It takes no code from the folder it stands in (`-P`): that may be the evidence.
    """
    call = "import sys; from samverkan_flow.audit.rehash import main; main(*sys.argv[1:])"
    arguments = [sys.executable, "-P", "-c", call, str(path), str(first), str(end)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
        try:
            yield other
        except BaseException:
            other.kill()
            raise


def main(path: str, first: str, end: str) -> None:
    """Reads a part of a log and writes the roots of its tiles, then the leaves left over; ends with 1 for damage."""
    with Register(path) as register:
        for batch in _batches(register, int(first), int(end)):
            if batch.damage:
                sys.exit(1)
            sys.stdout.buffer.write(b"".join(batch.roots + batch.rest))


def _found_whole(register: Register, first: int, end: int, hashes: bytes) -> Iterator[Batch]:
    """Yields the batches that another process has found whole."""
    assert len(hashes) == HASH_BYTES * ((end - first) // TILE_WIDTH + (end - first) % TILE_WIDTH), (
        "all of the part"
    )
    found = [hashes[n : n + HASH_BYTES] for n in range(0, len(hashes), HASH_BYTES)]
    full = (end - first) // TILE_WIDTH
    roots, rest = found[:full], found[full:]
    tree = register.tree()
    for begin in range(first, end, BATCH_ROWS):
        until = min(begin + BATCH_ROWS, end)
        tiles = roots[(begin - first) // TILE_WIDTH : (until - first) // TILE_WIDTH]
        yield Batch(partial(tree.nodes, 0, begin, until), [], tiles, rest if until == end else [])


def _whole(leaves: list[bytes]) -> Batch:
    full = len(leaves) - len(leaves) % TILE_WIDTH
    tiles = [full_root(leaves[n : n + TILE_WIDTH]) for n in range(0, full, TILE_WIDTH)]
    return Batch(leaves.copy, [], tiles, leaves[full:])


def _is_whole(stored: Any, states: Any, times: Any, entries: Any, last: Any) -> bool:
    """Tells, fast, whether rows and the events beside them are what was recorded."""
    try:
        if times[0] < last or any(map(gt, times, times[1:])):
            return False
        leaves = [
            sha256(entry + hexlify(sha256(state).digest()) + b"\n").digest()
            for entry, state in zip(entries, states, strict=True)
        ]
    except TypeError:
        return False
    return leaves == list(stored)


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
    types = row.types + event[2]
    if types != _AS_TYPED.encode():
        yield Damage("ROW_ALTERED", row.idx, f"{place}, types of the columns", _AS_TYPED, _text(types))
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
