"""A store in a folder of its own: every file that belongs to it, its copies, and the real command line over it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from samverkan_flow.service import Partnerships
from tests.store.places import SqlitePlace, agree, propose, screen

ROOT = Path(__file__).parents[2]
SAMVERKAN = (sys.executable, "-m", "samverkan_flow")
HANG_SECONDS = 120
"""After so long a process is taken to hang; nothing here measures time."""

NAME = "samverkan.db"


class Ran(NamedTuple):
    """What one process came to; a negative code is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """Returns the one document on stdout, or an empty one where nothing was told."""
        try:
            document: dict[str, Any] = json.loads(self.out)
        except ValueError:
            return {}
        return document

    @property
    def message(self) -> str:
        """Returns what the error says, wherever it was told."""
        told = self.document.get("error", {})
        return f"{told.get('message', '')} {told.get('hint', '')} {self.err}"


class Home(NamedTuple):
    """The folder one store stands in; every file of the store begins with the database's name."""

    folder: Path

    @property
    def path(self) -> Path:
        """Returns the database."""
        return self.folder / NAME

    @property
    def files(self) -> list[Path]:
        """Returns every file of the store that is there now."""
        return sorted(self.folder.glob(f"{NAME}*"))

    def copy_to(self, folder: Path) -> "Home":
        """Copies every file of the store into a new folder."""
        folder.mkdir(parents=True)
        for file in self.files:
            shutil.copy2(file, folder)
        return Home(folder)

    @contextmanager
    def copied(self, folder: Path) -> Iterator["Home"]:
        """Lends a copy, and removes it."""
        copy = self.copy_to(folder)
        try:
            yield copy
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def command(self, *arguments: str) -> list[str]:
        """Returns the command line of a call on this store, as a process."""
        return [*SAMVERKAN, *arguments, "--db", str(self.path)]

    def run(self, *arguments: str, around: Sequence[str] = (), **more: Any) -> Ran:
        """Runs the real command line as a process, with another program around it where one is named."""
        return ran([*around, *self.command(*arguments)], **more)


def ran(call: Sequence[str], **more: Any) -> Ran:
    """Runs a process to its end. It stands outside the store's folder, so that only the store touches that."""
    done = subprocess.run(
        call,
        stdin=subprocess.DEVNULL,
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=HANG_SECONDS,
        env=surroundings(),
        cwd="/",
        preexec_fn=more.pop("preexec_fn", heeding_ctrl_c),
        **more,
    )
    return Ran(done.returncode, done.stdout or "", done.stderr)


def heeding_ctrl_c() -> None:
    """Lets a process heed Ctrl-C as at a terminal; what is begun in the background would inherit to ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def surroundings() -> dict[str, str]:
    """Returns the environment of a process under test: the same modules as here, nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMVERKAN_")}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C.UTF-8",
    }


def furnished(folder: Path) -> Home:
    """Makes a store with people, a screened and an agreed partnership, closed as an ordinary call leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    place = SqlitePlace(folder)
    store = place.made()
    for partner in ("First Stage", "Second Stage"):
        screen(store, propose(store, partner))
    agree(store, "P-2")
    place.close()
    Partnerships(place.path).close()
    return Home(folder)


def add_person(command_id: str, handle: str = "n.ny", name: str = "Nina Ny") -> tuple[str, ...]:
    """Returns the call that registers a person: two events, and a key of their own."""
    return ("people", "add", handle, "--name", name, "--role", "officer", "--as", "a.ny",
            "--command-id", command_id, "--json")  # fmt: skip
