"""A command struck at each system call it makes on the store: killed, an I/O error, a full disk."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from samverkan_flow.queries.reading import Reader
from tests.faults.home import Home, Ran, add_person
from tests.faults.oracle import again, answer_of, is_kept, problems
from tests.faults.system_calls import Beside, Point, points, struck

KILLED = -9
SAMPLE = 10
COMMAND_ID = "struck"

Figures = Callable[..., None]


@pytest.fixture
def commands(tmp_path: Path) -> dict[str, tuple[str, ...]]:
    """Returns the commands that are struck: one on the house, one that begins a partnership."""
    form = tmp_path / "proposal.toml"
    form.write_text(again(tmp_path, "template", "proposal").out, "utf-8")
    propose = ("propose", "--file", str(form), "--as", "h.ek", "--command-id", COMMAND_ID, "--json")
    return {"people add": add_person(COMMAND_ID), "propose": propose}


def sample(found: Sequence[Point], seed: int) -> list[Point]:
    """Returns some of the points, the same for one seed; every sync of the disk's is more telling than a read."""
    syncs = [one for one in found if one.call in ("fdatasync", "fsync", "rename")]
    others = [one for one in found if one not in syncs]
    chance = random.Random(seed)
    return sorted(chance.sample(syncs, min(len(syncs), SAMPLE // 2)) + chance.sample(others, SAMPLE // 2))


def strike(
    home: Home, command: tuple[str, ...], fault: str, aside: Path, beside: Beside
) -> tuple[list[str], bool]:
    """Strikes a command on a copy, reopens, hands it in once more.

    Returns what was wrong, and whether the command had taken effect without being acknowledged.
    """
    with home.copied(aside / "struck") as copy, beside(copy):
        code, out, err, hit = struck(copy, command, fault, aside)
        first = Ran(code, out, err)
        acknowledged = code == 0
        kept = is_kept(copy.path, COMMAND_ID)
        wrong = [] if hit else ["the fault did not strike"]
        wrong += _told_wrongly(first, kept, copy)
        wrong += problems(copy.path, [COMMAND_ID] if acknowledged else [])
        second = again(copy.path, *command)
        if (second.code, second.document.get("repeated", False)) != (0, kept):
            wrong.append(f"handed in once more: {second}")
        if acknowledged and answer_of(first) != answer_of(second):
            wrong.append(f"told {answer_of(first)}, then {answer_of(second)}")
        wrong += problems(copy.path, [COMMAND_ID])
        return [f"{fault}: {one}" for one in wrong], kept and not acknowledged


def _told_wrongly(first: Ran, kept: bool, home: Home) -> list[str]:
    """Returns what is wrong with how a command ended that was not killed."""
    if first.code == KILLED:
        return []
    wrong = []
    if "Traceback" in first.err:
        wrong.append(f"a traceback: {first.err}")
    if first.code not in (0, 6, 7):
        wrong.append(f"exit code {first.code}: {first.message}")
    if first.code and str(home.path) not in first.message:
        wrong.append(f"the store is not named: {first.message}")
    if kept and "nothing was recorded" in first.message:
        wrong.append(f"it was recorded, and this was told: {first.message}")
    return wrong


def strike_all(
    home: Home,
    command: tuple[str, ...],
    faults: Sequence[str],
    aside: Path,
    figures: Figures,
    beside: Beside = nullcontext,
) -> list[str]:
    """Strikes a command with one fault after the other. Returns everything that was wrong."""
    wrong, bad, unacknowledged = [], 0, 0
    for fault in faults:
        found, silent = strike(home, command, fault, aside, beside)
        wrong += found
        bad += bool(found)
        unacknowledged += silent
    figures(points=len(faults), bad=bad, recorded_but_not_acknowledged=unacknowledged)
    return wrong


FAULTS = {
    "killed": "{0.call}:signal=SIGKILL:when={0.number}",
    "an I/O error": "{0.call}:error=EIO:when={0.number}",
    "no space once": "{0.call}:error=ENOSPC:when={0.number}",
    "no space from there on": "{0.call}:error=ENOSPC:when={0.number}+",
}


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_command_struck_at_a_sample_of_its_calls(
    fault: str, home: Home, commands: dict[str, tuple[str, ...]], tmp_path: Path, figures: Figures
) -> None:
    """Whichever call is struck, the store is whole, the error is told, and the same command again has one effect."""
    command = commands["people add"]
    chosen = sample(points(home, command, tmp_path), seed=len(fault))

    assert [] == strike_all(home, command, [FAULTS[fault].format(one) for one in chosen], tmp_path, figures)


@pytest.mark.slow
@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", ["people add", "propose"])
def test_a_command_struck_at_every_call(
    fault: str, name: str, home: Home, commands: dict[str, tuple[str, ...]], tmp_path: Path, figures: Figures
) -> None:
    """The same at every call the command makes on the store's files, from opening to closing."""
    command = commands[name]
    faults = [FAULTS[fault].format(one) for one in points(home, command, tmp_path)]

    assert [] == strike_all(home, command, faults, tmp_path, figures)


@contextmanager
def a_reader(home: Home) -> Iterator[None]:
    """Keeps the store open, so that its journal stays; a command has been recorded in it meanwhile."""
    with Reader(home.path) as reader:
        reader.house()
        assert again(home.path, *add_person("before", "b.fore")).code == 0
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("traced")
def test_a_command_killed_at_every_call_beside_a_reader(
    home: Home, commands: dict[str, tuple[str, ...]], tmp_path: Path, figures: Figures
) -> None:
    """A journal that another process keeps open is as safe as one that is tidied away at each end."""
    command = commands["people add"]
    found = points(home, command, tmp_path, a_reader)
    faults = [FAULTS["killed"].format(one) for one in found]

    assert [] == strike_all(home, command, faults, tmp_path, figures, a_reader)
