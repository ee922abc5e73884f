"""A busy writer killed at random moments, again and again: nothing that was acknowledged is lost."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from samverkan_flow.service import Partnerships
from tests.faults.home import HANG_SECONDS, ROOT, Home, surroundings
from tests.faults.oracle import is_kept, problems
from tests.faults.writer import hand_in, id_of

TURNS_PER_STORE = 10
"""Then a new store is begun: what grows is the time of looking, not what is found."""

Figures = Callable[..., None]


def killed(home: Home, turn: int, chance: random.Random) -> list[int]:
    """Starts a writer and kills it at a random moment: mostly while it records, at times while it opens the store.

    Returns the numbers of the commands that were acknowledged.
    """
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", str(home.path), str(turn)],
        stdout=subprocess.PIPE,
        text=True,
        env=surroundings(),
        cwd=ROOT,
    )
    assert writer.stdout is not None
    told = []
    if chance.random() < 0.8:
        told.append(writer.stdout.readline())
        time.sleep(chance.uniform(0, 0.08))
    else:
        time.sleep(chance.uniform(0.1, 0.4))
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate(timeout=HANG_SECONDS)
    assert writer.returncode == -signal.SIGKILL, "the writer ended by itself"
    return [int(line) for line in "".join([*told, rest]).splitlines(keepends=True) if line.endswith("\n")]


def kill_in_turn(home: Home, turns: int, seed: int, aside: Path, figures: Figures) -> list[str]:
    """Kills one writer per turn. Returns everything that was wrong."""
    chance = random.Random(seed)
    wrong: list[str] = []
    counted = {"turns": turns, "bad": 0, "acknowledged": 0, "recorded but not acknowledged": 0}
    slowest = 0.0
    for first in range(0, turns, TURNS_PER_STORE):
        with home.copied(aside / f"from-{first}") as copy:
            acknowledged: set[str] = set()
            for turn in range(first, min(first + TURNS_PER_STORE, turns)):
                numbers = killed(copy, turn, chance)
                acknowledged |= {id_of(turn, number) for number in numbers}
                begun = time.monotonic()
                Partnerships(copy.path).close()
                slowest = max(slowest, time.monotonic() - begun)
                silent = is_kept(copy.path, id_of(turn, len(numbers)))
                found = problems(copy.path, acknowledged) + handed_in_once_more(
                    copy, turn, len(numbers), silent
                )
                wrong += [f"turn {turn}: {one}" for one in found]
                counted["bad"] += bool(found)
                counted["acknowledged"] += len(numbers)
                counted["recorded but not acknowledged"] += silent
            wrong += problems(copy.path, acknowledged)
    figures(**counted, slowest_opening_ms=round(slowest * 1000))
    return wrong


def handed_in_once_more(home: Home, turn: int, unacknowledged: int, kept: bool) -> list[str]:
    """Hands in the command nobody was told of, and the one before it. Returns what was wrong with the answers."""
    with Partnerships(home.path) as store:
        wrong = (
            []
            if hand_in(store, turn, unacknowledged).repeated == kept
            else ["the last command had no single effect"]
        )
        if unacknowledged and not hand_in(store, turn, unacknowledged - 1).repeated:
            wrong.append("an acknowledged command was recorded once more")
    return wrong


def test_a_writer_killed_a_few_times(home: Home, tmp_path: Path, figures: Figures) -> None:
    """After each kill the store is whole, every acknowledged command is there, and none is there in part."""
    assert [] == kill_in_turn(home, 8, seed=5, aside=tmp_path, figures=figures)


@pytest.mark.slow
def test_a_writer_killed_two_hundred_times(home: Home, tmp_path: Path, figures: Figures) -> None:
    """The same, two hundred times."""
    assert [] == kill_in_turn(home, 200, seed=200, aside=tmp_path, figures=figures)
