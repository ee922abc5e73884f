"""Importing 10 000 rows against a bare `executemany` of the very same table rows, in turn, as medians of this run.

Both write into stores of their own with the same tables, indexes and triggers, under the same settings, in
one transaction that is synced to the disk. Prints only; BENCH_DIR names the folder (default: a new one here).
"""

import os
import platform
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

ROWS = 10_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
TABLES = ("stored_events", "log", "tiles", "register", "obligations", "commands", "checkpoints")


def main() -> None:
    """Runs the measure and prints the table."""
    folder = Path(os.environ.get("BENCH_DIR") or tempfile.mkdtemp(prefix="bench-", dir="."))
    folder.mkdir(exist_ok=True)
    try:
        print(f"# {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
              f"SQLite {sqlite3.sqlite_version}; {ROWS} rows, medians of {ROUNDS} interleaved rounds")  # fmt: skip
        _measure(folder)
    finally:
        if "BENCH_DIR" not in os.environ:
            shutil.rmtree(folder)


def _measure(folder: Path) -> None:
    from samverkan_flow.importing import read_portfolio

    files = {kind: folder / f"portfolio.{kind}" for kind in ("csv", "xlsx")}
    _write_csv(files["csv"])
    _write_xlsx(files["xlsx"])
    empty, template = folder / "empty.db", folder / "template.db"
    _found(empty)
    _copy(empty, template)
    portfolio = read_portfolio(files["csv"], "measured")
    assert not portfolio.unread, portfolio.unread[:3]
    _import(template, portfolio.command)
    rows = _rows_beside(template, empty)
    subjects: dict[str, Callable[[Path], float]] = {
        "bare executemany of the same table rows": lambda store: _bare(store, rows),
        "import: decided and recorded": lambda store: _import(store, portfolio.command),
        "read from .csv": lambda _store: _timed(lambda: read_portfolio(files["csv"])),
        "read from .xlsx": lambda _store: _timed(lambda: read_portfolio(files["xlsx"])),
    }
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for round_ in range(ROUNDS):
        for name, subject in subjects.items():
            store = folder / f"round-{round_}.db"
            _copy(empty, store)
            times[name].append(subject(store))
            for file in folder.glob("round-*"):
                file.unlink()
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    unit = medians["bare executemany of the same table rows"]
    print(f"\nTable rows written: {', '.join(f'{len(found)} {table}' for table, found in rows.items())}")
    print("\n| what | median s | rows a second | of the rate of executemany | aim |\n|---|---|---|---|---|")
    for name, median in medians.items():
        aim = "15 %" if name.startswith("import") else ""
        print(f"| {name} | {median:.3f} | {ROWS / median:.0f} | {unit / median:.0%} | {aim} |")


# --- the two subjects -------------------------------------------------------------------------------


def _import(store: Path, portfolio: Any) -> float:
    from samverkan_flow.service import Partnerships

    with Partnerships(store) as partnerships:
        return _timed(lambda: partnerships.import_portfolio(portfolio, actor="a.ny"))


def _bare(store: Path, rows: dict[str, list[tuple[Any, ...]]]) -> float:
    """Writes rows that are ready, with the settings of a store."""
    from samverkan_flow.store.connect import open_writing

    with closing(open_writing(store)) as connection:

        def write() -> None:
            connection.execute("BEGIN IMMEDIATE")
            for table, found in rows.items():
                marks = ", ".join("?" * len(found[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
            connection.execute("COMMIT")

        return _timed(write)


def _rows_beside(store: Path, empty: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Returns the rows of each table that an import has added."""
    found = {}
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("ATTACH ? AS before", (str(empty),))
        for table in TABLES:
            added = f"SELECT * FROM main.{table} EXCEPT SELECT * FROM before.{table}"
            rows = [tuple(row) for row in connection.execute(added)]
            if rows:
                found[table] = sorted(rows) if table in ("log", "register", "tiles", "obligations") else rows
    return found


# --- what is measured on ----------------------------------------------------------------------------


def _found(store: Path) -> None:
    """Makes a store with an owner, a code of conduct, and frames that are wide enough."""
    from datetime import date

    from samverkan_flow.domain.commands import AddPerson, ProposeFrame, PublishCode, SetFrame
    from samverkan_flow.domain.money import Money
    from samverkan_flow.domain.values import Document
    from samverkan_flow.service import Partnerships

    with Partnerships.create(store, "a.ny") as partnerships:
        for handle, role in (("s.alm", "owner"), ("p.lund", "treasurer"), ("v.norr", "chief-executive")):
            partnerships.handle(AddPerson(handle=handle, name=handle, roles=(role,)), actor="a.ny")
        wide = Money(10**13)
        for year in range(2025, 2030):
            partnerships.handle(ProposeFrame(year=year, amount=wide, because="measured"), actor="p.lund")
            partnerships.handle(SetFrame(year=year, amount=wide, because="measured"), actor="v.norr")
        code = Document("code.pdf", "c" * 64)
        partnerships.handle(
            PublishCode(version="2025", in_force_from=date(2025, 1, 1), document=code), actor="a.ny"
        )
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(store: Path, to: Path) -> None:
    for file in store.parent.glob(f"{store.name}*"):
        if not file.name.endswith(("-wal", "-shm")):
            shutil.copy(file, to.parent / file.name.replace(store.name, to.name))


def _table() -> list[list[str]]:
    """Returns the template's header and 10 000 rows: a partnership with an initiative each."""
    from samverkan_flow.importing.template import header_and_example

    header, example = header_and_example()
    key, name, initiative = (header.index(one) for one in ("key", "name", "initiative"))
    rows = [header]
    for number in range(ROWS):
        row = list(example)
        row[key], row[name], row[initiative] = f"k{number}", f"Samverkan {number}", f"Insats {number}"
        rows.append(row)
    return rows


def _write_csv(file: Path) -> None:
    import csv

    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(_table())


def _write_xlsx(file: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("portfolio")
    for row in _table():
        sheet.append([cell or None for cell in row])
    book.save(file)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
