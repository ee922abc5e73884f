"""Files damaged under the program: a flipped bit, a page lost, a file cut short, a journal that is another's."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from samverkan_flow.demo.portfolio import record
from samverkan_flow.queries.reading import Reader
from tests.faults.examiner import Examined
from tests.faults.home import HANG_SECONDS, NAME, ROOT, Home, add_person, surroundings
from tests.faults.oracle import again, is_kept, problems

PAGE = 4096

Figures = Callable[..., None]
Look = Callable[[Home], Examined]


@pytest.fixture
def portfolio(demonstration: Path, tmp_path: Path) -> Home:
    """Returns the demonstration in one file, with its keys."""
    folder = tmp_path / "portfolio"
    folder.mkdir()
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy2(file, folder / file.name.replace(demonstration.name, NAME, 1))
    with sqlite3.connect(folder / NAME) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Home(folder)


@pytest.fixture
def look() -> Iterator[Look]:
    """Returns a function that has another process examine a store; a crash or a hang of it fails the test."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.examiner"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings(),
        cwd=ROOT,
    ) as examiner:
        assert examiner.stdin is not None
        assert examiner.stdout is not None
        asked, told = examiner.stdin, examiner.stdout

        def examine(home: Home) -> Examined:
            asked.write(f"{home.path}\n")
            asked.flush()
            return Examined(
                **dict(zip(Examined._fields, json.loads(line_of(told, HANG_SECONDS)), strict=True))
            )

        yield examine
        examiner.terminate()


def line_of(stream: object, seconds: float) -> str:
    """Returns the next line of a process. Fails where it ends or hangs instead."""
    import select

    ready, _, _ = select.select([stream], [], [], seconds)
    assert ready, "the examiner hangs"
    line: str = stream.readline()  # type: ignore[attr-defined]
    assert line, "the examiner crashed"
    return line


# --- bit flips ------------------------------------------------------------------------------------


def flip(portfolio: Home, flips: int, seed: int, aside: Path, look: Look, figures: Figures) -> list[str]:
    """Flips one bit at a time, anywhere in the file. Returns every flip that was missed or badly told."""
    chance = random.Random(seed)
    whole = portfolio.path.read_bytes()
    sound = look(portfolio)
    assert not sound.is_noticed
    counted: Counter[str] = Counter()
    wrong = []
    with portfolio.copied(aside / "flipped") as copy:
        for _ in range(flips):
            place, bit = chance.randrange(len(whole)), chance.randrange(8)
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            copy.path.write_bytes(flipped)
            found = look(copy)
            kind = ("unchanged " if found.content == sound.content else "changed ") + (
                "noticed" if found.is_noticed else "unnoticed"
            )
            counted[kind] += 1
            if kind == "changed unnoticed" or not found.is_told_well:
                wrong.append(f"bit {bit} of byte {place} (page {place // PAGE + 1}): {kind}, {found}")
    figures(
        flips=flips,
        a_value_changed_and_noticed=counted["changed noticed"],
        a_value_changed_and_missed=counted["changed unnoticed"],
        no_value_changed_yet_noticed=counted["unchanged noticed"],
        no_value_changed=counted["unchanged unnoticed"],
        badly_told=len(wrong) - counted["changed unnoticed"],
    )
    return wrong


def test_a_flipped_bit_is_noticed(portfolio: Home, tmp_path: Path, look: Look, figures: Figures) -> None:
    """A bit that changes anything that is stored is found by `log verify` or `doctor`; no bit makes them fail."""
    assert [] == flip(portfolio, 120, seed=8, aside=tmp_path, look=look, figures=figures)


@pytest.mark.slow
def test_four_thousand_flipped_bits_are_noticed(
    portfolio: Home, tmp_path: Path, look: Look, figures: Figures
) -> None:
    """The same for four thousand bits."""
    assert [] == flip(portfolio, 4_000, seed=400, aside=tmp_path, look=look, figures=figures)


