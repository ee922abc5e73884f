"""The power goes at any moment: what was acknowledged is on the disk, whatever else had reached it."""

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.faults.home import Home
from tests.faults.oracle import problems
from tests.faults.power_loss import COMMANDS, TURN, Did, Disk, recorded
from tests.faults.writer import id_of

A_PART = 0.3

Figures = Callable[..., None]


def lose_power(disk: Disk, done: Sequence[Did], times: float, aside: Path, figures: Figures) -> list[str]:
    """Lets the power go after what a process did: some times after each thing, or after a part of them.

    Returns everything that was wrong.
    """
    chance = random.Random(21)
    wrong, acknowledged, tried, bad = [], 0, 0, 0
    for place, did in enumerate(done, 1):
        disk.do(did)
        acknowledged += did.call == "acknowledge"
        for _ in range(int(times) if times >= 1 else chance.random() < times):
            lost = disk.lost(chance, aside / "lost")
            found = problems(lost.path, [id_of(TURN, number) for number in range(acknowledged)])
            wrong += [f"after {place} of {len(done)} ({did.call} {did.path.name}): {one}" for one in found]
            tried, bad = tried + 1, bad + bool(found)
            shutil.rmtree(lost.folder)
    figures(things_done=len(done), losses=tried, bad=bad, acknowledged=acknowledged)
    assert acknowledged == COMMANDS
    return wrong


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize("times", [A_PART, pytest.param(20, marks=pytest.mark.slow)])
def test_what_was_acknowledged_survives_power_loss(
    times: float, home: Home, tmp_path: Path, figures: Figures
) -> None:
    """After each thing the process did to the disk: whole, every acknowledged command there, every name opens."""
    before = Disk(home)
    done = recorded(home, tmp_path)

    assert [] == lose_power(before, done, times, tmp_path, figures)


@pytest.mark.usefixtures("traced")
def test_a_store_that_syncs_less_is_caught(home: Home, tmp_path: Path, figures: Figures) -> None:
    """With synchronous=NORMAL acknowledged commands are lost: the model notices what it is there to notice."""
    before = Disk(home)
    wrong = lose_power(before, recorded(home, tmp_path, "NORMAL"), A_PART, tmp_path, figures)

    assert any("was acknowledged and is not there" in one for one in wrong)
