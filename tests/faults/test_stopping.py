"""A call that is stopped from outside: Ctrl-C, a pipe that closes, a disk that has no room for the answer."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.faults.home import HANG_SECONDS, Home, Ran, add_person, heeding_ctrl_c, ran, surroundings
from tests.faults.oracle import again, is_kept, problems
from tests.faults.system_calls import Point, points, struck

STOPPED = 130
OUTSIDE = (1, -signal.SIGINT)
"""How the interpreter itself ends when it is stopped, before the program begins or after it."""
COMMAND_ID = "stopped"
COMMAND = add_person(COMMAND_ID)

Figures = Callable[..., None]

FULL = Path("/dev/full")


# --- Ctrl-C ---------------------------------------------------------------------------------------


def interrupt_all(home: Home, found: Sequence[Point], aside: Path, figures: Figures) -> list[str]:
    """Sends Ctrl-C at each of some system calls. Returns everything that was wrong."""
    wrong, bad, stopped, silent = [], 0, 0, 0
    for point in found:
        with home.copied(aside / "struck") as copy:
            code, out, err, hit = struck(
                copy, COMMAND, f"{point.call}:signal=SIGINT:when={point.number}", aside
            )
            kept = is_kept(copy.path, COMMAND_ID)
            told = [] if hit else ["the signal was not sent"]
            told += _told_wrongly(Ran(code, out, err), kept)
            told += problems(copy.path, [COMMAND_ID] if code == 0 else [])
            second = again(copy.path, *COMMAND)
            told += (
                []
                if (second.code, second.document.get("repeated", False)) == (0, kept)
                else [f"then {second}"]
            )
            told += problems(copy.path, [COMMAND_ID])
        wrong += [f"{point}: {one}" for one in told]
        bad += bool(told)
        stopped += code == STOPPED
        silent += kept and code != 0
    figures(points=len(found), bad=bad, stopped=stopped, recorded_but_not_acknowledged=silent)
    return wrong if stopped else [*wrong, "no signal stopped anything"]


def _told_wrongly(first: Ran, kept: bool) -> list[str]:
    wrong = [f"a traceback: {first.err}"] if "Traceback" in first.err else []
    if first.code not in (0, STOPPED):
        wrong.append(f"exit code {first.code}: {first.message}")
    if kept and "nothing" in first.message:
        wrong.append(f"it was recorded, and this was told: {first.message}")
    return wrong


@pytest.mark.usefixtures("traced")
def test_ctrl_c_at_a_sample_of_the_calls(home: Home, tmp_path: Path, figures: Figures) -> None:
    """Stopped in the middle of a command the program ends with 130 and says so; the store is whole."""
    chosen = random.Random(11).sample(points(home, COMMAND, tmp_path), 8)

    assert [] == interrupt_all(home, sorted(chosen), tmp_path, figures)


@pytest.mark.slow
@pytest.mark.usefixtures("traced")
def test_ctrl_c_at_every_call(home: Home, tmp_path: Path, figures: Figures) -> None:
    """The same at every call the command makes on the store's files."""
    assert [] == interrupt_all(home, points(home, COMMAND, tmp_path), tmp_path, figures)


@pytest.mark.parametrize("count", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_ctrl_c_at_random_moments(count: int, home: Home, tmp_path: Path, figures: Figures) -> None:
    """Whenever it comes, from the interpreter's first breath on: all of the command is there, or nothing of it."""
    chance = random.Random(count)
    codes: dict[int, int] = {}
    wrong = []
    for turn in range(count):
        command = add_person(f"turn-{turn}", f"t{turn}.ny")
        with subprocess.Popen(
            home.command(*command),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=surroundings(),
            preexec_fn=heeding_ctrl_c,
        ) as process:
            time.sleep(chance.uniform(0, 0.25))
            process.send_signal(signal.SIGINT)
            answer, _ = process.communicate(timeout=HANG_SECONDS)
        codes[process.returncode] = codes.get(process.returncode, 0) + 1
        kept = is_kept(home.path, f"turn-{turn}")
        told = Ran(process.returncode, answer, "").document.get("ok", False)
        second = again(home.path, *command)
        repeated = second.document.get("repeated", False)
        if (second.code, repeated) != (0, kept) or told > kept or (process.returncode == 0) > told:
            wrong.append(f"turn {turn}: {process.returncode}, kept {kept}, then {second}")
    ended = ", ".join(f"{code}: {number} times" for code, number in sorted(codes.items()))
    figures(rounds=count, bad=len(wrong), exit_codes=f"({ended})")

    assert [] == wrong
    assert codes.keys() <= {0, STOPPED, *OUTSIDE}
    assert codes.keys() != {0}
    assert [] == problems(home.path, [f"turn-{turn}" for turn in range(count)])


# --- nowhere to write to --------------------------------------------------------------------------


def run_with(home: Home, call: Sequence[str], **streams: int) -> Ran:
    """Runs a call with stdout or stderr of one's own."""
    return ran(home.command(*call), **streams)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("list",), 0),
        (("list", "--json"), 0),
        (("audit", "history", "P-2"), 0),
        (COMMAND, 0),
        (COMMAND[:-1], 0),
        (("show", "P-99"), 4),
        (("show", "P-99", "--json"), 4),
    ],
    ids=[
        "list",
        "list as JSON",
        "history",
        "a command as JSON",
        "a command",
        "not found",
        "not found as JSON",
    ],
)
def test_nobody_reads_the_pipe(call: tuple[str, ...], code: int, home: Home) -> None:
    """A reader that has gone is no failure of what was done: the exit code is the command's own, and stderr is quiet."""
    reading, writing = os.pipe()
    os.close(reading)
    done = run_with(home, call, stdout=writing)
    os.close(writing)

    assert code == done.code
    assert ("Traceback" in done.err, "BrokenPipe" in done.err) == (False, False)
    assert [] == problems(home.path, [COMMAND_ID] if call[0] == "people" else [])


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("as_json", [True, False], ids=["as JSON", "in words"])
def test_no_room_for_the_answer(as_json: bool, home: Home) -> None:
    """A command that was recorded and cannot be told ends with 1 and says why; a repeat tells the answer."""
    call = COMMAND if as_json else COMMAND[:-1]
    with FULL.open("w") as full:
        done = run_with(home, call, stdout=full.fileno())
    later = again(home.path, *COMMAND)

    assert (1, 0, True) == (done.code, later.code, later.document["repeated"])
    assert "the answer cannot be written: No space left on device" in done.err
    assert "Traceback" not in done.err
    assert [] == problems(home.path, [COMMAND_ID])


def test_stdout_is_closed(home: Home) -> None:
    """A process begun without a stdout records what it was told to."""
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *home.command(*COMMAND)],
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(),
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert [] == problems(home.path, [COMMAND_ID])
