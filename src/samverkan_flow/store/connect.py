"""The one place that opens a store's file: checked to be ours, with the settings durability needs."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samverkan_flow.domain.errors import Conflict, Damaged, NotFound, SamverkanError, StoreUnusable
from samverkan_flow.store.keys import keys_path
from samverkan_flow.store.schema import APPEND_ONLY, APPLICATION_ID, SCHEMA_VERSION, TABLES, TRIGGERS

LOCK_WAIT_SECONDS = 10.0
_NOT_OURS_HINT = "name the store with --db or SAMVERKAN_DB"
_DAMAGED_HINT = "restore it from a backup, then run samverkan doctor"


def open_reading(path: Path) -> sqlite3.Connection:
    """Returns a connection that cannot write. Raises StoreUnusable or NotFound when there is no such store."""
    _check_file(path)
    with translated(path):
        connection = _connect(path, _reading_mode(path))
        _check_ours(connection, path)
        return connection


def _reading_mode(path: Path) -> str:
    """Returns how to open for reading: what lies where nothing can be written, with no journal, cannot change."""
    if os.access(path.parent, os.W_OK) or path.with_name(f"{path.name}-wal").exists():
        return "ro"
    return "ro&immutable=1"


def open_writing(path: Path) -> sqlite3.Connection:
    """Returns a connection for writing: WAL with synchronous=FULL, both checked."""
    _check_file(path)
    with translated(path):
        connection = _connect(path, "rw")
        _check_ours(connection, path)
        _make_durable(connection, path)
        return connection


def create(path: Path) -> None:
    """Makes an empty store. Raises StoreUnusable when something is already there."""
    check_free(path)
    if not path.parent.is_dir():
        raise StoreUnusable(f"the folder {path.parent} does not exist", "make the folder first")
    with translated(path):
        connection = _connect(path, "rwc")
        try:
            _make_durable(connection, path)
            connection.execute("BEGIN IMMEDIATE")
            for statement in (*TABLES, *TRIGGERS.values()):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.execute("COMMIT")
        finally:
            connection.close()


def check_free(path: Path) -> None:
    """Raises StoreUnusable when something is already there, whatever it is."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise StoreUnusable(f"no store can be made at {path}: {error}", "choose another name") from None
    raise StoreUnusable(f"{path} is already there", "choose another name, or use the store as it is")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=LOCK_WAIT_SECONDS,
        check_same_thread=False,
    )


def _check_file(path: Path) -> None:
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        raise NotFound(
            f"there is no store at {path}",
            "make one with samverkan init --as NAME, or name it with --db",
        ) from None
    except (OSError, ValueError) as error:
        raise StoreUnusable(f"{path} cannot be opened: {error}", _NOT_OURS_HINT) from None
    if not stat.S_ISREG(mode):
        raise StoreUnusable(f"{path} is not a file", _NOT_OURS_HINT)


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    try:
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname != "SQLITE_NOTADB" or keys_path(path).exists():
            raise  # keys beside it say that it was a store of ours
        application_id = None
    if application_id != APPLICATION_ID:
        raise StoreUnusable(f"{path} is not a samverkan store", _NOT_OURS_HINT)
    schema_version = connection.execute("PRAGMA user_version").fetchone()[0]
    if schema_version != SCHEMA_VERSION:
        raise StoreUnusable(
            f"{path} was written by another version of this program (schema {schema_version}, not {SCHEMA_VERSION})",
            "use the newest version of samverkan",
        )


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    journal_mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if journal_mode != "wal" or synchronous != 2:
        raise StoreUnusable(
            f"{path} cannot be written durably (journal {journal_mode}, synchronous {synchronous})",
            "put the store on a local disk",
        )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns what SQLite, or the event store on top of it, reports into what a person can act on."""
    try:
        yield
    except SamverkanError:
        raise
    except sqlite3.Error as error:
        raise explained(path, error) from error
    except TimeoutError as error:  # the threads of one program share a connection for writing
        raise StoreUnusable(
            f"{path} is kept busy by another thread of this program; nothing was recorded",
            "try again; if it lasts, look for what keeps the thread",
        ) from error
    except UnicodeDecodeError as error:  # even the words of the database's own error can be damaged
        raise Damaged(f"{path} is damaged: a text in it cannot be read", _DAMAGED_HINT) from error
    except Exception as error:
        cause = error.__cause__ or (error.args[0] if error.args else None)
        if isinstance(cause, sqlite3.Error):
            raise explained(path, cause) from error
        raise


def explained(path: Path, error: sqlite3.Error) -> SamverkanError:
    """Returns the error of ours that a SQLite error means."""
    text, name = str(error), getattr(error, "sqlite_errorname", "")
    match name.split("_"):
        case ["SQLITE", "BUSY" | "LOCKED", *_]:
            return StoreUnusable(
                f"{path} is locked by another process; nothing was recorded after {int(LOCK_WAIT_SECONDS)} seconds",
                "try again; if it lasts, look for a program that keeps it open",
            )
        case ["SQLITE", "FULL", *_]:
            return StoreUnusable(
                f"the disk of {path} is full; nothing was recorded", "make room, then try again"
            )
        case ["SQLITE", "READONLY" | "CANTOPEN" | "PERM", *_]:
            return StoreUnusable(
                f"{path} cannot be written: {text}", "check the rights on the file and its folder"
            )
        case ["SQLITE", "NOTADB" | "CORRUPT", *_]:
            return Damaged(f"{path} is damaged: {text}", _DAMAGED_HINT)
        case ["SQLITE", "CONSTRAINT", *_] if text != APPEND_ONLY:
            return Conflict(
                "somebody else recorded something in the meantime", "look at it again, then decide"
            )
        case ["SQLITE", "CONSTRAINT", *_]:
            return Damaged(
                f"something tried to change what is recorded in {path}", "nothing was changed; report this"
            )
        case _:
            return StoreUnusable(f"{path} cannot be used: {text}", "run samverkan doctor")
