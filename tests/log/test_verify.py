"""Attacks on a real store with the triggers dropped: each gives the named finding, and exit 6."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from samverkan_flow.audit.verify import verify
from samverkan_flow.queries.reading import Reader
from samverkan_flow.store.schema import TRIGGERS
from tests.cli.conftest import Run

EVENT = "(SELECT rowid FROM stored_events ORDER BY rowid LIMIT 1 OFFSET 40)"
ATTACKS: dict[str, tuple[str, str]] = {
    "a changed byte": (
        f"UPDATE stored_events SET state = replace(state, 'k.dahl', 'k.dahk') WHERE rowid >= {EVENT} "
        "AND instr(CAST(state AS TEXT), 'k.dahl')",
        "EVENT_ALTERED",
    ),
    "another topic": (
        f"UPDATE stored_events SET topic = 'partnership.agreed.v1' WHERE rowid = {EVENT}",
        "EVENT_ALTERED",
    ),
    "a changed leaf": ("UPDATE log SET leaf = zeroblob(32) WHERE idx = 40", "EVENT_ALTERED"),
    "a deleted event": (f"DELETE FROM stored_events WHERE rowid = {EVENT}", "EVENT_MISSING"),
    "a deleted row of the log": ("DELETE FROM log WHERE idx = 40", "EVENT_MISSING"),
    "a whole partnership deleted": (
        "DELETE FROM stored_events WHERE originator_id = (SELECT id FROM register WHERE number = 3)",
        "EVENT_MISSING",
    ),
    "an event slipped in": (
        "INSERT INTO stored_events VALUES ('26ea7a0d5b325364b7be170facdaadcc', 999, 'person.added.v1', '{}')",
        "UNLOGGED_EVENT",
    ),
    "two events exchanged": (
        "UPDATE stored_events SET originator_version = CASE originator_version WHEN 2 THEN 3000 WHEN 3 THEN 2 END "
        "WHERE originator_id = (SELECT id FROM register WHERE number = 3) AND originator_version IN (2, 3)",
        "EVENT_ALTERED",
    ),
    "a time set back": (
        "UPDATE log SET recorded_at = '2001-01-01T00:00:00.000000Z' WHERE idx = 40",
        "TIME_REVERSED",
    ),
    "an event that is no text": (
        f"UPDATE stored_events SET state = CAST(x'ff00fe' AS TEXT) WHERE rowid = {EVENT}",
        "EVENT_ALTERED",
    ),
    "a number for an event": (f"UPDATE stored_events SET state = 5 WHERE rowid = {EVENT}", "EVENT_ALTERED"),
    "a topic that is no text": (
        f"UPDATE stored_events SET topic = CAST(x'ff' AS TEXT) WHERE rowid = {EVENT}",
        "EVENT_ALTERED",
    ),
    "a leaf stored as text": ("UPDATE log SET leaf = 'aa' WHERE idx = 40", "EVENT_ALTERED"),
    "a time that cannot be read": (
        "UPDATE log SET recorded_at = 'yesterday' WHERE idx = 40",
        "TIME_REVERSED",
    ),
    "a version that is no number": (
        "UPDATE log SET originator_version = 'two' WHERE idx = 40",
        "EVENT_MISSING",
    ),
    "a stream there is none of": ("UPDATE log SET originator_id = 'P-3' WHERE idx = 40", "EVENT_MISSING"),
}


ACROSS = ("refusals", "late", "corrections", "duties", "durations", "missed", "expiring", "policies", "accounts",
          "exceptions", "erased", "conformance")  # fmt: skip
OF_ONE = ("history", "state", "blame", "mandates", "conformance")


@pytest.fixture
def attacked(demonstration: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Returns a function that does one attack to a copy of the demonstration, past its triggers."""

    def attack(sql: str) -> Path:
        path = tmp_path / "copy.db"
        with sqlite3.connect(demonstration) as source, sqlite3.connect(path) as copy:
            source.backup(copy)
            for trigger in TRIGGERS:
                copy.execute(f"DROP TRIGGER {trigger}")
            assert copy.execute(sql).rowcount > 0
        return path

    return attack