def test_an_id_altered_in_an_index_is_told(portfolio: Home, tmp_path: Path, look: Look) -> None:
    """What reads ids from an index alone says that the store is damaged; it does not fail inside the program."""
    with closing(sqlite3.connect(portfolio.path)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_register_1'"
        (page,) = connection.execute(sql).fetchone()
        ids = [row[0].encode() for row in connection.execute("SELECT id FROM register")]
    whole = portfolio.path.read_bytes()
    with portfolio.copied(tmp_path / "flipped") as copy:
        for stored in ids:
            place = whole.index(stored, (page - 1) * PAGE, page * PAGE)
            for offset in (0, len(stored) - 1):
                flipped = bytearray(whole)
                flipped[place + offset] ^= 1 << 6
                copy.path.write_bytes(flipped)
                found = look(copy)

                assert (True, True) == (found.is_noticed, found.is_told_well), found.errors


# --- files cut short, pages lost ------------------------------------------------------------------


def cut_to(length: Callable[[int], int]) -> Callable[[Path], None]:
    """Returns what cuts a file to a part of its length."""
    return lambda path: os.truncate(path, length(path.stat().st_size))


def zeroed(page: int) -> Callable[[Path], None]:
    """Returns what fills a page (from 1) with zeros."""

    def damage(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek((page - 1) * PAGE)
            file.write(bytes(PAGE))

    return damage


def swapped(one: int, other: int) -> Callable[[Path], None]:
    """Returns what exchanges two pages."""

    def damage(path: Path) -> None:
        whole = bytearray(path.read_bytes())
        here, there = slice((one - 1) * PAGE, one * PAGE), slice((other - 1) * PAGE, other * PAGE)
        whole[here], whole[there] = whole[there], whole[here]
        path.write_bytes(whole)

    return damage


def root_page(path: Path, table: str) -> int:
    """Returns the page a table begins at."""
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()[0]
    return found


CUT = {
    "a byte": cut_to(lambda size: size - 1),
    "a page": cut_to(lambda size: size - PAGE),
    "half": cut_to(lambda size: size // 2),
    "all but a page": cut_to(lambda _: PAGE),
    "all but a byte": cut_to(lambda _: 1),
    "everything": cut_to(lambda _: 0),
}


@pytest.mark.parametrize("damage", CUT.values(), ids=CUT)
def test_a_file_cut_short_is_noticed(damage: Callable[[Path], None], portfolio: Home, look: Look) -> None:
    """However much is gone from the end, `log verify` or `doctor` says that the store is damaged or not one."""
    damage(portfolio.path)
    found = look(portfolio)

    assert (True, True) == (found.is_noticed, found.is_told_well), found


@pytest.mark.parametrize("table", ["stored_events", "log", "commands", "register", "house", "policies"])
def test_a_zeroed_page_is_noticed(table: str, portfolio: Home, look: Look) -> None:
    """A page of zeros, as a lost write leaves it, at the root of each table."""
    zeroed(root_page(portfolio.path, table))(portfolio.path)
    found = look(portfolio)

    assert (True, True) == (found.is_noticed, found.is_told_well), found


def damaged_pages(
    portfolio: Home, count: int, seed: int, aside: Path, look: Look, figures: Figures
) -> list[str]:
    """Zeroes or exchanges pages, one damage at a time. Returns every one that was missed or badly told."""
    chance = random.Random(seed)
    sound = look(portfolio)
    pages = portfolio.path.stat().st_size // PAGE
    wrong, noticed, unchanged = [], 0, 0
    for turn in range(count):
        one, other = chance.sample(range(1, pages + 1), 2)
        what, damage = (f"page {one} zeroed", zeroed(one)) if turn % 2 else (
            f"pages {one} and {other} exchanged", swapped(one, other)
        )  # fmt: skip
        with portfolio.copied(aside / "damaged") as copy:
            damage(copy.path)
            found = look(copy)
        missed = found.content != sound.content and not found.is_noticed
        noticed += found.is_noticed
        unchanged += found.content == sound.content and not found.is_noticed
        if missed or not found.is_told_well:
            wrong.append(f"{what}: {found}")
    figures(damages=count, noticed=noticed, no_value_changed=unchanged, missed_or_badly_told=len(wrong))
    return wrong


@pytest.mark.parametrize("count", [24, pytest.param(600, marks=pytest.mark.slow)])
def test_pages_zeroed_or_exchanged_are_noticed(
    count: int, portfolio: Home, tmp_path: Path, look: Look, figures: Figures
) -> None:
    """Any page of the file, or any two."""
    assert [] == damaged_pages(portfolio, count, seed=count, aside=tmp_path, look=look, figures=figures)


# --- journals -------------------------------------------------------------------------------------


def journaled(home: Home, name: str, folder: Path) -> Home:
    """Returns a copy of a store as a power cut leaves it: its last commands stand in the journal alone."""
    with Reader(home.path) as reader:
        reader.house()
        for number in range(3):
            assert again(home.path, *add_person(f"{name}-{number}", f"{name}.n{number}")).code == 0
        copy = home.copy_to(folder / name)
    Path(f"{copy.path}-shm").unlink()
    return copy


def test_a_journal_left_behind_is_read(portfolio: Home, tmp_path: Path, look: Look) -> None:
    """What stands in the journal alone is recorded, and is there."""
    copy = journaled(portfolio, "a", tmp_path)
    found = look(copy)

    assert (False, True) == (found.is_noticed, found.is_told_well), found
    assert [] == problems(copy.path, ["a-0", "a-1", "a-2"])


def test_the_journal_of_another_store_is_noticed(portfolio: Home, tmp_path: Path, look: Look) -> None:
    """Another store's journal makes pages of the other out of ours: the events are not those of the log."""
    (tmp_path / "other").mkdir()
    record(tmp_path / "other" / NAME)
    ours, theirs = journaled(portfolio, "a", tmp_path), journaled(Home(tmp_path / "other"), "b", tmp_path)
    shutil.copy(f"{theirs.path}-wal", f"{ours.path}-wal")
    found = look(ours)

    assert (True, True) == (found.is_noticed, found.is_told_well), found


@pytest.mark.parametrize("kept", ["a torn commit", "a changed byte"])
def test_a_damaged_journal_ends_at_the_last_whole_commit(kept: str, portfolio: Home, tmp_path: Path) -> None:
    """A commit whose pages are not whole is no commit: none is there in part, and the checkpoint says that one is lost."""
    copy = journaled(portfolio, "a", tmp_path)
    journal = Path(f"{copy.path}-wal")
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-PAGE] if kept == "a torn commit" else whole[:-1] + bytes([whole[-1] ^ 1]))

    assert [f"ROLLED_BACK at {size_of(copy)}"] == problems(copy.path, ["a-0", "a-1"])
    assert not is_kept(copy.path, "a-2")


def test_a_missing_journal_is_noticed(portfolio: Home, tmp_path: Path) -> None:
    """Without its journal a database is whole and old: the checkpoint beside it has seen more, and nothing is recorded."""
    copy = journaled(portfolio, "a", tmp_path)
    Path(f"{copy.path}-wal").unlink()
    refused = copy.run("conflict", "declare", "P-1", "--because", "after the loss", "--as", "h.ek")

    assert [f"ROLLED_BACK at {size_of(copy)}"] == problems(copy.path)
    assert (6, True) == (refused.code, "ROLLED_BACK" in refused.message)


def size_of(home: Home) -> int:
    """Returns how many events a store has."""
    with closing(sqlite3.connect(home.path)) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM log").fetchone()[0])


@pytest.fixture
def read_only(portfolio: Home, tmp_path: Path) -> Iterator[Home]:
    """A copy of the demonstration on a disk that cannot be written, as an archive hands it out."""
    disk = tmp_path / "archive"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "archive", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.decode().strip()}")
    try:
        copy = portfolio.copy_to(disk / "copy")
        for ending in ("-wal", "-shm"):
            Path(f"{copy.path}{ending}").unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        yield copy
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_read_only_disk_is_read(read_only: Home) -> None:
    """Everything that is asked is answered from a disk that cannot be written; what would be recorded is refused."""
    asked = [
        read_only.run(*words)
        for words in (
            ("log", "verify", "--deep"),
            ("audit", "history", "P-4", "--json"),
            ("people", "list"),
            ("doctor",),
        )
    ]
    refused = read_only.run("conflict", "declare", "P-1", "--because", "so", "--as", "h.ek")

    assert [0, 0, 0, 0] == [one.code for one in asked], asked
    assert (7, True) == (refused.code, "cannot be written" in refused.message)
