"""What `doctor` looks at: settings, triggers, the log against its events, the register against replay."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing

import msgspec

from samverkan_flow.domain.errors import SamverkanError
from samverkan_flow.domain.events import BEGINNINGS, PolicyAdopted, ReminderSent
from samverkan_flow.domain.house import CALENDAR, HOUSE_ID
from samverkan_flow.domain.policy import parse_policy, sha256_of
from samverkan_flow.queries.agreeing import held_against_its_checkpoints
from samverkan_flow.queries.reading import Reader
from samverkan_flow.queries.register import Register
from samverkan_flow.queries.replaying import events_of, rows_unlike_replay
from samverkan_flow.store.origin import secret_path
from samverkan_flow.store.rows import answer_sha256, log_row, reminder_row
from samverkan_flow.store.schema import LOG_COLUMNS, REMINDER_COLUMNS, TABLES, TRIGGERS

HEADER_BYTES = 100
WRITE_VERSION_AT = 18
"""Where a file says that it has a write-ahead log (SQLite's file format, 1.3.3); asked of a read-only disk too."""


_MARKS = ", ".join("?" * len(BEGINNINGS))


class Check(msgspec.Struct, frozen=True):
    """One thing looked at: what, whether it is as it should be, and what was found."""

    what: str
    ok: bool
    found: str
    hint: str = ""


def examine(reader: Reader) -> tuple[Check, ...]:
    """Returns every check; none of them writes. One that cannot be made is a failed one."""
    checks: tuple[Callable[[Reader], Check], ...] = (
        _pages, _journal, _schema, _triggers, _log_matches_events, _log_is_contiguous, _time_runs_forward,
        _register_equals_replay, _policies_are_the_adopted, _reminders_are_the_recorded, _answers_are_kept,
        _agrees_with_its_checkpoints, _keys_are_private, _signing_key_is_private,
    )  # fmt: skip
    return tuple(_made(check, reader) for check in checks)


def _made(check: Callable[[Reader], Check], reader: Reader) -> Check:
    try:
        return check(reader)
    except (SamverkanError, ValueError, LookupError, TypeError, AttributeError) as error:
        return Check(
            (check.__doc__ or "").split(".")[0],
            False,
            str(error),
            "restore a backup, or run samverkan rebuild",
        )


def _pages(reader: Reader) -> Check:
    """The file's pages and indexes are whole."""
    found = reader.rows("PRAGMA integrity_check(1)")[0][0]
    return Check(
        "the file's pages and indexes are whole", found == "ok", found, "restore the file from a backup"
    )


def _journal(reader: Reader) -> Check:
    """The journal is a write-ahead log."""
    with reader.path.open("rb") as opened:
        header = opened.read(HEADER_BYTES)
    mode = "wal" if header[WRITE_VERSION_AT : WRITE_VERSION_AT + 2] == b"\2\2" else "another"
    return Check("the journal is a write-ahead log", mode == "wal", mode, "the next write sets it")


def wrong_definitions(reader: Register) -> list[str]:
    """Returns the names of the tables, indexes and triggers that are missing, changed or not ours."""
    sql = "SELECT name, type, tbl_name, sql FROM sqlite_master"
    with closing(sqlite3.connect(":memory:")) as new:
        for statement in (*TABLES, *TRIGGERS.values()):
            new.execute(statement)
        expected = {tuple(row) for row in new.execute(sql)}
    return sorted({str(row[0]) for row in expected ^ {tuple(row) for row in reader.rows(sql)}})


def _schema(reader: Reader) -> Check:
    """The tables are those of a new store."""
    wrong = [name for name in wrong_definitions(reader) if name not in TRIGGERS]
    found = f"missing or changed: {', '.join(wrong)}" if wrong else "definitions as expected"
    return Check("the tables are those of a new store", not wrong, found, "restore the file from a backup")


def _triggers(reader: Reader) -> Check:
    """The log is append-only."""
    wrong = [name for name in wrong_definitions(reader) if name in TRIGGERS]
    found = f"missing or changed: {', '.join(wrong)}" if wrong else f"{len(TRIGGERS)} triggers as expected"
    return Check(
        "the log is append-only",
        not wrong,
        found,
        "somebody changed the triggers; look at the log closely",
    )


def _log_matches_events(reader: Reader) -> Check:
    """Every event is in the log as it was recorded."""
    events, logged = reader.rows("SELECT (SELECT COUNT(*) FROM stored_events), (SELECT COUNT(*) FROM log)")[0]
    rows = {row[0]: tuple(row) for row in reader.rows(f"SELECT {', '.join(LOG_COLUMNS)} FROM log")}
    wrong = [
        one.index
        for one in reader.log()
        if not _is_row_of(rows.get(one.index, ()), log_row(one.index, one.recorded, one.stored))
    ]
    found = f"{events} events, {logged} log rows" + (
        f", wrong at {wrong[:5]}" if wrong else ", each as recorded"
    )
    ok = events == logged and not wrong
    return Check(
        "every event is in the log as recorded", ok, found, "the log has been changed outside the product"
    )


def _is_row_of(row: tuple[object, ...], expected: tuple[object, ...]) -> bool:
    """Tells whether a row is an event's. Its clauses are those of its day: a later program may cite more."""
    place = LOG_COLUMNS.index("clauses")
    if (*row[:place], *row[place + 1 :]) != (*expected[:place], *expected[place + 1 :]):
        return False
    return are_of_their_day(str(row[place]), str(expected[place]))


def are_of_their_day(clauses: str, known: str) -> bool:
    """Tells whether a row's clauses may be an event's: those of its day, of which a later program may know more."""
    cited, all_known = clauses.split(" "), known.split(" ")
    return clauses == known or (bool(clauses) and cited == [one for one in all_known if one in cited])


def _log_is_contiguous(reader: Reader) -> Check:
    """The log has no gap."""
    count, last = reader.rows("SELECT COUNT(*), COALESCE(MAX(idx), -1) FROM log")[0]
    gaps = reader.rows(
        "SELECT originator_id FROM log GROUP BY originator_id "
        "HAVING COUNT(*) <> MAX(originator_version) OR MIN(originator_version) <> 1"
    )
    found = f"{count} rows, last index {last}, {len(gaps)} streams with a gap"
    return Check(
        "the log has no gap",
        last == count - 1 and not gaps,
        found,
        "rows are missing; restore a backup",
    )


def _time_runs_forward(reader: Reader) -> Check:
    """Recorded times never run backwards."""
    rows = reader.rows(
        "SELECT COUNT(*) FROM log a JOIN log b ON b.idx = a.idx + 1 WHERE b.recorded_at < a.recorded_at"
    )
    return Check(
        "recorded times never run backwards",
        rows[0][0] == 0,
        f"{rows[0][0]} reversals",
        "look at audit history",
    )


def _register_equals_replay(reader: Reader) -> Check:
    """The register equals replay."""
    listed, begun = reader.rows(
        f"SELECT (SELECT COUNT(*) FROM register), (SELECT COUNT(*) FROM log WHERE topic IN ({_MARKS}))",
        *BEGINNINGS,
    )[0]
    wrong = list(rows_unlike_replay(reader))
    found = f"{listed} of {begun} partnerships" + (
        f", differing: {', '.join(wrong)}" if wrong else ", all equal"
    )
    return Check("the register equals replay", not wrong and listed == begun, found, "run samverkan rebuild")


def _policies_are_the_adopted(reader: Reader) -> Check:
    """The policies are the adopted ones."""
    wrong = policies_unlike_the_adopted(reader)
    count = reader.rows("SELECT COUNT(*) FROM policies")[0][0]
    found = f"{count} versions" + (f", differing: {', '.join(wrong)}" if wrong else ", each as adopted")
    return Check("the policies are the adopted ones", not wrong, found, "run samverkan rebuild")


def policies_unlike_the_adopted(reader: Reader) -> list[str]:
    """Returns the versions whose kept text or parsed form is not what the log says was adopted."""
    rows = {row[0]: row for row in reader.rows("SELECT version, text, sha256 FROM policies")}
    adopted = {
        one.event.version: one.event
        for one in events_of(reader, HOUSE_ID)
        if isinstance(one.event, PolicyAdopted)
    }
    wrong = [
        version
        for version, event in adopted.items()
        if version not in rows
        or (rows[version][1], rows[version][2]) != (event.text, event.sha256)
        or sha256_of(event.text) != event.sha256
        or reader.policy(version) != parse_policy(event.text)
    ]
    return wrong + sorted(rows.keys() - adopted.keys())


def _reminders_are_the_recorded(reader: Reader) -> Check:
    """The reminders are the recorded ones."""
    wrong = reminders_unlike_the_log(reader)
    count = reader.rows("SELECT COUNT(*) FROM reminders")[0][0]
    found = f"{count} reminders" + (f", differing: {wrong[:5]}" if wrong else ", each as recorded")
    return Check("the reminders are the recorded ones", not wrong, found, "run samverkan rebuild")


def reminders_unlike_the_log(reader: Reader) -> list[str]:
    """Returns the reminders, by their place in the log, of which the log says otherwise or knows nothing."""
    rows = {tuple(row) for row in reader.rows(f"SELECT {', '.join(REMINDER_COLUMNS)} FROM reminders")}
    sent = {reminder_row(one.index, one.recorded) for one in reader.logged("l.topic = ?", ReminderSent.TOPIC)}
    return sorted({f"reminder {row[-1]}" for row in rows ^ sent})


def _answers_are_kept(reader: Reader) -> Check:
    """Every answer is kept as it was told."""
    wrong = [
        row[0]
        for row in reader.rows("SELECT command_id, digest, CAST(result AS BLOB), sha256 FROM commands")
        if answer_sha256(row[0], row[1], row[2]) != row[3]
    ]
    lost = reader.rows(
        "SELECT DISTINCT command_id FROM log WHERE actor <> ? AND command_id NOT IN (SELECT command_id FROM commands) "
        "AND command_id <> (SELECT command_id FROM log WHERE idx = 0)",
        CALENDAR,
    )
    wrong += [row[0] for row in lost]
    found = f"{len(wrong)} lost or changed, {wrong[:5]}" if wrong else "each as told"
    return Check(
        "every answer is kept as it was told",
        not wrong,
        found,
        "do not repeat these commands; restore a backup",
    )


def _agrees_with_its_checkpoints(reader: Reader) -> Check:
    """The log is the one last signed."""
    _, found = held_against_its_checkpoints(reader)
    told = f"{found.clause}: {found.message}" if found else "by size and root"
    return Check("the log is the one last signed", found is None, told, "run samverkan log verify")


def _signing_key_is_private(reader: Reader) -> Check:
    """The signing key is there and private."""
    path = secret_path(reader.path)
    what = "the signing key is there and private"
    if not path.exists():
        return Check(what, False, f"{path.name} is missing", "put it back: nothing is recorded without it")
    mode = stat.S_IMODE(os.stat(path).st_mode)
    return Check(what, mode & 0o077 == 0, f"mode {mode:04o}", f"chmod 600 {path.name}")


def _keys_are_private(reader: Reader) -> Check:
    """The key store is there and private."""
    path = reader.codec.keys.path
    if not path.exists():
        return Check("the key store is there and private", False, f"{path.name} is missing",
                     "restore it from its own backup; without it personal fields read as erased")  # fmt: skip
    mode = stat.S_IMODE(os.stat(path).st_mode)
    return Check(
        "the key store is there and private",
        mode & 0o077 == 0,
        f"mode {mode:04o}",
        f"chmod 600 {path.name}",
    )
