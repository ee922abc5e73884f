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
from functools import partial
from hashlib import sha256
from operator import gt
from pathlib import Path
from typing import Any, NamedTuple

from samverkan_flow.audit.closer import AS_TYPED, TYPED, looked_at
from samverkan_flow.audit.damage import Damage
from samverkan_flow.proof.entry import ENTRY_FORMAT
from samverkan_flow.proof.merkle import HASH_BYTES, full_root
from samverkan_flow.queries.register import Register
from samverkan_flow.store.tree import TILE_WIDTH

BATCH_ROWS = 8 * TILE_WIDTH
"""How many rows are held at a time."""

TWO_PROCESSES_FROM = 200_000
"""How many events are worth a second process."""

_ENTRY_BEGINS = f"\0{ENTRY_FORMAT}\n"


_IS_TYPED = " AND ".join(
    f"{column} {'>=' if kind == 'b' else '<'} x''" for column, kind in zip(TYPED, AS_TYPED, strict=True)
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
            leaves, damage = looked_at(register, expected, indexes[-1], last)
            yield Batch(leaves.copy, damage, [], [])
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
