"""A large portfolio: `status` and `due` against start-up plus the bare SQL, and what `tick` costs by what is due.

Portfolios are imported from rows made here. Prints only, medians of this run; BENCH_DIR names the folder.
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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "11"))
SMALL, LARGE = 2_000, 10_000
TODAY = date(2026, 11, 23)
"""Where a demonstration store's clock stands."""
YEARS = (2025, 2026, 2027, 2028)
BEGIN = (0, 10, 100, 1_000)
"""How many partnerships begin today, tomorrow and so on; each tick catches up with the days before."""

_OWED = (
    "SELECT number, kind, subject, opens_on, closes_on, due, clause, who, what, name, owner FROM obligations "
    "WHERE due >= '0001-01-01' AND due <= '2027-02-21' AND opens_on <= '2026-11-23' AND closes_on >= '2026-11-23' "
    "ORDER BY due, number, kind, subject"
)
BARE = {
    "status": ("SELECT stage, COUNT(*) FROM register GROUP BY stage", f"{_OWED} LIMIT 20", f"{_OWED} LIMIT 20",
               f"SELECT COUNT(*) FROM ({_OWED})", f"SELECT COUNT(*) FROM ({_OWED})"),
    "due": (_OWED,),
}  # fmt: skip
"""The statements a verb needs, for a program that does nothing but ask them."""


def main() -> None:
    """Runs the measures and prints the tables."""
    folder = Path(os.environ.get("BENCH_DIR") or tempfile.mkdtemp(prefix="bench-", dir="."))
    folder.mkdir(exist_ok=True)
    try:
        print(f"# {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
              f"SQLite {sqlite3.sqlite_version}; medians of {ROUNDS} interleaved rounds")  # fmt: skip
        stores = {size: _portfolio(folder / f"portfolio-{size}.db", size) for size in (SMALL, LARGE)}
        _looking(stores[LARGE])
        _ticking(folder, stores)
    finally:
        if "BENCH_DIR" not in os.environ:
            shutil.rmtree(folder)


# --- looking --------------------------------------------------------------------------------------


def _looking(store: Path) -> None:
    samverkan = str(Path(sys.executable).with_name("samverkan"))
    calls: dict[str, list[str]] = {"python -c 'import click'": [sys.executable, "-c", "import click"]}
    for verb, statements in BARE.items():
        asked = "; ".join(f"c.execute({one!r}).fetchall()" for one in statements)
        bare = f"import click, sqlite3; c = sqlite3.connect({str(store)!r}); {asked}"
        calls[f"that, and the bare SQL of {verb}"] = [sys.executable, "-c", bare]
        calls[f"samverkan {verb}"] = [samverkan, verb, "--db", str(store)]
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            times[name].append(
                _timed(lambda call=call: subprocess.run(call, stdout=subprocess.DEVNULL, check=True))
            )
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(
        f"\n{LARGE} partnerships, written to a pipe:\n\n| call | median ms | ratio | aim |\n|---|---|---|---|"
    )
    for name, median in medians.items():
        verb = name.removeprefix("samverkan ")
        unit = medians.get(f"that, and the bare SQL of {verb}", median)
        print(f"| {name} | {median * 1000:.1f} | {median / unit:.2f} | {'2' if verb in BARE else ''} |")


# --- ticking --------------------------------------------------------------------------------------


