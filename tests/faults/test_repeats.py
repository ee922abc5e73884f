"""One command handed in a thousand times, by several processes and across a crash: it has one effect."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.domain.errors import Damaged
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from samverkan_flow.store.schema import TRIGGERS
from tests.faults.home import HANG_SECONDS, Home, add_person
from tests.faults.oracle import again, answer_of, is_kept, problems
from tests.faults.system_calls import points, struck
from tests.faults.writer import hand_in, id_of

PROCESSES = 4
TIMES = 1_000
TURN, NUMBER = 7, 1

Figures = Callable[..., None]


def repeat(path: str, times: int, barrier: Any, answers: Any) -> None:
    """Hands the same command in again and again. Tells every different answer, and how often it was the first."""
    told, firsts = set(), 0
    with Partnerships(Path(path)) as store:
        barrier.wait(HANG_SECONDS)
        for _ in range(times):
            outcome = hand_in(store, TURN, NUMBER)
            firsts += not outcome.repeated
            told.add((outcome.ref, outcome.recorded_at, tuple(one.index for one in outcome.events)))
    answers.put((told, firsts))


def repeated_by_all(home: Home) -> tuple[set[Any], int]:
    """Has several processes hand in the same command. Returns all different answers, and how many were no repeat."""
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(PROCESSES), spawn.Queue()
    share = TIMES // PROCESSES
    processes = [spawn.Process(target=repeat, args=(str(home.path), share, barrier, answers), daemon=True)
                 for _ in range(PROCESSES)]  # fmt: skip
    for one in processes:
        one.start()
    told = [answers.get(timeout=HANG_SECONDS) for _ in processes]
    for one in processes:
        one.join(HANG_SECONDS)
    return set().union(*(answer for answer, _ in told)), sum(firsts for _, firsts in told)


def test_a_thousand_repeats_in_parallel_have_one_effect(home: Home, figures: Figures) -> None:
    """Whichever process is first records it; all thousand are told the same."""
    told, firsts = repeated_by_all(home)
    with Reader(home.path) as reader:
        recorded = reader.rows("SELECT idx FROM log WHERE command_id = ?", id_of(TURN, NUMBER))
    figures(handed_in=TIMES, processes=PROCESSES, effects=firsts, different_answers=len(told))

    assert (1, 1, 1) == (len(told), firsts, len(recorded))
    assert [] == problems(home.path, [id_of(TURN, NUMBER)])


@pytest.mark.usefixtures("traced")
def test_repeats_after_a_crash_tell_what_was_recorded(home: Home, tmp_path: Path) -> None:
    """Killed once it was recorded and before it was told: every repeat is told what the first would have been."""
    command = add_person("crashed")
    tidying = [one for one in points(home, command, tmp_path) if one.call == "unlink"][-1]
    killed = struck(home, command, f"unlink:signal=SIGKILL:when={tidying.number}", tmp_path)
    recorded = is_kept(home.path, "crashed")
    told = [again(home.path, *command) for _ in range(20)]

    assert (-9, True) == (killed[0], recorded)
    assert [answer_of(told[0])] * 20 == [answer_of(one) for one in told]
    assert {(0, True)} == {(one.code, one.document["repeated"]) for one in told}
    assert [] == problems(home.path, ["crashed"])


def test_an_id_that_is_used_for_something_else_is_a_conflict(home: Home) -> None:
    """The same id with another body, another person or another date ends with 5, and changes nothing."""
    first = home.run(*add_person("used"))
    others = [
        add_person("used", name="Somebody Else"),
        add_person("used", handle="s.else"),
        (*add_person("used"), "--on", "2026-01-02"),
        ("people", "grant", "n.ny", "owner", "--as", "a.ny", "--command-id", "used", "--json"),
    ]
    told = [again(home.path, *other) for other in others]

    assert 0 == first.code
    assert [(5, "conflict")] * len(others) == [(one.code, one.document["error"]["code"]) for one in told]
    assert [] == problems(home.path, ["used"])


@pytest.mark.parametrize(
    "change",
    [
        "result = replace(CAST(result AS TEXT), 'n.ny', 'n.mu')",
        "digest = 'x' || substr(digest, 2)",
        "sha256 = ''",
    ],
)
def test_an_answer_that_was_changed_is_not_told(change: str, home: Home) -> None:
    """A kept answer whose bytes are not those that were told is named as damage: by a repeat, and by `doctor`."""
    command = add_person("kept")
    assert again(home.path, *command).code == 0
    with sqlite3.connect(home.path) as connection:
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(f"UPDATE commands SET {change} WHERE command_id = 'kept'")
        for trigger in TRIGGERS.values():
            connection.execute(trigger)
    connection.close()
    told, doctor = again(home.path, *command), again(home.path, "doctor", "--json")

    assert (Damaged.exit_code, Damaged.exit_code) == (told.code, doctor.code)
    assert "the answer kept for command kept is not the one that was told" in told.message
    assert "1 of 14 checks failed: every answer is kept as it was told" in doctor.message


def test_an_answer_that_was_deleted_is_missed(home: Home) -> None:
    """A command whose answer is gone would be done twice when repeated: `doctor` names it."""
    again(home.path, *add_person("gone"))
    with sqlite3.connect(home.path) as connection:
        connection.execute("DROP TRIGGER commands_no_delete")
        connection.execute("DELETE FROM commands WHERE command_id = 'gone'")
        connection.execute(TRIGGERS["commands_no_delete"])
    connection.close()
    doctor = again(home.path, "doctor", "--json")

    assert Damaged.exit_code == doctor.code
    assert "every answer is kept as it was told: 1 lost or changed, ['gone']" in doctor.message
