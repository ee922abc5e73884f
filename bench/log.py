"""Does the log stay fast as it grows? Verifying, asking and recording at ten thousand to a million events.

    python bench/log.py [EVENTS ...]

Prints medians and ratios of this run only; it never fails because something is slow. The logs come from
bench/generate.py and are kept in build/bench; what is written to are copies beside them, removed afterwards.
"""

import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch
from uuid import UUID

from generate import PIONEER, cached, files_of, organisation_number

SIZES = (10_000, 100_000, 1_000_000)
VERIFY_ROUNDS, CALL_ROUNDS, WRITES, LEAVES = 3, 11, 200, 2_000
FOUND = 500
"""About how many events a search by period is to find."""
CLI = [sys.executable, "-m", "samverkan_flow"]

Stores = dict[int, Path]
Subject = Callable[[], object]
Name = TypeVar("Name")


def main() -> None:
    """Makes the logs that are missing, runs every measure and prints the tables."""
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    began = time.perf_counter()
    print(f"# {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"SQLite {sqlite3.sqlite_version}; medians of interleaved rounds")  # fmt: skip
    stores = {size: cached(size) for size in sizes}
    print(f"\nLogs of {_listed(sizes)} events, at hand after {time.perf_counter() - began:.0f} s")
    with tempfile.TemporaryDirectory(prefix="log-", dir="build/bench") as name:
        folder = Path(name)
        _verify(stores)
        _ask(stores, folder)
        _search(stores)
        _record(stores, folder)
        _leaf(stores[min(sizes)], folder)
    print(f"\nAll of this took {time.perf_counter() - began:.0f} s")


# --- verifying ------------------------------------------------------------------------------------


def _verify(stores: Stores) -> None:
    from samverkan_flow.audit.verify import verify
    from samverkan_flow.queries.reading import Reader

    def verified(store: Path) -> None:
        with Reader(store) as reader:
            assert not verify(reader).damage, f"{store} is damaged"

    print("\n| full verify | bare loop s | verify s | ratio | aim | largest process MB | aim |")
    print("|---|---|---|---|---|---|---|")
    for size, store in stores.items():
        subjects = {"bare": lambda s=store: _hash_every_row(s), "verify": lambda s=store: verified(s)}
        bare, whole = _medians(subjects, VERIFY_ROUNDS * (1 if size > 200_000 else 5)).values()
        peak = _peak_megabytes([*CLI, "log", "verify", "--db", str(store)])
        print(f"| {_number(size)} | {bare:.3f} | {whole:.3f} | {whole / bare:.2f} | 1.5 | {peak:.0f} | 200 |")


def _hash_every_row(store: Path) -> None:
    """The bare loop: selects every row of the events, and hashes its bytes once."""
    connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)
    for row in connection.execute(
        "SELECT originator_id, originator_version, topic, state FROM stored_events"
    ):
        sha256(row[3]).digest()
    connection.close()


_MEASURED = (
    "import os, subprocess, sys; child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL); "
    "print(os.wait4(child.pid, 0)[2].ru_maxrss)"
)


def _peak_megabytes(call: list[str]) -> float:
    """Returns the peak memory of a call; asked by a small process, since Linux counts the asking one's too."""
    told = subprocess.run([sys.executable, "-S", "-c", _MEASURED, *call], stdout=subprocess.PIPE, check=True)
    return int(told.stdout) / 1024


# --- asking, as whole processes -------------------------------------------------------------------


