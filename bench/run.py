"""Side by side: start-up, reads and one recorded transition, as medians and ratios of this run.

Prints only; it never fails because something is slow. The database lies in the folder named by
BENCH_DIR (default: a new folder under the current one, removed afterwards), so that fsyncs are real.
"""

import os
import platform
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

ROUNDS = 21
WRITES = 300
PARTNERSHIPS = 1_000


def main() -> None:
    """Runs every measure and prints the table."""
    folder = Path(os.environ.get("BENCH_DIR") or tempfile.mkdtemp(prefix="bench-", dir="."))
    folder.mkdir(exist_ok=True)
    try:
        print(f"# {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
              f"SQLite {sqlite3.sqlite_version}; medians of {ROUNDS} interleaved rounds")  # fmt: skip
        _start_up(folder)
        _transitions(folder)
    finally:
        if "BENCH_DIR" not in os.environ:
            shutil.rmtree(folder)


# --- start-up -------------------------------------------------------------------------------------


def _start_up(folder: Path) -> None:
    store = folder / "thousand.db"
    _fill(store)
    script = Path(sys.executable).with_name("samverkan")
    base = [sys.executable, "-c", "import click"]
    calls = {
        "python -c 'import click'": base,
        "samverkan --help": [str(script), "--help"],
        f"samverkan list ({PARTNERSHIPS} partnerships)": [str(script), "list", "--db", str(store)],
        f"samverkan next P-500 ({PARTNERSHIPS} partnerships)": [
            str(script),
            "next",
            "P-500",
            "--db",
            str(store),
        ],
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            times[name].append(
                _timed(lambda call=call: subprocess.run(call, stdout=subprocess.DEVNULL, check=True))
            )
    unit = statistics.median(times["python -c 'import click'"])
    print("\n| call | median ms | ratio | aim |\n|---|---|---|---|")
    for (name, taken), aim in zip(times.items(), ("1", "1.3", "2", "2"), strict=True):
        median = statistics.median(taken)
        print(f"| `{name}` | {median * 1000:.1f} | {median / unit:.2f} | {aim} |")


def _fill(store: Path) -> None:
    """Makes a demonstration store with many partnerships, by the public commands."""
    from samverkan_flow.domain.commands import AddPerson, PartnerDetails, Propose
    from samverkan_flow.service import Partnerships

    chance = random.Random(1)
    moment = datetime(2026, 1, 2, 9, tzinfo=UTC)
    with Partnerships.create(
        store, "a.ny", name="Anna Ny", demonstration=True, clock=lambda: moment
    ) as partnerships:
        for handle, role in (("h.ek", "officer"), ("g.lind", "screener"), ("s.alm", "owner"),
                             ("s.alm2", "partnership-lead"), ("k.dahl", "head-of-communications")):  # fmt: skip
            partnerships.handle(AddPerson(handle=handle, name=handle, roles=(role,)), actor="a.ny")
        for number in range(PARTNERSHIPS):
            partnerships.handle(
                Propose(
                    name=f"Samverkan {number}",
                    partner=PartnerDetails(name=f"Förening {number}", organisation_number="802999-0010"),
                    purpose="measured " * chance.randint(1, 30),
                    own_role="we hold a lesson each term",
                    development_plan="from two schools to ten",
                    owner="s.alm",
                    areas=("education",),
                    conflict_of_interest=False,
                ),
                actor="h.ek",
            )


# --- one recorded transition ----------------------------------------------------------------------


def _transitions(folder: Path) -> None:
    with ExitStack() as stores:
        _compare_transitions(folder, stores)
    early, late = _on_one_partnership(folder)
    print(
        f"\n400 commands on one partnership: the first 50 took {early:.3f} ms each, the last 50 {late:.3f} ms (medians)"
    )
    print(f"\n{WRITES} interleaved rounds; statements and bytes per command: {_cost(folder)}")


def _compare_transitions(folder: Path, stores: ExitStack) -> None:
    ours, seldom = _ours(folder, timedelta(0), stores), _ours(folder, timedelta(hours=1), stores)
    bare, sqlite = _bare_eventsourcing(folder), _bare_sqlite(folder)
    subjects = {
        "samverkan: one recorded command, signed at once": ours,
        "samverkan: one recorded command, signed once an hour": seldom,
        "bare eventsourcing: one saved event, WAL and synchronous=FULL": bare,
        "bare SQLite: one insert and commit, WAL and synchronous=FULL": sqlite,
    }
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(WRITES):
        for name, subject in subjects.items():
            times[name].append(_timed(subject))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    unit = list(medians.values())[2]
    print("\n| write | median ms | against bare eventsourcing | aim |\n|---|---|---|---|")
    for (name, median), aim in zip(medians.items(), ("", "1", "1", ""), strict=True):
        print(f"| {name} | {median * 1000:.3f} | {median / unit:.2f} | {aim} |")


def _ours(folder: Path, every: timedelta, stores: ExitStack) -> Callable[[], object]:
    """A transition on a partnership of its own each time: proposed, then withdrawn."""
    from samverkan_flow.domain.commands import End, PartnerDetails, Propose
    from samverkan_flow.service import Partnerships

    store = folder / ("ours.db" if every == timedelta(0) else "seldom.db")
    for file in folder.glob("thousand.db*"):
        shutil.copy(file, folder / file.name.replace("thousand.db", store.name))
    partnerships = stores.enter_context(Partnerships(store, checkpoint_every=every))
    refs = iter([
        partnerships.handle(
            Propose(name=f"N {n}", partner=PartnerDetails("F", "802999-0010"), purpose="p", own_role="r",
                    development_plan="d", owner="s.alm", areas=("culture",), conflict_of_interest=False),
            actor="h.ek",
        ).ref
        for n in range(WRITES)
    ])  # fmt: skip
    return lambda: partnerships.handle(
        End(ref=next(refs), reason="withdrawn", because="measured"), actor="h.ek"
    )


def _bare_eventsourcing(folder: Path) -> Callable[[], object]:
    """One aggregate loaded, changed by one event and saved, as the library's own examples do."""
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event
    from eventsourcing.sqlite import SQLiteConnectionPool

    class Case(Aggregate):
        @event("Opened")
        def __init__(self, name: str, partner: str, purpose: str) -> None:
            self.name, self.partner, self.purpose, self.ended = name, partner, purpose, ""

        @event("Ended")
        def end(self, reason: str, actor: str, because: str) -> None:
            self.ended = reason

    made = SQLiteConnectionPool._create_connection

    def durable(pool: SQLiteConnectionPool) -> object:
        connection = made(pool)
        connection.cursor().execute("PRAGMA synchronous = FULL")
        return connection

    SQLiteConnectionPool._create_connection = durable  # type: ignore[method-assign, assignment]
    application: Application[object] = Application(
        {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "bare.db")}
    )
    ids = []
    for n in range(WRITES):
        case = Case(f"N {n}", "F", "p")
        application.save(case)
        ids.append(case.id)
    waiting = iter(ids)

    def once() -> None:
        case = application.repository.get(next(waiting))
        case.end("withdrawn", "h.ek", "measured")
        application.save(case)

    return once


