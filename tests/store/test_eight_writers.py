"""Eight processes write at once, under clocks that jump: nothing is lost, doubled or out of order."""

import multiprocessing
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import Conflict
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from tests import builders as b
from tests.replaying import replayed
from tests.store.places import SqlitePlace, agree, propose, screen

WRITERS = 8
COMMANDS = 24
SHARED = ("P-1", "P-2")


class Acknowledged(NamedTuple):
    """What one writer was told about one command."""

    command_id: str
    ref: str
    versions: tuple[int, ...]
    indexes: tuple[int, ...]
    repeated: bool


def jumping(seed: int) -> Any:
    """Returns a clock that jumps back and forth within a day, eight hours at a time."""
    chance = random.Random(seed)
    return lambda: datetime(2026, 3, 3, 12, tzinfo=UTC) + timedelta(seconds=chance.randint(-30_000, 30_000))


def command_of(writer: int, number: int) -> tuple[c.Command, str, str]:
    """Returns a writer's next command, its person and its id; one in eight is everybody's own same command."""
    ref, id_ = SHARED[number % 2], f"{writer}-{number}"
    match number % 4:
        case 0:
            return c.RecordPayment(ref=ref, amount=b.kronor(1)), "p.lund", id_
        case 1:
            return c.AskException(ref=ref, clause="C20", because=f"writer {writer}"), "h.ek", id_
        case 2 if number % 8 == 2:
            return b.a_proposal(f"Stage {number} of everybody"), "h.ek", f"everybody-{number}"
        case _:
            return b.a_proposal(f"Stage {number} of writer {writer}"), "h.ek", id_


def write(path: str, writer: int, barrier: Any, answers: Any) -> None:
    """Hands in commands as fast as it can, some of them twice; tells what was acknowledged."""
    told, conflicts = [], 0
    with_clock = Partnerships(path, jumping(writer))
    try:
        barrier.wait(60)
        for number in range(COMMANDS):
            command, actor, command_id = command_of(writer, number)
            for _ in range(2 if number % 5 == 0 else 1):
                outcome = with_clock.handle(command, actor=actor, command_id=command_id)
                versions = tuple(one.version for one in outcome.events)
                indexes = tuple(one.index for one in outcome.events if one.index is not None)
                told.append(Acknowledged(command_id, outcome.ref, versions, indexes, outcome.repeated))
            try:
                seen = with_clock.partnership("P-1").version
                ask = c.AskException(ref="P-1", clause="C13", because="as I saw it")
                with_clock.handle(
                    ask, actor="h.ek", command_id=f"seen-{writer}-{number}", expected_version=seen
                )
            except Conflict:
                conflicts += 1
        answers.put((told, conflicts, ""))
    except BaseException as error:
        answers.put((told, conflicts, f"{type(error).__name__}: {error}"))
        raise
    finally:
        with_clock.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Acknowledged], int]:
    """Returns the store eight processes have written to, what they were told, and how many conflicts there were."""
    place = SqlitePlace(tmp_path_factory.mktemp("writers"))
    store = place.made()
    for partner in ("First Stage", "Second Stage"):
        ref = propose(store, partner)
        screen(store, ref)
        agree(store, ref)
    place.clock.now = datetime(2026, 3, 3, 1, tzinfo=UTC)
    store.tick()
    place.close()
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(WRITERS), spawn.Queue()
    writers = [spawn.Process(target=write, args=(str(place.path), n, barrier, answers), daemon=True)
               for n in range(WRITERS)]  # fmt: skip
    for one in writers:
        one.start()
    told, conflicts = [], 0
    for _ in writers:
        acknowledged, passed_by, fault = answers.get(timeout=90)
        assert not fault, fault
        told += acknowledged
        conflicts += passed_by
    for one in writers:
        one.join(30)
    return place.path, told, conflicts


Written = tuple[Path, list[Acknowledged], int]


def rows(written: Written, sql: str) -> list[Any]:
    """Returns rows of the written store."""
    with Reader(written[0]) as reader:
        return reader.rows(sql)


def test_the_index_is_contiguous(written: Written) -> None:
    """Every event has the next index, without a gap and without a double."""
    indexes = [row[0] for row in rows(written, "SELECT idx FROM log ORDER BY idx")]

    assert list(range(len(indexes))) == indexes


