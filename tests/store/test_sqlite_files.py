"""A store is one SQLite file: its settings, its keys beside it, and everything that is not such a file."""

import os
import sqlite3
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eventsourcing.sqlite import SQLiteConnection

from samverkan_flow.domain import commands as c
from samverkan_flow.domain.errors import (
    Conflict,
    Damaged,
    InvalidInput,
    NotFound,
    SamverkanError,
    StoreUnusable,
)
from samverkan_flow.queries.reading import Reader
from samverkan_flow.service import Partnerships
from samverkan_flow.store import connect
from samverkan_flow.store.schema import APPEND_ONLY_TABLES, TRIGGERS
from tests import builders as b
from tests.store.places import SqlitePlace, propose

# --- durable --------------------------------------------------------------------------------------


def test_write_ahead_and_fully_synchronous(a_file: SqlitePlace) -> None:
    """Every connection that writes has WAL and synchronous=FULL really set."""
    store = a_file.made()
    with store.recorder.datastore.transaction(commit=True) as cursor:
        settings = []
        for name in ("journal_mode", "synchronous"):
            cursor.execute(f"PRAGMA {name}")
            settings.append(cursor.fetchone()[0])

    assert ["wal", 2] == settings


def test_every_connection_of_the_pool_is_durable(a_file: SqlitePlace) -> None:
    """Connections are opened one way only."""
    a_file.made()
    connections = [connect.open_writing(a_file.path) for _ in range(3)]
    found = [
        (one.execute("PRAGMA journal_mode").fetchone()[0], one.execute("PRAGMA synchronous").fetchone()[0])
        for one in connections
    ]
    for one in connections:
        one.close()

    assert [("wal", 2)] * 3 == found


@pytest.mark.parametrize("answer", [("delete", 2), ("wal", 1), ("memory", 0)])
def test_settings_that_do_not_hold_are_told(a_file: SqlitePlace, answer: tuple[str, int]) -> None:
    """A file system that does not keep WAL or FULL is refused, not trusted."""

    class Stubborn:
        def execute(self, sql: str) -> "Stubborn":
            self.told = answer["synchronous" in sql]
            return self

        def fetchone(self) -> tuple[object]:
            return (self.told,)

    with pytest.raises(StoreUnusable, match="cannot be written durably"):
        connect._make_durable(Stubborn(), a_file.path)  # type: ignore[arg-type]


def test_a_reader_cannot_write(a_file: SqlitePlace) -> None:
    """What is opened for reading cannot write, by the database's own rule."""
    a_file.made()
    with Reader(a_file.path) as reader, pytest.raises(SamverkanError):
        reader.rows("DELETE FROM register")


def test_the_triggers_are_the_expected_ones(a_file: SqlitePlace) -> None:
    """Three triggers for each append-only table, word for word."""
    a_file.made()
    found = dict(a_file.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))

    assert (TRIGGERS, 15) == (found, 3 * len(APPEND_ONLY_TABLES))


# --- the keys -------------------------------------------------------------------------------------


def test_the_keys_are_for_their_owner_alone(a_file: SqlitePlace) -> None:
    """The file of the keys has mode 0600, whatever the umask says."""
    old = os.umask(0)
    try:
        a_file.bare()
    finally:
        os.umask(old)

    assert 0o600 == stat.S_IMODE(a_file.keys.stat().st_mode)


def test_the_keys_stand_beside_the_log(a_file: SqlitePlace) -> None:
    """Keys are kept in a file of their own, none of them in the database."""
    a_file.made()
    with sqlite3.connect(a_file.keys) as keys:
        kept = [bytes(row[0]) for row in keys.execute("SELECT key FROM keys")]
    keys.close()

    assert kept
    assert [] == [key for key in kept if key in a_file.bytes_kept()]


def test_without_the_keys_reading_shows_erased(a_file: SqlitePlace) -> None:
    """With the key file gone a reader says so, makes no new file, and reads all the rest."""
    propose(a_file.made())
    a_file.keys.unlink()
    with Reader(a_file.path) as reader:
        contact = reader.partnership("P-1").partner.contact
        told = str(contact.name) if contact else ""

    assert ("sealed (the key store is missing)", False) == (told, a_file.keys.exists())


def swap_the_keys(place: SqlitePlace) -> None:
    """Puts the keys of another store beside this one."""
    place.keys.unlink()
    with sqlite3.connect(place.keys) as keys:
        keys.execute("CREATE TABLE keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID")
    keys.close()
    place.keys.chmod(0o600)


KEY_FAULTS = {
    "missing": (lambda place: place.keys.unlink(), "is missing"),
    "readable by others": (lambda place: place.keys.chmod(0o644), "can be read by others"),
    "not the store's own": (swap_the_keys, "is not the key store of this database"),
}


@pytest.mark.parametrize(("fault", "told"), KEY_FAULTS.values(), ids=KEY_FAULTS.keys())
def test_nothing_is_recorded_without_the_right_keys(a_file: SqlitePlace, fault: object, told: str) -> None:
    """With its keys missing, open to others or swapped, a store records nothing and says what to do."""
    a_file.made().close()
    fault(a_file)  # type: ignore[operator]
    before = a_file.rows("SELECT count(*) FROM stored_events")
    with pytest.raises(StoreUnusable, match=told):
        a_file.opened().handle(b.a_proposal(), actor="h.ek")

    assert before == a_file.rows("SELECT count(*) FROM stored_events")


