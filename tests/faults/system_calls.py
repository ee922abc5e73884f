"""Faults at system calls, by strace: which calls a command makes on the store's files, and one of them struck."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.faults.home import NAME, Home, ran, surroundings

CALLS = ("openat", "pread64", "read", "pwrite64", "write", "fdatasync", "fsync", "fcntl", "flock", "ftruncate",
         "fchmod", "unlink", "rename", "link")  # fmt: skip
BESIDE = ("", "-wal", "-shm", "-journal", ".keys", ".keys-journal", ".keys-wal", ".keys-shm")
"""What every store has or may have; files seen in a first trace are added."""

Beside = Callable[[Home], AbstractContextManager[object]]
"""What goes on beside the command that is traced or struck."""

_TRACED = ",".join(f"?{call}" for call in CALLS)


class Point(NamedTuple):
    """One call of a command on the store's files: which kind, and the how many'th of its kind, from 1."""

    call: str
    number: int

    def __str__(self) -> str:
        return f"{self.call} {self.number}"


@cache
def missing() -> str:
    """Returns why strace cannot be used here, or nothing."""
    if not shutil.which("strace"):
        return "strace is not installed: apt-get install strace"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return f"strace may not trace here: {tried.stderr.strip()}" if tried.returncode else ""


def points(home: Home, command: tuple[str, ...], aside: Path, beside_it: Beside = nullcontext) -> list[Point]:
    """Runs a command on a copy and returns its calls on the store's files, in order."""
    beside = _names_seen(home, command, aside)
    with home.copied(aside / "traced") as copy, beside_it(copy):
        done = copy.run(*command, around=["strace", "-f", "-qq", "-o", str(aside / "trace"), *_only(copy, beside),
                                          "-e", f"trace={_TRACED}"])  # fmt: skip
        assert done.code == 0, done
    counted: Counter[str] = Counter()
    found = []
    for call in re.findall(r"^\d+ +(\w+)\(", (aside / "trace").read_text(errors="replace"), re.MULTILINE):
        counted[call] += 1
        found.append(Point(call, counted[call]))
    return found


def struck(home: Home, command: tuple[str, ...], fault: str, aside: Path) -> tuple[int, str, str, bool]:
    """Runs a command with a fault as strace writes it (`fdatasync:error=EIO:when=3`).

    Returns the exit code (negative: the signal that ended it), stdout, stderr and whether the fault struck.
    """
    trace = aside / "trace"
    faster = [] if "signal" in fault else ["--seccomp-bpf"]  # a signal is not delivered with it (strace 6.1)
    done = ran(["strace", "-f", "-qq", *faster, "-o", str(trace), *_only(home, _beside_of(aside)),
                "-e", f"trace={_TRACED}", "-e", f"inject={fault}", *home.command(*command)])  # fmt: skip
    told = trace.read_text(errors="replace")
    return done.code, done.out, done.err, "(INJECTED)" in told or "--- SIG" in told or "killed by" in told


def _only(home: Home, beside: tuple[str, ...]) -> list[str]:
    """Returns the options that keep strace to the store's files and their folder."""
    kept = [home.folder, *(home.folder / f"{NAME}{ending}" for ending in beside)]
    return [word for path in kept for word in ("-P", str(path))]


def _names_seen(home: Home, command: tuple[str, ...], aside: Path) -> tuple[str, ...]:
    """Returns the endings of every file of the store a command touches, temporary ones too."""
    with home.copied(aside / "named") as copy:
        subprocess.run(["strace", "-f", "-qq", "-o", str(aside / "trace"), "-e", "trace=%file", *copy.command(*command)],
                       env=surroundings(), cwd="/", check=True, capture_output=True)  # fmt: skip
        told = (aside / "trace").read_text(errors="replace")
        seen = set(re.findall(rf'"{re.escape(str(copy.path))}([^"/]*)"', told))
    beside = tuple(sorted({*BESIDE, *seen}))
    (aside / "beside").write_text("\n".join(beside))
    return beside


def _beside_of(aside: Path) -> tuple[str, ...]:
    return tuple((aside / "beside").read_text().split("\n"))
