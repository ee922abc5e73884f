"""The logs that speed is measured on are real ones: what the program would have written, in number as asked."""

import runpy
from pathlib import Path
from typing import Any

from samverkan_flow.audit.verify import verify
from samverkan_flow.queries.health import examine
from samverkan_flow.queries.reading import Reader
from samverkan_flow.store.keys import keys_path

GENERATE = Path(__file__).parents[2] / "bench" / "generate.py"
EVENTS = 600


def _generated(store: Path) -> list[tuple[Any, ...]]:
    """Returns what happened in the partnerships of a generated log."""
    runpy.run_path(str(GENERATE))["generate"](store, EVENTS)
    with Reader(store) as reader:
        rows = reader.rows(
            "SELECT originator_id, originator_version, recorded_at, actor, topic, command_id FROM log "
            "WHERE topic LIKE 'partnership.%' ORDER BY idx"
        )
    return [tuple(row) for row in rows]


def test_a_generated_log_is_whole(tmp_path: Path) -> None:
    """It holds as many events as were asked for, and doctor and verify find nothing amiss."""
    _generated(tmp_path / "log.db")
    with Reader(tmp_path / "log.db") as reader:
        checks = examine(reader)
        report = verify(reader)

    assert [] == [check for check in checks if not check.ok]
    assert (EVENTS, ()) == (report.size, report.damage)


def test_a_seed_tells_the_same_lives(tmp_path: Path) -> None:
    """Two logs of one seed tell of the same partnerships, people, times and commands."""
    first, second = _generated(tmp_path / "first.db"), _generated(tmp_path / "second.db")

    assert len(first) > EVENTS // 2
    assert first == second


def test_sealed_names_open(tmp_path: Path) -> None:
    """What is sealed in bulk opens with the keys beside the store, kept for their owner alone."""
    _generated(tmp_path / "log.db")
    with Reader(tmp_path / "log.db") as reader:
        contact = reader.partnership("P-1").partner.contact

        assert contact is not None
        assert "erased" != str(contact.name)

    assert 0o600 == keys_path(tmp_path / "log.db").stat().st_mode & 0o777
