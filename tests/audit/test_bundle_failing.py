"""A dossier that cannot be made, or must not be, leaves nothing behind and says why."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.audit.bundle import making
from samverkan_flow.audit.bundle.making import bundle_partnership, bundle_whole_log
from samverkan_flow.audit.export.writing import new_folder
from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import InvalidInput, StoreUnusable
from samverkan_flow.proof.checkpoint import read_checkpoint
from samverkan_flow.proof.note import Signer
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from tests.audit.bundles import checked
from tests.audit.test_export_writing import failing, file_size_limited
from tests.cli.conftest import Run
from tests.demonstration import LOG_SIZE
from tests.log.test_verify import ATTACKS, attacked

__all__ = ["attacked"]

BOTH = (("P-3",), ("--all",))


def with_key(path: Path, demonstration: Path) -> Path:
    """Puts the public key beside a copy of the demonstration."""
    shutil.copy(f"{demonstration}.origin.vkey", f"{path}.origin.vkey")
    return path


# --- what is damaged ------------------------------------------------------------------------------


@pytest.mark.parametrize("which", BOTH, ids=" ".join)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attacked_log_gives_the_true_dossier_or_none(
    attack: str,
    which: tuple[str, ...],
    attacked: Callable[[str], Path],
    dossiers: Callable[[str], Path],
    demonstration: Path,
    run: Run,
    tmp_path: Path,
) -> None:
    """Where the attack reached what the dossier holds, there is none; a column the database cannot read is told by it."""
    path = with_key(attacked(ATTACKS[attack][0]), demonstration)
    folder = tmp_path / "dossier"
    ran = run("audit", "bundle", *which, "-o", folder, "--db", path, "--json")
    untouched = dossiers(which[0].replace("--", ""))

    assert ran.code in (0, 6) or (ran.code == 7 and "no text" in attack)
    assert folder.exists() == (ran.code == 0)
    assert not list(tmp_path.glob(".samverkan-*"))
    if folder.exists():
        assert (untouched / "log.jsonl").read_bytes() == (folder / "log.jsonl").read_bytes()
        assert 0 == checked(folder).returncode


OF_P3 = "originator_id = (SELECT id FROM register WHERE number = 3)"
AIMED: dict[str, str] = {
    "its event altered": f"UPDATE stored_events SET state = replace(state, 'v.norr', 'k.dahl') WHERE {OF_P3} "
    "AND originator_version = 9",
    "its event gone": f"DELETE FROM stored_events WHERE {OF_P3} AND originator_version = 12",
    "its last event gone": f"DELETE FROM stored_events WHERE {OF_P3} AND originator_version = 17",
    "its row gone": f"DELETE FROM log WHERE {OF_P3} AND originator_version = 12",
    "who acted was never registered": "DELETE FROM stored_events WHERE topic = 'person.added.v1'",
    "the policy it was judged by altered": "UPDATE stored_events SET state = replace(state, '100 000 kr', '900 000 kr') "
    "WHERE topic = 'policy.adopted.v1'",
    "another size signed": f"UPDATE checkpoints SET note = replace(note, char(10) || '{LOG_SIZE}' || char(10), "
    f"char(10) || '{LOG_SIZE - 1}' || char(10)) WHERE size = {LOG_SIZE}",
    "a checkpoint that is none": f"UPDATE checkpoints SET note = 'none' WHERE size = {LOG_SIZE}",
}


@pytest.mark.parametrize("which", BOTH, ids=" ".join)
@pytest.mark.parametrize("sql", AIMED.values(), ids=list(AIMED))
def test_no_dossier_is_made_of_what_was_altered(
    sql: str,
    which: tuple[str, ...],
    attacked: Callable[[str], Path],
    demonstration: Path,
    run: Run,
    tmp_path: Path,
) -> None:
    """Exit 6, and nothing that could be taken for a dossier."""
    path = with_key(attacked(sql), demonstration)
    ran = run("audit", "bundle", *which, "-o", tmp_path / "dossier", "--db", path)

    assert 6 == ran.code, ran.err
    assert "log verify" in ran.err
    assert {path.name, f"{path.name}.origin.vkey"} == {
        one.name for one in tmp_path.iterdir() if not one.name.endswith(("-wal", "-shm"))
    }


def test_a_checkpoint_of_another_key_is_no_ground(
    attacked: Callable[[str], Path], demonstration: Path, run: Run, tmp_path: Path
) -> None:
    """The right size and root, signed by somebody else: a dossier would not check, so there is none."""
    path = with_key(attacked(f"DELETE FROM checkpoints WHERE size < {LOG_SIZE}"), demonstration)
    with sqlite3.connect(path) as copy:
        kept = read_checkpoint(copy.execute("SELECT note FROM checkpoints").fetchone()[0].encode())
        copy.execute("UPDATE checkpoints SET note = ?", (kept.signed(Signer(kept.origin, bytes(32))),))
    ran = run("audit", "bundle", "P-3", "-o", tmp_path / "dossier", "--db", path)

    assert (6, False) == (ran.code, (tmp_path / "dossier").exists())
    assert "BAD_SIGNATURE" in ran.err


def test_a_row_and_its_event_gone_together_are_missed(
    attacked: Callable[[str], Path], demonstration: Path, run: Run, tmp_path: Path
) -> None:
    """Who deletes the end of a partnership everywhere but in the register leaves a gap in the log."""
    path = with_key(
        attacked(f"DELETE FROM stored_events WHERE {OF_P3} AND originator_version = 17"), demonstration
    )
    with sqlite3.connect(path) as copy:
        copy.execute(f"DELETE FROM log WHERE {OF_P3} AND originator_version = 17")
    ran = run("audit", "bundle", "P-3", "-o", tmp_path / "dossier", "--db", path)

    assert (6, False) == (ran.code, (tmp_path / "dossier").exists())


def test_without_the_public_key_there_is_no_dossier(demonstration: Path, run: Run, tmp_path: Path) -> None:
    """Nobody could check it; the file to put back is named."""
    path = tmp_path / "alone.db"
    with sqlite3.connect(demonstration) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    ran = run("audit", "bundle", "P-3", "-o", tmp_path / "dossier", "--db", path)

    assert (4, False) == (ran.code, (tmp_path / "dossier").exists())
    assert "alone.db.origin.vkey is missing" in ran.err


def test_what_is_not_signed_yet_is_signed_first(demonstration: Path, run: Run, tmp_path: Path) -> None:
    """An event no checkpoint covers cannot be proved; the hint says how it is signed."""
    path = tmp_path / "copy.db"
    for file in demonstration.parent.glob(f"{demonstration.name}*"):
        shutil.copy(file, tmp_path / file.name.replace(demonstration.name, path.name))
    with Partnerships(path, checkpoint_every=timedelta(hours=1)) as partnerships:
        for reason in ("one", "two"):
            partnerships.handle(c.DeclareConflict(ref="P-14", because=reason), actor="h.ek")
        ran = [
            run("audit", "bundle", which, "-o", tmp_path / "dossier", "--db", path)
            for which in ("P-14", "--all", "P-3")
        ]

    assert [4, 4, 0] == [one.code for one in ran]
    assert all("samverkan log checkpoint signs the log" in one.err for one in ran[:2])


# --- where it cannot stand ------------------------------------------------------------------------


@pytest.mark.parametrize("which", BOTH, ids=" ".join)
@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("taken", "is already there"),
        ("file", "is already there"),
        (".", "is already there"),
        ("nowhere/dossier", "is no folder that exists"),
        ("file/dossier", "is no folder that exists"),
        ("a\nb", "is none a folder can have"),
        ("x" * 300, "is too long a name"),
    ],
)
def test_a_place_that_is_none_is_said(
    output: str, told: str, which: tuple[str, ...], demo: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is overwritten, nothing is made on the way."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").write_text("kept")
    ran = demo("audit", "bundle", *which, "-o", output)

    assert (2, True) == (ran.code, told in ran.err)
    assert {"taken", "file"} == {one.name for one in tmp_path.iterdir()}
    assert "kept" == (tmp_path / "file").read_text()


@pytest.mark.parametrize("arguments", [(), ("P-3", "--all")], ids=["neither", "both"])
def test_it_is_of_one_partnership_or_of_all(arguments: tuple[str, ...], demo: Run, tmp_path: Path) -> None:
    """Neither and both are slips."""
    ran = demo("audit", "bundle", *arguments, "-o", tmp_path / "dossier")

    assert (2, []) == (ran.code, list(tmp_path.iterdir()))
    assert "not both" in ran.err


def test_a_partnership_there_is_none_of(demo: Run, tmp_path: Path) -> None:
    """It is said, and nothing is made."""
    ran = demo("audit", "bundle", "P-99", "-o", tmp_path / "dossier")

    assert (4, []) == (ran.code, list(tmp_path.iterdir()))


@pytest.mark.parametrize("whole", [False, True], ids=["P-3", "all"])
def test_a_full_disk_leaves_nothing(whole: bool, asked: Reader, tmp_path: Path) -> None:
    """The operating system refuses the bytes: said, and taken away."""
    path = tmp_path / "dossier"
    assert asked.log_size() > 0  # the database has its own files by now
    with file_size_limited(4_000), pytest.raises(StoreUnusable, match=r"there is no room for .*dossier"):
        bundle_whole_log(asked, path) if whole else bundle_partnership(asked, "P-3", path)

    assert [] == list(tmp_path.iterdir())


def test_a_person_who_stops_it_leaves_nothing(
    demo: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C when half of it is written takes that half away."""

    def stopped(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(making.documents, "rows", stopped)
    ran = demo("audit", "bundle", "P-3", "-o", tmp_path / "dossier")

    assert (130, []) == (ran.code, list(tmp_path.iterdir()))


def write_some(path: Path, then: Callable[[], Any] = lambda: None) -> None:
    with new_folder(path) as folder, folder.file("deep/one") as file:
        file.write(b"one")
        then()


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    """Nothing stands there while it is written."""
    path = tmp_path / "dossier"
    write_some(path, lambda: pytest.fail("too early") if path.exists() else None)

    assert b"one" == (path / "deep/one").read_bytes()
    assert ["dossier"] == [one.name for one in tmp_path.iterdir()]


@pytest.mark.parametrize("kind", ["a file", "a folder", "a link"])
def test_what_appears_meanwhile_stays(kind: str, tmp_path: Path) -> None:
    """Somebody else makes something of that name while ours is written: theirs stays."""
    path = tmp_path / "dossier"

    def theirs() -> None:
        match kind:
            case "a file":
                path.write_text("theirs")
            case "a folder":
                path.mkdir()
                (path / "theirs").write_text("theirs")
            case _:
                path.symlink_to(tmp_path / "nothing")

    with pytest.raises(InvalidInput, match="is already there"):
        write_some(path, theirs)

    assert ["dossier"] == [one.name for one in tmp_path.iterdir()]
    assert path.is_symlink() or (path / "theirs" if path.is_dir() else path).read_text() == "theirs"


@pytest.mark.parametrize(
    ("call", "number", "message"),
    [
        ("mkdir", errno.EACCES, "may not be written"),
        ("open", errno.ENOSPC, "there is no room for"),
        ("fsync", errno.EDQUOT, "there is no room for"),
        ("fsync", errno.EIO, "cannot be written"),
        ("rename", errno.EROFS, "may not be written"),
    ],
)
def test_every_step_that_fails_leaves_no_folder(
    call: str, number: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making the folder, writing, reaching the disk, taking the name: whichever fails, nothing is there."""
    real = getattr(os, call)

    def fail(path: Any, *more: Any, **named: Any) -> Any:
        """Fails; but what exists can still be opened, or it could not be taken away."""
        is_old = call == "open" and not more[0] & os.O_CREAT
        return real(path, *more, **named) if is_old else failing(number)()

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(StoreUnusable, match=message):
            write_some(tmp_path / "dossier")

    assert [] == list(tmp_path.iterdir())
