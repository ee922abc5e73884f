"""A model of power loss: what a disk may hold when the power goes, from what a process really wrote and synced.

strace tells every write with its bytes, and every sync. What was written to a file and not yet synced may have
reached the disk or not, each write by itself; a name that was made or removed counts once its folder or, for a new
file, the file itself was synced. The shared memory beside a journal is never on the disk.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from samverkan_flow.service import Partnerships
from samverkan_flow.store import connect
from tests.faults.home import ROOT, Home, surroundings
from tests.faults.writer import hand_in

TURN = 3
COMMANDS = 5

_TRACED = "openat,write,pwrite64,fdatasync,fsync,ftruncate,unlink,rename"
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += +(\d+)(?:<(.*)>)?$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OF = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")


class Did(NamedTuple):
    """One thing a process did: the call, the file it was about, and what the call needs."""

    call: str
    path: Path
    data: bytes = b""
    number: int = 0
    to: Path = Path()


def recorded(home: Home, aside: Path, synchronous: str = "") -> list[Did]:
    """Has a process record commands in a store and returns what it did to the disk; stdout is an acknowledgement."""
    call = [sys.executable, "-m", "tests.faults.power_loss", str(home.path), *filter(None, [synchronous])]
    subprocess.run(
        ["strace", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-o", str(aside / "trace"), "-e", f"trace={_TRACED}", *call],
        env=surroundings(), cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    done = [did for line in (aside / "trace").read_text().splitlines() for did in _did(line)]
    return [did for did in done if did.call == "acknowledge" or home.folder in (did.path, did.path.parent)]


def _did(line: str) -> Iterator[Did]:
    found = _CALL.match(line)
    if found is None:
        return
    call, told, returned, opened = found.groups()
    texts = [_bytes(one) for one in _TEXT.findall(told)]
    of = _OF.match(told)
    path = Path(_bytes(of[1]).decode()) if of else Path(texts[0].decode()) if texts else Path()
    match call:
        case "openat" if "O_CREAT" in told and opened:
            yield Did("create", Path(_bytes(opened).decode()))
        case "pwrite64":
            yield Did(call, path, texts[0][: int(returned)], int(told.rsplit(", ", 1)[1]))
        case "write" if told.startswith("1<"):
            yield Did("acknowledge", path)
        case "write":
            yield Did("append", path, texts[0][: int(returned)])
        case "ftruncate":
            yield Did(call, path, number=int(told.rsplit(", ", 1)[1]))
        case "fdatasync" | "fsync":
            yield Did("sync", path)
        case "unlink":
            yield Did(call, path)
        case "rename":
            yield Did(call, path, to=Path(texts[1].decode()))


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.replace("\\x", ""))


class Disk:
    """Every file of a folder by its name: what is surely there, and what was done to it since."""

    def __init__(self, home: Home) -> None:
        self.files: dict[str, _File] = {file.name: _File(file.read_bytes()) for file in home.files}
        self.names: dict[str, _File] = dict(self.files)
        """The files as their folder was synced last; `files` is as the process sees them."""

    def do(self, did: Did) -> None:
        """Does what the process did."""
        name = did.path.name
        match did.call:
            case "create":
                self.files.setdefault(name, _File(b""))
            case "unlink":
                self.files.pop(name, None)
            case "rename":
                self.files[did.to.name] = self.files.pop(name)
            case "sync" if name not in self.files:
                self.names = dict(self.files)  # it is the folder
            case "sync":
                self.files[name].sync()
                self.names[name] = self.files[name]
            case "append":
                self.files[name].append(did)
            case "pwrite64" | "ftruncate":
                self.files[name].since.append(did)

    def lost(self, chance: random.Random, folder: Path) -> Home:
        """Writes what the disk may hold after the power went into a folder."""
        folder.mkdir()
        names = self.files if chance.random() < 0.5 else self.names
        for name, file in names.items():
            if not name.endswith("-shm"):
                luck = chance.choice((0.0, 0.5, 1.0))
                reached = [did for did in file.since if chance.random() < luck]
                (folder / name).write_bytes(file.as_of(reached))
                (folder / name).chmod(0o600)
        return Home(folder)


class _File:
    def __init__(self, durable: bytes) -> None:
        self.durable = durable
        self.since: list[Did] = []

    def sync(self) -> None:
        self.durable, self.since = self.as_of(self.since), []

    def append(self, did: Did) -> None:
        self.since.append(did._replace(call="pwrite64", number=len(self.as_of(self.since))))

    def as_of(self, reached: list[Did]) -> bytes:
        made = bytearray(self.durable)
        for did in reached:
            if did.call == "ftruncate":
                made = made[: did.number].ljust(did.number, b"\0")
            else:
                made.extend(bytes(max(0, did.number - len(made))))
                made[did.number : did.number + len(did.data)] = did.data
        return bytes(made)


def _less_durable(synchronous: str) -> None:
    """Opens stores with another setting than the product's: what shows that the model notices."""
    ours = connect._make_durable

    def make(connection: object, path: Path) -> None:
        ours(connection, path)  # type: ignore[arg-type]
        connection.execute(f"PRAGMA synchronous = {synchronous}")  # type: ignore[attr-defined]

    connect._make_durable = make  # type: ignore[assignment]


def main(path: str, synchronous: str = "") -> None:
    """Records some commands, and tells each on stdout once it is acknowledged."""
    if synchronous:
        _less_durable(synchronous)
    with Partnerships(Path(path)) as store:
        for number in range(COMMANDS):
            hand_in(store, TURN, number)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