# --- what is no store -----------------------------------------------------------------------------


def foreign_sqlite(path: Path) -> None:
    """Makes somebody else's SQLite file."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


def newer_schema(path: Path) -> None:
    """Makes a store that a later version wrote."""
    Partnerships.create(path, "a.ny").close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


NO_STORES = {
    "somebody else's SQLite file": (foreign_sqlite, StoreUnusable, "is not a samverkan store"),
    "a folder": (Path.mkdir, StoreUnusable, "is not a file"),
    "a FIFO": (os.mkfifo, StoreUnusable, "is not a file"),
    "nothing": (lambda _path: None, NotFound, "there is no store at"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), NotFound, "there is no store at"),
    "a link to itself": (lambda path: path.symlink_to(path.name), StoreUnusable, "cannot be opened"),
    "an empty file": (Path.touch, StoreUnusable, "is not a samverkan store"),
    "a text": (lambda path: path.write_text("not a database, but long enough to be one" * 20), SamverkanError, "is not a samverkan store"),
    "a later version's store": (newer_schema, StoreUnusable, "another version of this program"),
    "a device": (lambda path: path.symlink_to("/dev/null"), StoreUnusable, "is not a file"),
}  # fmt: skip


@pytest.mark.parametrize("way", ["service", "reader"])
@pytest.mark.parametrize(("make", "error", "told"), NO_STORES.values(), ids=NO_STORES.keys())
def test_what_is_no_store(
    way: str, make: object, error: type[SamverkanError], told: str, tmp_path: Path
) -> None:
    """Whatever stands at the path, the error says what it is; nothing is made or changed there."""
    path = tmp_path / "samverkan.db"
    make(path)  # type: ignore[operator]
    before = sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(error, match=told):
        Partnerships(path) if way == "service" else Reader(path)

    assert before == sorted(one.name for one in tmp_path.iterdir() if not one.name.endswith(("-wal", "-shm")))


@pytest.mark.parametrize("path", ["\0", "a\0b", "x" * 5_000, "no/such/folder/s.db"])
def test_paths_that_cannot_be(path: str, tmp_path: Path) -> None:
    """A path no file can have is told, for opening and for making."""
    for act in (Partnerships, Reader, lambda one: Partnerships.create(one, "a.ny")):
        with pytest.raises(SamverkanError):
            act(tmp_path / path)

    assert [] == list(tmp_path.iterdir())


NAMES = [
    ":memory:",
    "my:memory:.db",
    "file::memory:?cache=shared",
    "100 % åäö.db",
    "a?mode=memory",
    "b#c.db",
    "d;e'f.db",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name(name: str, tmp_path: Path) -> None:
    """A file whose name merely looks like something else is a file of that name."""
    path = tmp_path / name
    Partnerships.create(path, "a.ny").close()
    store = Partnerships(path)
    store.handle(c.AddPerson(handle="h.ek", name="Hanna", roles=("officer",)), actor="a.ny")
    store.close()
    with Reader(path) as reader:
        people = list(reader.house().people)

    assert (["a.ny", "h.ek"], b"SQLite format 3") == (people, path.read_bytes()[:15])


def test_a_damaged_file_is_told(a_file: SqlitePlace) -> None:
    """A store whose pages were overwritten is damaged, not a program failure."""
    a_file.made().close()
    with a_file.path.open("r+b") as opened:
        opened.seek(0)
        opened.write(b"\xff" * 4_096)
    with pytest.raises(Damaged):
        Partnerships(a_file.path)


# --- making a store -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [foreign_sqlite, Path.mkdir, os.mkfifo, Path.touch, lambda path: path.symlink_to("x")]
)
def test_nothing_is_made_over(make: object, tmp_path: Path) -> None:
    """A store is never made where something stands already."""
    path = tmp_path / "samverkan.db"
    make(path)  # type: ignore[operator]
    with pytest.raises(StoreUnusable, match="already there"):
        Partnerships.create(path, "a.ny")

    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("handle", "told"),
    [
        ("A Ny", {}),
        ("", {}),
        ("calendar", {}),
        ("a.ny\x00", {}),
        ("a.ny", {"name": "\x1b"}),
        ("a.ny", {"policy_text": "x"}),
    ],
)
def test_a_store_that_cannot_begin_leaves_nothing(handle: str, told: dict[str, str], tmp_path: Path) -> None:
    """A bad administrator or policy is told before anything is made."""
    with pytest.raises(InvalidInput):
        Partnerships.create(tmp_path / "s.db", handle, **told)  # type: ignore[arg-type]

    assert [] == list(tmp_path.iterdir())


def test_only_a_demonstration_takes_a_clock(a_file: SqlitePlace) -> None:
    """A store that is no demonstration is never told the time."""
    Partnerships.create(a_file.path, "a.ny").close()
    with pytest.raises(InvalidInput, match="demonstration"):
        Partnerships(a_file.path, a_file.clock)
    with pytest.raises(InvalidInput, match="demonstration"):
        Partnerships.create(a_file.path.with_name("another.db"), "a.ny", clock=a_file.clock)


def test_the_environment_is_not_merged(a_file: SqlitePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the event store library reads from the environment does not reach a store of ours."""
    for name, value in {
        "PERSISTENCE_MODULE": "no.such.module", "SAMVERKAN_PERSISTENCE_MODULE": "os", "SQLITE_DBNAME": ":memory:",
        "COMPRESSOR_TOPIC": "zlib", "CIPHER_TOPIC": "x", "SAMVERKAN_SQLITE_DBNAME": "/tmp/elsewhere.db",
        "IS_SNAPSHOTTING_ENABLED": "y", "CREATE_TABLE": "n",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)

    assert "P-1" == propose(a_file.made())