def _ask(stores: Stores, folder: Path) -> None:
    receipt = folder / "receipt"
    questions: dict[str, Callable[[int, Path], list[str]]] = {
        "audit history REF": lambda _, store: ["audit", "history", _long_life(store)],
        "show REF": lambda _, store: ["show", _long_life(store)],
        "log receipt INDEX": lambda size, _: ["log", "receipt", str(size // 2), "-o", str(receipt)],
    }

    def asked(call: list[str]) -> Subject:
        return lambda: (receipt.unlink(missing_ok=True), _run(call))

    _print_head("call", stores)
    for name, question in questions.items():
        if _exists(name):
            calls = {size: [*question(size, store), "--db", str(store)] for size, store in stores.items()}
            _print_row(name, _medians({size: asked(call) for size, call in calls.items()}, CALL_ROUNDS))


def _long_life(store: Path) -> str:
    """Returns a partnership of the longest life in the middle of the register."""
    return "P-" + _one(store, "SELECT number FROM register WHERE version = (SELECT MAX(version) FROM register) "
                              "AND number >= (SELECT MAX(number) / 2 FROM register) ORDER BY number LIMIT 1")  # fmt: skip


# --- searching ------------------------------------------------------------------------------------


def _search(stores: Stores) -> None:
    if not _exists("audit search"):
        return
    _print_head("search", stores)
    for name, option in {
        f"by person ({_listed([_acts(store) for store in stores.values()])} events)": lambda _: [
            "--person",
            PIONEER,
        ],
        f"by period (about {FOUND} events)": lambda store: _period(store, FOUND),
    }.items():
        calls = {size: _searching(store, option(store)) for size, store in stores.items()}
        _print_row(name, _medians(calls, CALL_ROUNDS))
    largest = stores[max(stores)]
    print(f"\n| search by period in {_number(max(stores))} events: found, about | median ms |\n|---|---|")
    found = [FOUND * times for times in (1, 2, 4, 8)]
    for events, taken in _medians(
        {n: _searching(largest, _period(largest, n)) for n in found}, CALL_ROUNDS
    ).items():
        print(f"| {_number(events)} | {taken * 1000:.0f} |")


def _searching(store: Path, options: list[str]) -> Subject:
    return lambda: _run(["audit", "search", *options, "--json", "--db", str(store)])


def _acts(store: Path) -> int:
    return int(_one(store, "SELECT COUNT(*) FROM log WHERE actor = ?", PIONEER))


def _period(store: Path, events: int) -> list[str]:
    """Returns the days in which so many events were recorded, from the middle of the log on."""
    middle = int(_one(store, "SELECT MAX(idx) / 2 FROM log"))
    days = [
        _one(store, "SELECT substr(recorded_at, 1, 10) FROM log WHERE idx = ?", middle + n)
        for n in (0, events)
    ]
    return ["--from", days[0], "--to", days[1]]


# --- recording ------------------------------------------------------------------------------------


def _record(stores: Stores, folder: Path) -> None:
    """One more command, on a copy of each log: on a partnership that is known, and a new one."""
    from samverkan_flow.domain.commands import DeclareConflict, PartnerDetails, Propose
    from samverkan_flow.service import Partnerships

    chosen = {
        size: _copied(store, folder) for size, store in stores.items() if size in (min(stores), max(stores))
    }
    opened = {size: Partnerships(store) for size, store in chosen.items()}
    numbers = count(1_000_000)  # each of a partner of its own: who has met one before is told so

    def proposing(partnerships: Partnerships) -> Subject:
        return lambda: partnerships.handle(
            Propose(name="N", partner=PartnerDetails("F", organisation_number(next(numbers))), purpose="p", own_role="r",
                    development_plan="d", owner="s.alm", areas=("culture",), conflict_of_interest=False),
            actor="h.ek",
        )  # fmt: skip

    def declaring(partnerships: Partnerships, ref: str) -> Subject:
        return lambda: partnerships.handle(DeclareConflict(ref=ref, because="measured"), actor="h.ek")

    _print_head("one recorded command", chosen)
    _print_row("propose", _medians({size: proposing(one) for size, one in opened.items()}, WRITES))
    subjects = {size: declaring(one, _active(chosen[size])) for size, one in opened.items()}
    _print_row("declare a conflict", _medians(subjects, WRITES))
    for size, partnerships in opened.items():
        partnerships.close()
        for file in files_of(chosen[size]):
            file.unlink()


def _active(store: Path) -> str:
    return "P-" + _one(store, "SELECT MAX(number) FROM register WHERE stage = 'active'")


def _leaf(store: Path, folder: Path) -> None:
    """What the leaf costs: its hashing, against a constant; its column, on the log's schema with and without."""
    from samverkan_flow.domain.commands import DeclareConflict
    from samverkan_flow.service import Partnerships
    from samverkan_flow.store import rows

    copy = _copied(store, folder)
    ref = _active(copy)
    told = DeclareConflict(ref=ref, because="measured")
    with Partnerships(copy) as partnerships:

        def hashing() -> None:
            partnerships.handle(told, actor="h.ek")

        def constant() -> None:
            with patch.object(rows, "leaf_of", lambda *_: bytes(32)):
                partnerships.handle(told, actor="h.ek")

        with_hash, without_hash = _medians({"with": hashing, "without": constant}, LEAVES).values()
    subjects = {leaf: _row_writer(folder, with_leaf=leaf) for leaf in (True, False)}
    with_column, without_column = _medians(subjects, LEAVES).values()
    column = with_column - without_column
    print("\n| the leaf of one event | ms | share of one recorded command | aim |\n|---|---|---|---|")
    print(f"| one recorded command | {with_hash * 1000:.3f} | 1 | |")
    hashed = _seconds_of_a_leaf(store)
    for name, cost in {
        "hashing, by itself": hashed,
        "hashing, as the command with it less the command without": with_hash - without_hash,
        "its column, as a bare row with it less one without": column,
    }.items():
        print(f"| {name} | {cost * 1000:.3f} | {cost / with_hash:.1%} | |")
    print(
        f"| by itself, and its column | {(hashed + column) * 1000:.3f} | {(hashed + column) / with_hash:.1%} | 15 % |"
    )


def _seconds_of_a_leaf(store: Path) -> float:
    """Returns what one leaf takes to make, over events as they are stored."""
    from samverkan_flow.proof.entry import leaf_of

    connection = sqlite3.connect(store)
    events = [
        (UUID(row[0]), *row[1:]) for row in connection.execute("SELECT * FROM stored_events LIMIT 5000")
    ]
    connection.close()
    start = time.perf_counter()
    for event in events:
        leaf_of(*event)
    return (time.perf_counter() - start) / len(events)


def _row_writer(folder: Path, *, with_leaf: bool) -> Subject:
    """One row of the log and its commit, in a table made as the log is, as durably, with its leaf or without."""
    from samverkan_flow.store.schema import LOG_COLUMNS, TABLES

    table = next(one for one in TABLES if one.startswith("CREATE TABLE log "))
    columns = [one for one in LOG_COLUMNS if with_leaf or one != "leaf"]
    connection = sqlite3.connect(folder / f"rows-{with_leaf}.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(table if with_leaf else table.replace("leaf BLOB NOT NULL, ", ""))
    values = {"recorded_at": "2026-11-23T11:00:00.000000Z", "effective_on": "2026-11-23", "actor": "h.ek",
              "topic": "partnership.conflict-declared.v1", "clauses": "R4", "command_id": "0" * 36,
              "originator_id": "0" * 32, "leaf": bytes(32)}  # fmt: skip
    insert = f"INSERT INTO log ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"

    def once() -> None:
        index = connection.execute("SELECT COALESCE(MAX(idx) + 1, 0) FROM log").fetchone()[0]
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(insert, [values.get(column, index) for column in columns])
        connection.execute("COMMIT")

    return once


# --- helpers --------------------------------------------------------------------------------------


def _exists(name: str) -> bool:
    """Tells whether there is such a verb yet."""
    from samverkan_flow.cli.app import TREE

    group, verb, *_ = name.split()
    home = TREE[group][1]
    return not isinstance(home, dict) or verb in home


def _copied(store: Path, folder: Path) -> Path:
    for file in files_of(store):
        shutil.copy(file, folder / file.name)
    return folder / store.name


def _one(store: Path, sql: str, *parameters: object) -> str:
    connection = sqlite3.connect(store)
    row = connection.execute(sql, parameters).fetchone()
    connection.close()
    return str(row[0])


def _run(call: list[str]) -> None:
    subprocess.run([*CLI, *call], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def _medians(subjects: dict[Name, Subject], rounds: int) -> dict[Name, float]:
    """Returns the median seconds of each subject, all of them in turn, so that all share the same noise."""
    taken: dict[Name, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, subject in subjects.items():
            start = time.perf_counter()
            subject()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def _print_head(what: str, stores: Stores) -> None:
    print(f"\n| {what} | {' | '.join(f'at {_number(size)}, ms' for size in stores)} | last / first | aim |")
    print(f"|---|{'---|' * (len(stores) + 2)}")


def _print_row(name: str, medians: dict[int, float]) -> None:
    ratio = medians[max(medians)] / medians[min(medians)]
    shown = " | ".join(f"{taken * 1000:.2f}" for taken in medians.values())
    print(f"| {name} | {shown} | {ratio:.2f} | 1.5 |")


def _number(count: int) -> str:
    return f"{count:_}".replace("_", " ")


def _listed(counts: list[int]) -> str:
    return ", ".join(_number(count) for count in counts)


if __name__ == "__main__":
    main()