def test_an_untouched_log_is_whole(demonstration: Path) -> None:
    """Every event of the demonstration hashes to its leaf; the root is the same each time."""
    with Reader(demonstration) as register:
        first, second = verify(register), verify(register)

    assert ((), first.root) == (first.damage, second.root)
    assert first.size > 200


@pytest.mark.parametrize(("sql", "kind"), ATTACKS.values(), ids=ATTACKS)
def test_each_attack_is_named(sql: str, kind: str, attacked: Callable[[str], Path], run: Run) -> None:
    """The finding has its kind, on the command line as well, and the exit code is 6."""
    ran = run("log", "verify", "--db", attacked(sql), "--json")

    assert ran.code == 6
    assert kind in {finding["clause"] for finding in ran.json["error"]["findings"]}


def test_verify_tells_size_and_root(run: Run, demonstration: Path) -> None:
    """A whole log is told with what an auditor writes down: how many events, and the root over them."""
    document = run("log", "verify", "--db", demonstration, "--json").json

    assert (document["ok"], document["damage"], len(document["root"])) == (True, [], 64)


def test_verify_works_on_a_read_only_copy(run: Run, demonstration: Path, tmp_path: Path) -> None:
    """An auditor needs neither the keys nor the right to write."""
    path = tmp_path / "copy.db"
    with sqlite3.connect(demonstration) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    path.chmod(0o444)

    assert run("log", "verify", "--db", path, "--json").json["ok"] is True


def test_one_unreadable_row_hides_no_other_damage(attacked: Callable[[str], Path]) -> None:
    """What cannot even be read is named, and the verification goes on to the last event."""
    path = attacked("UPDATE log SET recorded_at = x'ff', originator_id = x'ff' WHERE idx = 40")
    with sqlite3.connect(path) as copy:
        copy.execute("UPDATE log SET leaf = 'aa' WHERE idx = 100")
    with Reader(path) as register:
        report = verify(register)

    named = {(one.kind, one.index) for one in report.damage}

    assert {("EVENT_MISSING", 40), ("EVENT_ALTERED", 100)} <= named
    assert report.size > 200


@pytest.mark.parametrize(
    "verb",
    [
        *(("audit", question) for question in ACROSS),
        *(("audit", question, "P-3") for question in OF_ONE),
        ("audit", "diff", "P-3", "--from", "2025-01-01", "--to", "2026-01-01"),
        ("audit", "could", "P-3", "end notice", "--as-of", "2026-01-01"),
        ("audit", "search", "--text", "dahl"),
        ("audit", "document", __file__),
        ("log", "checkpoint"),
        ("log", "receipt", "40", "-o", "/dev/null/r"),
        ("log", "consistency", "100"),
        *(("audit", "export", "--format", form, "-o", "/dev/null/x") for form in ("jsonl", "csv", "ocel")),
        ("status",),
        ("list",),
        ("show", "P-3"),
        ("next", "P-3"),
        ("doctor",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("sql", [sql for sql, _ in ATTACKS.values()], ids=list(ATTACKS))
def test_no_attack_looks_like_a_fault_of_the_program(
    sql: str, verb: tuple[str, ...], attacked: Callable[[str], Path], run: Run
) -> None:
    """Who asks a damaged store is answered, or told that it is damaged; never "something went wrong inside"."""
    ran = run(*verb, "--db", attacked(sql), "--json")

    assert ran.json["ok"] or ran.json["error"]["code"] != "unexpected"


_WITHOUT_TWO = "DELETE FROM {} WHERE originator_id = (SELECT id FROM register WHERE number = 3) AND originator_version IN (4, 5)"


def test_a_gap_in_a_history_is_told(attacked: Callable[[str], Path], run: Run) -> None:
    """The history shows what is left and says what is not; what rests on the whole of it is not answered."""
    path = attacked(_WITHOUT_TWO.format("stored_events"))
    with sqlite3.connect(path) as copy:
        copy.execute(_WITHOUT_TWO.format("log"))
    history = run("audit", "history", "P-3", "--db", path, "--json")
    state = run("audit", "state", "P-3", "--db", path)

    assert ["events [4, 5] are missing from the log: run samverkan log verify"] == history.json["notes"]
    assert (6, "error: events of P-3 are missing from the log") == (state.code, state.err.splitlines()[0])
