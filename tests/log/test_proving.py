"""Proofs on the command line: every event of the demonstration, for people who do not have it."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from samverkan_flow.audit.checking import checked
from samverkan_flow.audit.proving import prove
from samverkan_flow.domain import commands as c
from samverkan_flow.proof.note import parse_vkey
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from samverkan_flow.store.schema import TRIGGERS
from samverkan_flow.store.tree import TILE_WIDTH
from tests.cli.conftest import Run
from tests.demonstration import LOG_SIZE, place_of

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_receipt.py"
PROPOSED = place_of("P-4:1")


@pytest.fixture
def vkey(demonstration: Path) -> Path:
    return demonstration.with_name(f"{demonstration.name}.origin.vkey")


def test_every_event_has_a_receipt_that_holds(demonstration: Path, vkey: Path) -> None:
    """Each receipt holds with the public key alone, for its own event and no other."""
    verifier = parse_vkey(vkey.read_text())
    with Reader(demonstration) as reader:
        proved = [prove(reader, index) for index in range(reader.log_size())]
    held = [checked(one.receipt.text.encode(), verifier, one.logged.stored) for one in proved]

    assert list(range(len(proved))) == [one.index for one in held]
    assert {True} == {one.event_checked for one in held}
    with pytest.raises(Exception, match="not the one the receipt is about"):
        checked(proved[3].receipt.text.encode(), verifier, proved[4].logged.stored)


@pytest.fixture
def receipt(demonstration: Path, run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """A receipt of the breach's termination and its event, as the command line writes them."""
    files = tmp_path / "r.tlog-proof", tmp_path / "event.json"
    ran = run("log", "receipt", "P-4:17", "-o", files[0], "--event", files[1], "--db", demonstration)
    assert 0 == ran.code, ran.err
    return files


def with_the_script(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *map(str, arguments)], capture_output=True, text=True)


def test_the_one_file_verifier_agrees(receipt: tuple[Path, Path], vkey: Path) -> None:
    """Who does not have the product checks a receipt with one file."""
    done = with_the_script(receipt[0], "--vkey", vkey, "--event", receipt[1])

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("the very event stands at ")