def test_every_event_is_in_the_log(written: Written) -> None:
    """Events and log rows are the same, one by one."""
    missing = rows(
        written,
        "SELECT 1 FROM stored_events s LEFT JOIN log l USING (originator_id, originator_version) WHERE l.idx IS NULL "
        "UNION ALL SELECT 1 FROM log l LEFT JOIN stored_events s USING (originator_id, originator_version) "
        "WHERE s.topic IS NULL OR s.topic != l.topic",
    )

    assert [] == missing


def test_time_never_fell(written: Written) -> None:
    """However the clocks jumped, no event is earlier than the one before it."""
    times = [row[0] for row in rows(written, "SELECT recorded_at FROM log ORDER BY idx")]

    assert [] == [pair for pair in pairwise(times) if pair[0] > pair[1]]


def test_versions_are_contiguous(written: Written) -> None:
    """Each stream's versions begin at 1 and have no gap."""
    gaps = rows(
        written,
        "SELECT originator_id FROM log GROUP BY originator_id "
        "HAVING min(originator_version) != 1 OR max(originator_version) != count(*)",
    )

    assert [] == gaps


def test_every_acknowledged_command_is_there_once(written: Written) -> None:
    """What was acknowledged stands in the log once, at the very place that was told."""
    _, told, _ = written
    kept: dict[str, tuple[int, ...]] = {}
    for command_id, index in rows(written, "SELECT command_id, idx FROM log ORDER BY idx"):
        kept[command_id] = (*kept.get(command_id, ()), index)

    assert {one.command_id: one.indexes for one in told} == {
        one.command_id: kept[one.command_id] for one in told
    }


def test_a_command_of_everybody_had_one_effect(written: Written) -> None:
    """A command that all eight handed in under one id made one partnership, and all were told of it."""
    _, told, _ = written
    refs = {
        one.command_id: {other.ref for other in told if other.command_id == one.command_id} for one in told
    }
    everybodys = {id_: found for id_, found in refs.items() if id_.startswith("everybody")}

    assert (COMMANDS // 8, {1}) == (len(everybodys), {len(found) for found in everybodys.values()})


def test_repeats_were_told_as_repeats(written: Written) -> None:
    """Of each command one answer is the first, all others say that they are repeats."""
    _, told, _ = written
    firsts = [one.command_id for one in told if not one.repeated]

    assert sorted({one.command_id for one in told}) == sorted(firsts)


def test_no_update_was_lost(written: Written) -> None:
    """Every payment and every exception of the shared partnerships counts, each under a number of its own."""
    path, told, _ = written
    ids = {one.command_id for one in told if not one.repeated}
    with Reader(path) as reader:
        states = [reader.partnership(ref) for ref in SHARED]
        asked = len(reader.rows("SELECT 1 FROM log WHERE topic = 'partnership.exception-asked.v1'"))
    payments = [one.number for state in states for one in state.payments]
    exceptions = [[one.number for one in state.exceptions] for state in states]

    assert len(payments) == sum(state.paid_in(2026).ore for state in states) // 100
    assert len(payments) == sum(1 for id_ in ids if id_[0].isdigit() and int(id_.split("-")[1]) % 4 == 0)
    assert asked == sum(len(numbers) for numbers in exceptions)
    assert [list(range(1, len(numbers) + 1)) for numbers in exceptions] == exceptions


def test_a_version_passed_by_was_a_clean_conflict(written: Written) -> None:
    """Who decided on what they had seen either was first or met a conflict; none did both."""
    path, _, conflicts = written
    with Reader(path) as reader:
        handled = len(reader.rows("SELECT 1 FROM commands WHERE command_id LIKE 'seen-%'"))

    assert WRITERS * COMMANDS == handled + conflicts


def test_the_register_is_what_replay_makes(written: Written) -> None:
    """After all that the register says what the events say."""
    path, _, _ = written
    store = Partnerships(path)
    with Reader(path) as reader:
        wrong = [one.ref for one in reader.partnerships() if one != replayed(store, one.id)]
    store.close()

    assert [] == wrong
