"""The SQLite recorder: events, their log rows and the register in one transaction, under one write lock."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent, Transcoder
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)

from samverkan_flow.domain.events import Recorded
from samverkan_flow.domain.house import HOUSE_ID
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.connect import LOCK_WAIT_SECONDS, open_writing, translated
from samverkan_flow.store.keys import KeyStore, keys_path
from samverkan_flow.store.rows import log_row, parse_time


class LogHead(NamedTuple):
    """Where the log stands: the next index, the time of the last event (UTC), the house's version."""

    next_index: int
    last_recorded_at: datetime | None
    house_version: int


class EventMapper(Mapper[UUID]):
    """Maps recorded events to stored ones by permanent topics; the library's own mapper imports what it reads."""

    def __init__(self, codec: Codec) -> None:
        super().__init__(transcoder=_NoTranscoder())
        self.codec = codec

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Returns the stored form of a `Recorded`."""
        topic, state = self.codec.encode_event(domain_event)
        return StoredEvent(domain_event.originator_id, domain_event.originator_version, topic, state)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Returns the `Recorded` of a stored event."""
        originator_id = stored_event.originator_id
        assert isinstance(originator_id, UUID), "ids are UUIDs here"
        return self.codec.decode_event(
            originator_id, stored_event.originator_version, stored_event.topic, stored_event.state
        )


class _NoTranscoder(Transcoder):
    """Stands where the library wants a transcoder; the mapper does its work."""

    def encode(self, obj: Any) -> bytes:
        raise TypeError("events are encoded by the codec")

    def decode(self, data: bytes) -> Any:
        raise TypeError("events are decoded by the codec")


class _Pool(SQLiteConnectionPool):
    """Opens connections the one way stores are opened."""

    @staticmethod
    def detect_memory_mode(_db_name: str) -> bool:
        return False  # a path that merely contains ":memory:" is a path

    def _create_connection(self) -> SQLiteConnection:
        connection = open_writing(Path(self.db_name))
        connection.row_factory = sqlite3.Row
        return SQLiteConnection(sqlite_conn=connection, max_age=self.max_age)


class Datastore(SQLiteDatastore):
    """One file. A thread that holds the write lock reads and writes inside that one transaction."""

    def __init__(self, path: Path) -> None:
        super().__init__(db_name=str(path), originator_id_type="uuid")
        self.pool.close()
        self.path = path
        self.pool = _Pool(db_name=str(path), pool_timeout=LOCK_WAIT_SECONDS)
        self._open = threading.local()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """Joins the transaction this thread has open; otherwise makes one of its own."""
        joined = getattr(self._open, "cursor", None)
        if joined is not None:
            yield joined
        elif commit:
            with self.writing() as cursor:
                yield cursor
        else:
            with super().transaction(commit=False) as cursor:
                yield cursor

    @contextmanager
    def writing(self) -> Iterator[SQLiteCursor]:
        """Holds the write lock from the first read to the commit; anything raised rolls all of it back."""
        with translated(self.path), self.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            self._open.cursor = cursor
            try:
                yield cursor
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            finally:
                self._open.cursor = None


class Recorder(SQLiteApplicationRecorder):
    """Writes each event together with its row in the log."""

    datastore: Datastore

    def create_table(self) -> None:
        """Does nothing: `connect.create` makes the tables once, with their triggers."""

    def head(self) -> LogHead:
        """Returns where the log stands; asked inside the write lock, it cannot move any more."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT idx, recorded_at, (SELECT MAX(originator_version) FROM log WHERE originator_id = ?) "
                "FROM log ORDER BY idx DESC LIMIT 1",
                (HOUSE_ID.hex,),
            )
            row = cursor.fetchone()
        return LogHead(row[0] + 1, parse_time(row[1]), row[2] or 0) if row else LogHead(0, None, 0)

    def find_command(self, command_id: str) -> tuple[str, bytes] | None:
        """Returns digest and first result of a command that was already handled, or None."""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute("SELECT digest, result FROM commands WHERE command_id = ?", (command_id,))
            row = cursor.fetchone()
        return (row[0], bytes(row[1])) if row else None

    def save_command(self, command_id: str, digest: str, result: bytes) -> None:
        """Keeps the result of a command, so that repeating it changes nothing."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("INSERT INTO commands VALUES (?, ?, ?)", (command_id, digest, result))

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        returning = super()._insert_events(c, stored_events, **kwargs)
        recorded_events: Sequence[Recorded] = kwargs["recorded_events"]
        first: int = kwargs["first_index"]
        c.executemany(
            "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [log_row(first + n, recorded) for n, recorded in enumerate(recorded_events)],
        )
        return returning


class Factory(SQLiteFactory):
    """Builds the recorder on our own datastore; the library would merge the process environment."""

    aggregate_recorder_class = Recorder
    application_recorder_class = Recorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.close()
        path = Path(self.env.get(self.SQLITE_DBNAME) or "")
        self.datastore = Datastore(path)
        self.keys = KeyStore(keys_path(path))
        self.codec = Codec(self.keys)

    def close(self) -> None:
        """Closes the database and the key store."""
        super().close()
        self.keys.close()
