"""Verifying the log: every stored event is read again and hashed again, and what differs is named.

One pass in log order, in small memory. What is found has a kind, so that a changed event, a missing
one and one that was slipped in past the program are told apart.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

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


class _Row(NamedTuple):
    """A row of the log and the event it stands for, read as bytes: what was forged need not be text."""

    idx: int
    stream: bytes
    version: Any
    recorded_at: bytes
    topic: bytes
    leaf: bytes
    stored_topic: bytes | None
    state: bytes | None

    @property
    def where(self) -> str:
        return _where(self.stream, self.version)


def _where(stream: bytes, version: Any) -> str:
    try:
        return f"{UUID(stream.decode())} version {version}"
    except ValueError:
        return f"{_text(stream)} version {version}"


def _text(stored: bytes) -> str:
    return stored.decode(errors="backslashreplace")


def _checked(register: Register, frontier: Frontier) -> Iterator[list[Damage]]:
    """Yields the damage of each row of the log, and adds its leaf to the tree."""
    expected_index, last = 0, b""
    for row in register.each(
        "SELECT l.idx, CAST(l.originator_id AS BLOB), l.originator_version, CAST(l.recorded_at AS BLOB), "
        "CAST(l.topic AS BLOB), CAST(l.leaf AS BLOB), CAST(s.topic AS BLOB), CAST(s.state AS BLOB) "
        "FROM log l LEFT JOIN stored_events s ON s.originator_id = l.originator_id "
        "AND s.originator_version = l.originator_version ORDER BY l.idx"
    ):
        logged = _Row(*row)
        found = [] if logged.idx == expected_index else [_gap(expected_index, logged.idx)]
        found += _time(logged, last)
        found += _event(logged)
        frontier.add(logged.leaf)
        expected_index, last = logged.idx + 1, logged.recorded_at
        yield found


def _gap(expected: int, index: int) -> Damage:
    return Damage("EVENT_MISSING", expected, "the log", f"index {expected}", f"index {index}")


def _time(row: _Row, last: bytes) -> list[Damage]:
    """Times are written in one width, in UTC: their order is that of their bytes."""
    if row.recorded_at >= last:
        return []
    return [Damage("TIME_REVERSED", row.idx, "the log", f"{_text(last)} or later", _text(row.recorded_at))]


def _event(row: _Row) -> list[Damage]:
    if row.state is None or row.stored_topic is None:
        return [Damage("EVENT_MISSING", row.idx, row.where, row.leaf.hex(), "no event")]
    try:
        actual = leaf_of(UUID(row.stream.decode()), row.version, row.stored_topic.decode(), row.state)
    except (ValueError, TypeError, AttributeError) as error:
        return [Damage("EVENT_ALTERED", row.idx, row.where, row.leaf.hex(), f"unreadable: {error}")]
    if actual != row.leaf or row.topic != row.stored_topic:
        return [Damage("EVENT_ALTERED", row.idx, row.where, row.leaf.hex(), actual.hex())]
    return []


def _unlogged(register: Register) -> list[Damage]:
    """Events that were slipped in past the program have no row in the log."""
    rows = register.rows(
        "SELECT CAST(s.originator_id AS BLOB), s.originator_version, CAST(s.topic AS BLOB) "
        "FROM stored_events s LEFT JOIN log l "
        "ON l.originator_id = s.originator_id AND l.originator_version = s.originator_version "
        "WHERE l.idx IS NULL"
    )
    return [
        Damage(
            "UNLOGGED_EVENT", None, _where(row[0], row[1]), "a row in the log", f"an event {_text(row[2])}"
        )
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
