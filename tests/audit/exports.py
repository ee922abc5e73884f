"""Exports made in memory, and copies of the demonstration that are altered or grown past the product."""

import io
import json
import re
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from samverkan_flow.audit.export.exporting import export_to_stream
from samverkan_flow.audit.search import Search
from samverkan_flow.proof.entry import leaf_of
from samverkan_flow.queries.reading import Reader
from samverkan_flow.store.schema import TRIGGERS

EVERYTHING = Search()
PARTNERSHIPS = 14
"""How many partnerships the demonstration has."""
_GROWN = UUID("a6b4d0a2-51e5-4a38-9c55-0d5f3b7a1c00")


def exported(store: Path, format_: str, selection: Search = EVERYTHING) -> bytes:
    """Returns an export."""
    stream = io.BytesIO()
    with Reader(store) as reader:
        export_to_stream(reader, format_, selection, stream)
    return stream.getvalue()


def lines(store: Path, format_: str = "jsonl", selection: Search = EVERYTHING) -> list[dict[str, Any]]:
    """Returns an export of JSON lines, read."""
    return [json.loads(line) for line in exported(store, format_, selection).split(b"\n")[:-1]]


def altered(store: Path, folder: Path, old: str, new: str) -> Path:
    """Returns a copy of a store in which the stored events, and their leaves, say something else, past the triggers."""
    path = _copied(store, folder)
    with sqlite3.connect(path) as copy:
        changed = copy.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), ?, ?) AS BLOB) "
            "WHERE instr(CAST(state AS TEXT), ?)",
            (old, new, old),
        ).rowcount
        for index, stream, version, topic, stored in copy.execute(
            "SELECT l.idx, l.originator_id, l.originator_version, s.topic, CAST(s.state AS BLOB) "
            "FROM log l JOIN stored_events s USING (originator_id, originator_version) "
            "WHERE instr(CAST(s.state AS TEXT), ?)",
            (new,),
        ).fetchall():
            copy.execute(
                "UPDATE log SET leaf = ? WHERE idx = ?",
                (leaf_of(UUID(stream), version, topic, stored), index),
            )
    assert changed > 0, "the copy is altered"
    return path


def grown(store: Path, folder: Path, times: int) -> Path:
    """Returns a copy of a store with its partnerships repeated under new ids and numbers, the log with them."""
    path = _copied(store, folder)
    with sqlite3.connect(path) as copy:
        rows = copy.execute(
            "SELECT l.originator_id, l.originator_version, l.effective_on, l.actor, l.topic, l.clauses, "
            "CAST(s.state AS BLOB) FROM log l JOIN stored_events s USING (originator_id, originator_version) "
            "WHERE l.topic LIKE 'partnership.%' ORDER BY l.idx"
        ).fetchall()
        size, last = copy.execute("SELECT COUNT(*), MAX(recorded_at) FROM log").fetchone()
        repeated = ((time, row) for time in range(1, times + 1) for row in rows)
        for index, (time, (stream, version, effective_on, actor, topic, clauses, stored)) in enumerate(
            repeated, size
        ):
            new = uuid5(_GROWN, f"{stream} {time}")
            state = _renumbered(stored, PARTNERSHIPS * time)
            logged = (index, new.hex, version, last, effective_on, actor, topic, clauses, "",
                      leaf_of(new, version, topic, state))  # fmt: skip
            copy.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?)", (new.hex, version, topic, state))
            copy.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", logged)
    return path


def _renumbered(proposed: bytes, more: int) -> bytes:
    """Returns a stored proposal with a higher number; any other event as it is."""
    return re.sub(
        rb'(?<="data":{"number":)\d+(?=,"name":)', lambda found: b"%d" % (int(found[0]) + more), proposed
    )


def _copied(store: Path, folder: Path) -> Path:
    path = folder / "copy.db"
    with sqlite3.connect(store) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
        for trigger in TRIGGERS:
            copy.execute(f"DROP TRIGGER {trigger}")
    return path
