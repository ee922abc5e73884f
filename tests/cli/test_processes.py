"""Some calls as real processes: pipes that close, locales, a module run, a locked store."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from samverkan_flow.service import Partnerships

SAMVERKAN = [sys.executable, "-m", "samverkan_flow"]


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SAMVERKAN, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **settings},
    )


def test_it_runs_as_a_module() -> None:
    """`python -m samverkan_flow` is the same program."""
    done = run("--version")

    assert done.stdout.startswith("samverkan-flow ")


def test_a_pipe_that_closes_early_is_no_failure(demonstration: Path) -> None:
    """`samverkan list | head -1` ends quietly."""
    call = f"'{sys.executable}' -m samverkan_flow audit history P-1 --db '{demonstration}' | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", call], capture_output=True, text=True)

    assert len(done.stdout.splitlines()) == 1
    assert all(line.startswith("Computed ") for line in done.stderr.splitlines()), done.stderr


@pytest.mark.parametrize("locale", ["C", "POSIX", "sv_SE.ISO-8859-1"])
def test_every_locale_is_served(locale: str, demonstration: Path) -> None:
    """A locale without our letters costs letters, never a traceback."""
    done = subprocess.run(
        [*SAMVERKAN, "next", "P-14", "--db", str(demonstration)],
        capture_output=True,
        env={**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": ""},
    )

    assert done.returncode == 0
    assert done.stderr == b""


def test_an_ascii_terminal_is_served(demonstration: Path) -> None:
    """What cannot be shown is replaced."""
    done = subprocess.run(
        [*SAMVERKAN, "next", "P-14", "--db", str(demonstration)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )

    assert done.returncode == 0
    assert b"Not yet" in done.stdout


def test_a_locked_store_says_so(tmp_path: Path) -> None:
    """Another process holds the lock: nothing is recorded, and the way out is told."""
    path = tmp_path / "s.db"
    Partnerships.create(path, "a.ny").close()
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        call = "import samverkan_flow.store.connect as c; c.LOCK_WAIT_SECONDS = 0.2; import samverkan_flow.cli; samverkan_flow.cli.main()"
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                call,
                "people",
                "add",
                "h.ek",
                "--name",
                "H",
                "--as",
                "a.ny",
                "--db",
                str(path),
            ],
            capture_output=True,
            text=True,
        )
        other.execute("ROLLBACK")

    assert done.returncode == 7
    assert "is locked by another process; nothing was recorded" in done.stderr


def test_the_demonstration_is_not_recorded_over(tmp_path: Path) -> None:
    """A second demo in the same place leaves the first alone."""
    path = str(tmp_path / "demo.db")

    assert run("demo", "--db", path).returncode == 0
    second = run("demo", "--db", path)
    assert second.returncode == 7
    assert "is already there" in second.stderr