def _ticking(folder: Path, stores: dict[int, Path]) -> None:
    """Ticks copies of both portfolios on days on which more and more begins."""
    print("\n| begins | partnerships | tick, median ms | of it processor, ms | processor per beginning, ms |\n"
          "|---|---|---|---|---|")  # fmt: skip
    for day, count in enumerate(BEGIN):
        for size, store in stores.items():
            taken = [_ticked(folder, store, day) for _ in range(max(3, ROUNDS // (1 + count // 100)))]
            wall, processor = (statistics.median(one) * 1000 for one in zip(*taken, strict=True))
            begun = sum(BEGIN[: day + 1])
            each = f"{processor / begun:.2f}" if begun else ""
            print(f"| {begun} | {size} | {wall:.1f} | {processor:.1f} | {each} |")


def _ticked(folder: Path, store: Path, day: int) -> tuple[float, float]:
    """Returns the seconds, and the processor's seconds, of a tick some days from today, on a copy."""
    from samverkan_flow.service import Partnerships

    for file in folder.glob("ticked.db*"):
        file.unlink()
    for file in store.parent.glob(f"{store.name}*"):
        shutil.copy(file, folder / file.name.replace(store.name, "ticked.db"))
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC) + timedelta(days=day)
    with Partnerships(folder / "ticked.db", lambda: noon) as partnerships:
        wall, processor = time.perf_counter(), time.process_time()
        begun = partnerships.tick()
        taken = time.perf_counter() - wall, time.process_time() - processor
    assert len(begun) == sum(BEGIN[: day + 1]), len(begun)
    return taken


# --- what is measured on --------------------------------------------------------------------------


def _portfolio(store: Path, size: int) -> Path:
    """Imports a portfolio: most in their years, evaluated at some time, and some that are still to begin."""
    from samverkan_flow.domain.commands import AddPerson, ProposeFrame, PublishCode, SetFrame
    from samverkan_flow.domain.money import Money
    from samverkan_flow.domain.values import Document
    from samverkan_flow.importing import read_portfolio
    from samverkan_flow.service import Partnerships

    file = store.with_suffix(".csv")
    _write(file, size)
    with Partnerships.create(store, "a.ny", demonstration=True) as partnerships:
        for handle, role in (
            ("s.alm", "owner"),
            ("p.lund", "treasurer"),
            ("k.dahl", "head-of-communications"),
        ):
            partnerships.handle(AddPerson(handle=handle, name=handle, roles=(role,)), actor="a.ny")
        code = PublishCode(
            version="2025", in_force_from=date(2025, 1, 1), document=Document("code.pdf", "c" * 64)
        )
        partnerships.handle(code, actor="a.ny")
        frame = Money(10**12)
        for year in YEARS:
            partnerships.handle(ProposeFrame(year=year, amount=frame, because="measured"), actor="p.lund")
            partnerships.handle(SetFrame(year=year, amount=frame), actor="k.dahl")
        told = read_portfolio(file, "measured")
        assert not told.unread, told.unread[:3]
        partnerships.import_portfolio(told.command, actor="a.ny")
    return store


def _write(file: Path, size: int) -> None:
    import csv

    rows = [_row(number, size) for number in range(size)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def _row(number: int, size: int) -> dict[str, Any]:
    """Returns a partnership: begun some day of the last two years, or one of those that begin on the measured days."""
    coming = [day for day, count in enumerate(BEGIN) for _ in range(count)]
    begins = number - (size - len(coming))
    if begins >= 0:
        start, signed, evaluated = TODAY + timedelta(coming[begins]), "2026-10-01", ""
    else:
        start = date(2025, 1, 1) + timedelta(number * 7 % 690)
        signed, evaluated = "2024-12-01", str(min(start + timedelta(300 + number % 60), TODAY))
    return {
        "key": f"k{number}", "name": f"Samverkan {number}", "partner": f"Förening {number}",
        "organisation_number": "802999-0010", "areas": "education", "owner": "s.alm", "kind": "agreement",
        "registry_number": f"SAM {number}", "document": f"avtal-{number}.pdf", "signed_on": signed,
        "start": start.isoformat(), "end": "2028-12-31", "code_version": "2025", "vat_percent": "0",
        **{str(year): "1 000" if year >= start.year else "" for year in YEARS}, "marketing": "logotyp i programmet",
        "guidelines": "regler: båda följer dem", "exchange": "platser", "exchange_value": "5 000",
        "initiative": "Insats", "initiative_start": start.isoformat(), "last_evaluated_on": evaluated,
    }  # fmt: skip


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