# --- locked ---------------------------------------------------------------------------------------


def test_a_locked_store_is_waited_for_then_told(a_file: SqlitePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that another process holds is waited for; then the error says so, and nothing is recorded."""
    monkeypatch.setattr(connect, "LOCK_WAIT_SECONDS", 0.3)
    store = a_file.made()
    with a_file.raw() as holder:
        holder.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with pytest.raises(StoreUnusable, match="locked by another process"):
            store.handle(b.a_proposal(), actor="h.ek", command_id="c-1")
        waited = time.monotonic() - begun
        holder.execute("ROLLBACK")

    assert (True, []) == (waited >= 0.25, a_file.rows("SELECT 1 FROM commands WHERE command_id = 'c-1'"))
    assert "P-1" == store.handle(b.a_proposal(), actor="h.ek", command_id="c-1").ref


def test_a_thread_that_waits_too_long_for_another_is_told(a_file: SqlitePlace) -> None:
    """The threads of one program take turns; whose turn does not come hears so, and nothing is recorded."""
    store = a_file.made()
    datastore = store.recorder.datastore
    datastore.pool.pool_timeout = 0.05
    with ThreadPoolExecutor(1) as threads, datastore.writing():
        other = threads.submit(store.handle, b.a_proposal(), actor="h.ek", command_id="c-1")
        with pytest.raises(StoreUnusable, match="kept busy by another thread"):
            other.result(timeout=30)

    assert [] == a_file.rows("SELECT 1 FROM commands WHERE command_id = 'c-1'")
    assert "P-1" == store.handle(b.a_proposal(), actor="h.ek", command_id="c-1").ref


def test_after_a_commit_that_failed_the_next_one_succeeds(
    a_file: SqlitePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was signed and rolled back is forgotten: the store does not take itself for another one."""
    store = a_file.made()

    def full(_connection: SQLiteConnection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(SQLiteConnection, "commit", full)
        with pytest.raises(StoreUnusable, match="is full"):
            store.handle(b.a_proposal(), actor="h.ek", command_id="c-1")

    assert [] == a_file.rows("SELECT 1 FROM commands WHERE command_id = 'c-1'")
    assert "P-1" == store.handle(b.a_proposal(), actor="h.ek", command_id="c-1").ref


def test_a_locked_store_can_be_read(a_file: SqlitePlace) -> None:
    """Readers do not wait for a writer."""
    propose(a_file.made())
    with a_file.raw() as holder, Reader(a_file.path) as reader:
        holder.execute("BEGIN IMMEDIATE")

        assert ["P-1"] == [row.ref for row in reader.listed()]


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("SQLITE_FULL", StoreUnusable, "is full"),
        ("SQLITE_IOERR", StoreUnusable, "cannot be used"),
        ("SQLITE_READONLY_DIRECTORY", StoreUnusable, "cannot be written"),
        ("SQLITE_CANTOPEN", StoreUnusable, "cannot be written"),
        ("SQLITE_CORRUPT", Damaged, "is damaged"),
        ("SQLITE_LOCKED_SHAREDCACHE", StoreUnusable, "locked"),
        ("SQLITE_BUSY", StoreUnusable, "locked"),
        ("SQLITE_CONSTRAINT_PRIMARYKEY", Conflict, "in the meantime"),
    ],
)
def test_what_the_database_reports_is_told_to_people(
    name: str, kind: type[SamverkanError], told: str
) -> None:
    """What SQLite reports becomes an error of ours, with what to do."""
    reported = sqlite3.OperationalError("what SQLite says")
    reported.sqlite_errorname = name
    error = connect.explained(Path("s.db"), reported)

    assert (kind, True, True) == (type(error), told in error.message, bool(error.hint))


@pytest.mark.parametrize(
    ("message", "kind"), [("append-only", Damaged), ("append-only: already there", Conflict)]
)
def test_a_change_of_the_log_and_a_version_conflict_are_told_apart(
    message: str, kind: type[SamverkanError]
) -> None:
    """Both arrive as the same kind of SQLite error; only one of them is somebody else's work."""
    reported = sqlite3.IntegrityError(message)
    reported.sqlite_errorname = "SQLITE_CONSTRAINT_TRIGGER"

    assert kind is type(connect.explained(Path("s.db"), reported))
