"""A disk that is really full: it is said, nothing acknowledged is lost, and with room again all goes on."""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samverkan_flow.domain.errors import StoreUnusable
from samverkan_flow.service import Partnerships
from tests.faults.home import Home, ran
from tests.faults.oracle import is_kept, problems
from tests.faults.writer import hand_in, id_of

DISK_MIB = 3
COMMANDS_MAX = 5_000
FILE_BYTES_MAX = 200_000
TURN = 1

Figures = Callable[..., None]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Returns a folder on a disk of three MiB; skips the test where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_and_loses_nothing(home: Home, small_disk: Path, figures: Figures) -> None:
    """Commands are recorded until the disk is full; then it says so, and after making room the same command works."""
    full = home.copy_to(small_disk / "store")
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (1 << 20))
    acknowledged, told = recorded_until_full(full)
    while_full = problems(full.path, acknowledged)
    ballast.unlink()
    kept, after = handed_in_again(full, len(acknowledged))
    figures(acknowledged=len(acknowledged), lost=len(while_full))

    assert (True, True) == (str(full.path) in told, "full" in told), told
    assert (False, False) == (kept, after)
    assert ([], []) == (while_full, problems(full.path, [*acknowledged, id_of(TURN, len(acknowledged))]))


def recorded_until_full(home: Home) -> tuple[list[str], str]:
    """Records until it is told that it cannot. Returns the acknowledged command ids, and what was told."""
    acknowledged: list[str] = []
    with Partnerships(home.path) as store:
        for number in range(COMMANDS_MAX):
            try:
                hand_in(store, TURN, number)
            except StoreUnusable as error:
                return acknowledged, error.message
            acknowledged.append(id_of(TURN, number))
    raise AssertionError("the disk was never full")


def handed_in_again(home: Home, number: int) -> tuple[bool, bool]:
    """Hands in the command that failed. Returns whether it was there before, and whether it was told as a repeat."""
    kept = is_kept(home.path, id_of(TURN, number))
    with Partnerships(home.path) as store:
        return kept, hand_in(store, TURN, number).repeated


def files_stay_small() -> None:
    """Forbids this process any file beyond the limit."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, FILE_BYTES_MAX))


def test_a_file_that_may_not_grow_stops_and_loses_nothing(home: Home, figures: Figures) -> None:
    """The same with a limit on the size of files, which needs no rights: the journal stops growing."""
    stopped = ran(
        [sys.executable, "-m", "tests.faults.writer", str(home.path), str(TURN)], preexec_fn=files_stay_small
    )
    acknowledged = [id_of(TURN, int(line)) for line in stopped.out.splitlines()]
    at_the_limit = problems(home.path, acknowledged)
    kept, after = handed_in_again(home, len(acknowledged))
    figures(acknowledged=len(acknowledged), lost=len(at_the_limit))

    assert f"StoreUnusable: {home.path} cannot be used: disk I/O error" in stopped.err
    assert (kept, []) == (after, at_the_limit)
    assert len(acknowledged) > 2
    assert [] == problems(home.path, [*acknowledged, id_of(TURN, len(acknowledged))])