def _bare_sqlite(folder: Path) -> Callable[[], object]:
    connection = sqlite3.connect(folder / "bare-sqlite.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE e (id TEXT, version INTEGER, topic TEXT, state BLOB, PRIMARY KEY (id, version))"
    )
    body = b"x" * 400

    def once() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO e VALUES (?, 1, 'partnership.terminated.v1', ?)", (uuid4().hex, body))
        connection.execute("COMMIT")

    return once


def _on_one_partnership(folder: Path) -> tuple[float, float]:
    """A long life does not slow the next command down: medians of the first and the last fifty."""
    from samverkan_flow.domain.commands import DeclareConflict
    from samverkan_flow.service import Partnerships

    with Partnerships(folder / "ours.db") as partnerships:
        told = DeclareConflict(ref="P-2", because="measured")
        taken = [_timed(lambda: partnerships.handle(told, actor="h.ek")) for _ in range(400)]
    return statistics.median(taken[:50]) * 1000, statistics.median(taken[-50:]) * 1000


def _cost(folder: Path) -> str:
    """Counts the SQL statements of one command, and the bytes it adds to the log."""
    from samverkan_flow.domain.commands import DeclareConflict
    from samverkan_flow.service import Partnerships

    with Partnerships(folder / "ours.db") as partnerships:
        partnerships.handle(DeclareConflict(ref="P-1", because="warm"), actor="h.ek")
        statements: list[str] = []
        connection = partnerships.recorder.datastore.pool._pool[0]._sqlite_conn
        connection.set_trace_callback(statements.append)
        partnerships.handle(DeclareConflict(ref="P-1", because="measured"), actor="h.ek")
        connection.set_trace_callback(None)
        row = connection.execute(
            "SELECT LENGTH(state) FROM stored_events ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
    return f"{len(statements)} statements, 1 commit, {row[0]} bytes of event"


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
