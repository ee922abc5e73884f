"""Verifying the log: every stored event is read again and hashed again, and what differs is named.

One pass in log order, in small memory. What is found has a kind, so that a changed event, a missing
one and one that was slipped in past the program are told apart.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from samverkan_flow.domain.dates import parse_time
from samverkan_flow.domain.errors import Damaged, Finding
from samverkan_flow.queries.register import Register
from samverkan_flow.store.log import leaf_of
from samverkan_flow.store.merkle import Frontier

FINDINGS_MAX = 1_000
"""How many findings are told; a log with more is beyond reading."""

Progress = Callable[[int, int], None]


class Damage(msgspec.Struct, frozen=True):
    """One thing that is not as it was recorded: its kind, where, what was expected and what was found."""

    kind: str
    index: int | None
    where: str
    expected: str
    found: str


class Report(msgspec.Struct, frozen=True):
    """What a verification came to: how many events, the Merkle root over them (RFC 9162), and the damage."""

    size: int
    root: str
    damage: tuple[Damage, ...]


def verify(register: Register, progress: Progress | None = None) -> Report:
    """Reads and hashes every event of a store. Writes nothing, and works on a read-only copy."""
    total = int(register.rows("SELECT COUNT(*) FROM log")[0][0])
    frontier = Frontier()
    damage: list[Damage] = []
    for done, found in enumerate(_checked(register, frontier), 1):
        damage += found
        if progress and done % 1_000 == 0:
            progress(done, total)
    damage += _unlogged(register)
    return Report(frontier.size, frontier.root().hex(), tuple(damage[:FINDINGS_MAX]))


def _checked(register: Register, frontier: Frontier) -> Iterator[list[Damage]]:
    """Yields the damage of each row of the log, and adds its leaf to the tree."""
    expected_index, last = 0, None
    for row in register.each(
        "SELECT l.idx, l.originator_id, l.originator_version, l.recorded_at, l.topic, l.leaf, s.topic, s.state "
        "FROM log l LEFT JOIN stored_events s ON s.originator_id = l.originator_id "
        "AND s.originator_version = l.originator_version ORDER BY l.idx"
    ):
        index, recorded_at = row[0], parse_time(row[3])
        found = [] if index == expected_index else [_gap(expected_index, index)]
        found += _time(index, last, recorded_at)
        found += _event(row)
        frontier.add(bytes(row[5]))
        expected_index, last = index + 1, recorded_at
        yield found


def _gap(expected: int, index: int) -> Damage:
    return Damage("EVENT_MISSING", expected, "the log", f"index {expected}", f"index {index}")


def _time(index: int, last: datetime | None, recorded_at: datetime) -> list[Damage]:
    if last is None or recorded_at >= last:
        return []
    return [
        Damage("TIME_REVERSED", index, "the log", f"{last.isoformat()} or later", recorded_at.isoformat())
    ]


def _event(row: Any) -> list[Damage]:
    index, stream, version, leaf = row[0], row[1], row[2], bytes(row[5])
    where = f"{UUID(stream)} version {version}"
    if row[7] is None:
        return [Damage("EVENT_MISSING", index, where, leaf.hex(), "no event")]
    state = row[7].encode() if isinstance(row[7], str) else bytes(row[7])
    actual = leaf_of(UUID(stream), version, row[6], state)
    if actual != leaf or row[4] != row[6]:
        return [Damage("EVENT_ALTERED", index, where, leaf.hex(), actual.hex())]
    return []


def _unlogged(register: Register) -> list[Damage]:
    """Events that were slipped in past the program have no row in the log."""
    rows = register.rows(
        "SELECT s.originator_id, s.originator_version, s.topic FROM stored_events s LEFT JOIN log l "
        "ON l.originator_id = s.originator_id AND l.originator_version = s.originator_version "
        "WHERE l.idx IS NULL"
    )
    return [
        Damage("UNLOGGED_EVENT", None, f"{row[0]} version {row[1]}", "a row in the log", f"an event {row[2]}")
        for row in rows
    ]


def raise_if_damaged(report: Report) -> None:
    """Raises Damaged, naming each kind of damage and how often it was found."""
    if not report.damage:
        return
    kinds = Counter(one.kind for one in report.damage)
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    findings = tuple(
        Finding(one.kind, f"{one.where}: {one.found}", f"expected {one.expected}") for one in report.damage
    )
    raise Damaged(
        f"the log is not what was recorded: {told}",
        "keep this file as evidence, and compare with the latest backup",
        findings,
    )
