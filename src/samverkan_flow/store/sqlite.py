"""The SQLite recorder: events, their log rows and the register in one transaction, under one write lock."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent, Transcoder
from eventsourcing.sqlite import (
    SQLiteAggregateRecorder,
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)

from samverkan_flow.domain.context import Rollback, Standing, Term
from samverkan_flow.domain.dates import parse_time
from samverkan_flow.domain.errors import Damaged
from samverkan_flow.domain.events import BEGINNINGS, Recorded, ReminderSent
from samverkan_flow.domain.reference import hex_of, number_of, reference, stored_id
from samverkan_flow.domain.text import name_key
from samverkan_flow.store.checkpoints import Checkpoints, tree_of
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.connect import LOCK_WAIT_SECONDS, open_writing, translated
from samverkan_flow.store.keys import KeyStore, keys_path
from samverkan_flow.store.rows import answer_sha256, log_row
from samverkan_flow.store.schema import LOG_COLUMNS
from samverkan_flow.store.tree import fill_tiles


class LogHead(NamedTuple):
    """Where the log stands: the next index, and the time of the last event (UTC)."""

    next_index: int
    last_recorded_at: datetime | None


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
        self.checkpoints = Checkpoints(path)
        self.on_rollback: Callable[[], object] = lambda: None
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
    def writing(self, *, sign_now: bool = False, accepting: bool = False) -> Iterator[SQLiteCursor]:
        """Holds the write lock from the first read to the commit; anything raised rolls all of it back.

        First the log is held against its newest checkpoint; last a new one is signed, when it is due, and
        put beside the database. `accepting` passes the first over: it is for recording that a rollback was
        accepted, after which a checkpoint is signed in any case.
        """
        with translated(self.path), self.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            self._open.cursor = cursor
            try:
                if not accepting:
                    self.checkpoints.guard(cursor)
                yield cursor
                accepted = self.checkpoints.is_accepting
                unguarded = accepting and not accepted
                signed = None if unguarded else self.checkpoints.sign(cursor, now=sign_now or accepted)
                connection.commit()
            except BaseException:
                connection.rollback()
                self.checkpoints.rolled_back()
                self.on_rollback()
                raise
            finally:
                self._open.cursor = None
            self.checkpoints.publish(signed)


_INSERT_LOG = f"INSERT INTO log ({', '.join(LOG_COLUMNS)}) VALUES ({', '.join('?' * len(LOG_COLUMNS))})"

_INSERT_TILE = "INSERT INTO tiles VALUES (?, ?, ?)"

_DUE = {
    "activate": "stage = 'agreed' AND term_start <= ?",
    "expire": "stage IN ('active', 'evaluated') AND term_end < ?",
}
"""What the calendar looks for, by the act it then does."""


class Recorder(SQLiteApplicationRecorder):
    """Writes each event together with its row in the log."""

    datastore: Datastore

    def create_table(self) -> None:
        """Does nothing: `connect.create` makes the tables once, with their triggers."""

    def head(self) -> LogHead:
        """Returns where the log stands; asked inside the write lock, it cannot move any more."""
        row = self._row("SELECT idx, recorded_at FROM log ORDER BY idx DESC LIMIT 1")
        return LogHead(row[0] + 1, parse_time(row[1])) if row else LogHead(0, None)

    def find_command(self, command_id: str) -> tuple[str, bytes] | None:
        """Returns digest and first result of a command that was already handled, or None. Raises Damaged."""
        row = self._row(
            "SELECT digest, CAST(result AS BLOB), sha256 FROM commands WHERE command_id = ?", command_id
        )
        if row is None:
            return None
        digest, result = row[0], row[1]
        if answer_sha256(command_id, digest, result) != row[2]:
            raise Damaged(
                f"the answer kept for command {command_id} is not the one that was told",
                "nothing was recorded; samverkan audit history shows what the command did",
            )
        return digest, result

    def holds(self, command_id: str, index: int | None) -> bool:
        """Tells whether the event at an index of the log is one of a command's."""
        row = self._row("SELECT command_id FROM log WHERE idx = ?", index)
        return row is not None and row[0] == command_id

    def save_command(self, command_id: str, digest: str, result: bytes) -> None:
        """Keeps the result of a command, so that repeating it changes nothing."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "INSERT INTO commands VALUES (?, ?, ?, ?)",
                (command_id, digest, result, answer_sha256(command_id, digest, result)),
            )

    def newest_checkpoint(self) -> str:
        """Returns the newest checkpoint that is kept, as a signed note."""
        return str(self._row("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")[0])

    def rollback(self) -> Rollback | None:
        """Returns how the log disagrees with the newest checkpoint seen, or None."""
        with self.datastore.transaction(commit=False) as cursor:
            return self.datastore.checkpoints.rollback(cursor)

    # --- what deciding asks, in plain SQL ---------------------------------------------------------

    def find_partnership(self, ref: str) -> UUID | None:
        """Returns the id behind a reference (P-7) or an id, or None."""
        number = number_of(ref)
        row = (
            self._row("SELECT id FROM register WHERE number = ?", number)
            if number
            else self._row("SELECT id FROM register WHERE id = ?", hex_of(ref))
        )
        return stored_id(row[0]) if row else None

    def next_number(self) -> int:
        """Returns the number the next partnership gets."""
        return int(self._row("SELECT COALESCE(MAX(number), 0) + 1 FROM register")[0])

    def with_partner(self, organisation_number: str, name: str = "") -> tuple[str, ...]:
        """Returns the references of partnerships with the same organisation number, newest first.

        A sole trader's number is sealed, so theirs are known by the name, however it is spelt (`name_key`).
        """
        digits = organisation_number.replace("-", "")
        rows = self._rows(
            "SELECT number, partner FROM register WHERE replace(organisation_number, '-', '') = ? "
            "ORDER BY number DESC",
            digits,
        )
        same = [row for row in rows if digits or name_key(row[1]) == name_key(name)]
        return tuple(reference(row[0]) for row in same)

    def terms_running(self, start: date, end: date) -> tuple[Term, ...]:
        """Returns the periods of the agreements in force that share a day with another period."""
        rows = self._rows(
            "SELECT term_start, term_end FROM register WHERE stage IN ('agreed', 'active', 'evaluated') "
            "AND term_end >= ? AND term_start <= ?",
            start.isoformat(),
            end.isoformat(),
        )
        return tuple(Term(date.fromisoformat(row[0]), date.fromisoformat(row[1])) for row in rows)

    def due(self, trigger: str, today: date) -> tuple[str, ...]:
        """Returns the references of what the calendar has to begin ("activate") or to end ("expire")."""
        rows = self._rows(
            f"SELECT number FROM register WHERE {_DUE[trigger]} ORDER BY number", today.isoformat()
        )
        return tuple(reference(row[0]) for row in rows)

    def policy_text(self, version: str) -> str | None:
        """Returns the text kept for a policy version, or None."""
        row = self._row("SELECT text FROM policies WHERE version = ?", version)
        return str(row[0]) if row else None

    def version_of(self, stream: UUID) -> int:
        """Returns how many events a stream holds."""
        sql = "SELECT COALESCE(MAX(originator_version), 0) FROM log WHERE originator_id = ?"
        return int(self._row(sql, stream.hex)[0])

    def begun(self) -> tuple[UUID, ...]:
        """Returns the ids of all partnerships, in the order they were proposed or imported."""
        marks = ", ".join("?" * len(BEGINNINGS))
        rows = self._rows(f"SELECT originator_id FROM log WHERE topic IN ({marks}) ORDER BY idx", *BEGINNINGS)
        return tuple(stored_id(row[0]) for row in rows)

    def standing(self) -> tuple[Standing, ...]:
        """Returns every partnership as the register lists it."""
        rows = self._rows(
            "SELECT number, name, partner, organisation_number, term_start, term_end FROM register"
        )
        return tuple(
            Standing(reference(row[0]), row[1], row[2], row[3], _date(row[4]), _date(row[5])) for row in rows
        )

    def reminders(self) -> list[tuple[int, UUID, int]]:
        """Returns place in the log, stream and version of every event that somebody was reminded, in log order."""
        sql = "SELECT idx, originator_id, originator_version FROM log WHERE topic = ? ORDER BY idx"
        return [(row[0], stored_id(row[1]), row[2]) for row in self._rows(sql, ReminderSent.TOPIC)]

    def frames(self) -> tuple[UUID, ...]:
        """Returns the streams of the yearly frames."""
        rows = self._rows("SELECT DISTINCT originator_id FROM log WHERE topic LIKE 'budget.%'")
        return tuple(stored_id(row[0]) for row in rows)

    def _row(self, sql: str, *parameters: Any) -> Any:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchone()

    def _rows(self, sql: str, *parameters: Any) -> list[Any]:
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        # one by one, as the library's application recorder does it, only tells row ids that nobody asks for
        returning = SQLiteAggregateRecorder._insert_events(self, c, stored_events, **kwargs)
        recorded_events: Sequence[Recorded] = kwargs["recorded_events"]
        first: int = kwargs["first_index"]
        c.executemany(
            _INSERT_LOG,
            [
                log_row(first + n, recorded, stored.state)
                for n, (recorded, stored) in enumerate(zip(recorded_events, stored_events, strict=True))
            ],
        )
        tree = tree_of(c)
        fill_tiles(tree, lambda *tile: c.execute(_INSERT_TILE, tile), first, first + len(stored_events))
        return returning


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


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