CHANGES: dict[str, Callable[[str], str]] = {
    "another index": lambda text: text.replace("\nindex ", "\nindex 1"),
    "another root": lambda text: text.replace(f"\n{LOG_SIZE}\n", f"\n{LOG_SIZE + 1}\n"),
    "another hash": lambda text: text.replace("\n\n", "\n", 1).replace("=\n", "=\n\n", 1),
    "another signature": lambda text: text[:-20] + text[-20:].swapcase(),
    "a hash less": lambda text: "\n".join([*text.split("\n")[:3], *text.split("\n")[4:]]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_neither_verifier_takes_a_changed_receipt(
    change: Callable[[str], str], receipt: tuple[Path, Path], vkey: Path, run: Run
) -> None:
    """What the product refuses, the one file refuses, and the other way round."""
    text = receipt[0].read_text()
    assert text != change(text)
    receipt[0].write_text(change(text))
    script, ours = (
        with_the_script(receipt[0], "--vkey", vkey),
        run("log", "check-receipt", receipt[0], "--vkey", vkey),
    )

    assert (6, True) == (script.returncode, ours.code in (2, 6))
    assert "DOES NOT HOLD" in script.stderr


@pytest.mark.parametrize(
    ("named", "index"),
    [
        ("P-4:1", PROPOSED),
        (f"P-4:1@{PROPOSED}", PROPOSED),
        (str(PROPOSED), PROPOSED),
        ("house:1", 0),
        ("0", 0),
        ("budget-2027:1", place_of("budget-2027:1")),
        ("budget-2027", place_of("budget-2027:11")),
    ],
)
def test_an_event_is_named_in_several_ways(
    named: str, index: int, demonstration: Path, run: Run, tmp_path: Path
) -> None:
    """By its number in the log, within its partnership, or as it is cited."""
    ran = run("log", "receipt", named, "-o", tmp_path / "r", "--db", demonstration, "--json")

    assert index == ran.json["index"]


@pytest.mark.parametrize(
    ("named", "code", "told"),
    [(str(LOG_SIZE), 4, f"there is no event {LOG_SIZE}"), ("P-4:99", 4, "there is no event P-4:99"), ("P-99", 4, 'no partnership "P-99"'),
     ("P-4:x", 2, "write 203, P-7:12"), ("", 2, "write 203"), ("-1", 2, "")],
)  # fmt: skip
def test_an_event_there_is_none_of_is_told(
    named: str, code: int, told: str, demonstration: Path, run: Run, tmp_path: Path
) -> None:
    """What cannot be proved leaves no file."""
    ran = run("log", "receipt", named, "-o", tmp_path / "r", "--db", demonstration)

    assert code == ran.code
    assert told in ran.err
    assert [] == list(tmp_path.iterdir())


def test_a_receipt_is_not_written_over(receipt: tuple[Path, Path], demonstration: Path, run: Run) -> None:
    """An existing file is left alone, and said so."""
    before = receipt[0].read_bytes()
    ran = run("log", "receipt", "1", "-o", receipt[0], "--db", demonstration)

    assert (2, before) == (ran.code, receipt[0].read_bytes())
    assert "is already there" in ran.err


@pytest.mark.parametrize("size", [1, 2, 100, LOG_SIZE - 1, LOG_SIZE])
def test_the_log_grew_from_every_earlier_checkpoint(
    size: int, demonstration: Path, run: Run, tmp_path: Path
) -> None:
    """Each earlier size is shown to be the beginning, by number and by its signed checkpoint."""
    by_number = run("log", "consistency", str(size), "--db", demonstration, "--json").json

    assert (size, LOG_SIZE) == (by_number["old_size"], by_number["size"])
    with closing(sqlite3.connect(demonstration)) as connection:
        row = connection.execute(
            "SELECT note FROM checkpoints WHERE size >= ? ORDER BY size", (size,)
        ).fetchone()
    (tmp_path / "old").write_text(row[0])
    assert 0 == run("log", "consistency", tmp_path / "old", "--db", demonstration).code


@pytest.mark.parametrize(
    ("old", "new"), [("0", None), (str(LOG_SIZE + 1), None), ("200", "100"), ("5", "999")]
)
def test_sizes_that_do_not_follow_each_other_prove_nothing(
    old: str, new: str | None, demonstration: Path, run: Run
) -> None:
    """A log does not grow from nothing, from more than it has, or backwards."""
    ran = run("log", "consistency", old, *([new] if new else []), "--db", demonstration)

    assert 2 == ran.code
    assert "do not follow each other" in ran.err


def test_another_logs_checkpoint_is_no_beginning(demonstration: Path, run: Run, tmp_path: Path) -> None:
    """A checkpoint of another log is told as such."""
    other = tmp_path / "other.db"
    Partnerships.create(other, "a.ny").close()
    ran = run("log", "consistency", f"{other}.checkpoint", "--db", demonstration)

    assert 6 == ran.code
    assert "WRONG_LOG" in ran.err


@pytest.mark.parametrize("words", [("receipt", "41", "-o", "r"), ("consistency", "100")], ids=" ".join)
def test_no_proof_is_given_that_would_not_hold(
    words: tuple[str, ...], copy: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash was altered below a kept root, which is still the signed one: a path through it leads elsewhere."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE log SET leaf = zeroblob(32) WHERE idx = 40")
    monkeypatch.chdir(copy.parent)
    ran = run("log", *words, "--db", copy)

    assert (6, False) == (ran.code, (copy.parent / "r").exists())
    assert "TREE_ALTERED" in ran.err


# --- how often --------------------------------------------------------------------------------------


@pytest.fixture
def copy(demonstration: Path, tmp_path: Path) -> Path:
    path = tmp_path / "copy.db"
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy(file, tmp_path / file.name.replace(demonstration.name, path.name))
    return path


def sizes(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            row[0]
            for row in connection.execute(
                "SELECT size FROM checkpoints WHERE size > ? ORDER BY size", (LOG_SIZE,)
            )
        ]


def declare(partnerships: Partnerships, count: int) -> None:
    for number in range(count):
        partnerships.handle(c.DeclareConflict(ref="P-1", because=f"reason {number}"), actor="h.ek")


def test_every_commit_is_signed_unless_told_otherwise(copy: Path) -> None:
    """Nothing that was acknowledged is outside the newest checkpoint."""
    with Partnerships(copy) as partnerships:
        declare(partnerships, 3)

    assert [LOG_SIZE + 1, LOG_SIZE + 2, LOG_SIZE + 3] == sizes(copy)


def test_a_program_that_signs_less_often_leaves_nothing_out(copy: Path, run: Run) -> None:
    """The first commit and the closing are signed; what lies between is covered by the latter."""
    with Partnerships(copy, checkpoint_every=timedelta(hours=1)) as partnerships:
        declare(partnerships, 4)
        unsigned = run("log", "verify", "--db", copy, "--json").json["notes"]

    assert [LOG_SIZE + 1, LOG_SIZE + 4] == sizes(copy)
    assert ["under no checkpoint yet: 3 events; the next command signs"] == unsigned
    assert [] == run("log", "verify", "--db", copy, "--json").json["notes"]


def test_a_checkpoint_is_signed_when_asked_for(copy: Path, run: Run, tmp_path: Path) -> None:
    """What an interrupted program left unsigned is signed by hand, and given away as a file."""
    partnerships = Partnerships(copy, checkpoint_every=timedelta(hours=1))
    declare(partnerships, 2)
    ran = run("log", "checkpoint", "-o", tmp_path / "today", "--db", copy, "--json")
    partnerships.close()

    assert [LOG_SIZE + 1, LOG_SIZE + 2] == sizes(copy)
    assert ran.json["checkpoint"] == (tmp_path / "today").read_text()


def test_a_checkpoint_that_cannot_be_put_beside_the_store_is_told(copy: Path, run: Run) -> None:
    """What is recorded stays recorded; the person is warned, and the next command makes it good."""
    blocked = copy.with_name(f"{copy.name}.checkpoint.new")
    blocked.mkdir()
    ran = run("conflict", "declare", "P-1", "--because", "so", "--as", "h.ek", "--db", copy)
    blocked.rmdir()
    again = run("conflict", "declare", "P-1", "--because", "more", "--as", "h.ek", "--db", copy)

    assert (0, 0, "") == (ran.code, again.code, again.err)
    assert "it is recorded, but the checkpoint" in ran.err
    assert str(LOG_SIZE + 2) == copy.with_name(f"{copy.name}.checkpoint").read_text().split("\n")[1]


# --- verify's levels --------------------------------------------------------------------------------


def test_since_reads_what_came_after(copy: Path, run: Run, tmp_path: Path) -> None:
    """From a trusted checkpoint on, no more is read than what lies behind it, but for the tile it ends in."""
    shutil.copy(f"{copy}.checkpoint", tmp_path / "then")
    with Partnerships(copy, checkpoint_every=timedelta(hours=1)) as partnerships:
        declare(partnerships, 400)
    shutil.copy(f"{copy}.checkpoint", tmp_path / "later")
    with Partnerships(copy) as partnerships:
        declare(partnerships, 3)

    report = run("log", "verify", "--since", tmp_path / "later", "--db", copy, "--json").json
    whole = run("log", "verify", "--since", tmp_path / "then", "--db", copy, "--json").json

    size = LOG_SIZE + 403
    assert (True, size, _from_a_tile(size, LOG_SIZE + 400)) == (
        report["ok"],
        report["size"],
        report["hashed"],
    )
    assert (report["root"], _from_a_tile(size, LOG_SIZE)) == (whole["root"], whole["hashed"])


def _from_a_tile(size: int, since: int) -> int:
    """Returns how many leaves are hashed: from the beginning of the tile that a checkpoint ends in."""
    return size - since // TILE_WIDTH * TILE_WIDTH


def test_levels_do_not_go_together(demonstration: Path, run: Run) -> None:
    """Quick and deep at once is a slip."""
    assert 2 == run("log", "verify", "--quick", "--deep", "--db", demonstration).code


def test_nothing_to_compare_with_is_said(demonstration: Path, run: Run, tmp_path: Path) -> None:
    """A copy of the database alone verifies, and says what could not be looked at."""
    path = tmp_path / "alone.db"
    with closing(sqlite3.connect(demonstration)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)

    report = run("log", "verify", "--db", path, "--json").json

    assert (True, 0, 2) == (report["ok"], report["signatures"], len(report["notes"]))


def test_the_key_of_an_auditor_counts(demonstration: Path, vkey: Path, run: Run, tmp_path: Path) -> None:
    """The key that was got another way is held against the log; another log's key is told."""
    Partnerships.create(tmp_path / "other.db", "a.ny").close()
    right = run("log", "verify", "--vkey", vkey.read_text().strip(), "--db", demonstration)
    wrong = run("log", "verify", "--vkey", tmp_path / "other.db.origin.vkey", "--db", demonstration)

    assert (0, 6) == (right.code, wrong.code)
    assert "WRONG_LOG" in wrong.err
