"""The rows reads come from, written with the events they follow from; `rebuild` makes them anew."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from eventsourcing.sqlite import SQLiteCursor

from samverkan_flow.domain.budget import Frame
from samverkan_flow.domain.events import Event, PolicyAdopted, Recorded
from samverkan_flow.domain.house import House
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import parse_policy
from samverkan_flow.domain.reference import number_of
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.rows import obligation_row, register_row, reminder_row
from samverkan_flow.store.schema import OBLIGATION_COLUMNS, REGISTER_COLUMNS, REMINDER_COLUMNS

_CHANGING = ("stage", "end_reason", "owner", "term_start", "term_end", "version", "state")
_SAVE_PARTNERSHIP = (
    f"INSERT INTO register ({', '.join(REGISTER_COLUMNS)}, state) "
    f"VALUES ({', '.join('?' * (len(REGISTER_COLUMNS) + 1))}) ON CONFLICT (number) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _CHANGING)
)
_SAVE_OBLIGATION = f"INSERT INTO obligations VALUES ({', '.join('?' * len(OBLIGATION_COLUMNS))})"


def save_partnership(cursor: SQLiteCursor, state: Partnership, codec: Codec) -> None:
    """Writes what lists show of a partnership, and the whole state."""
    cursor.execute(_SAVE_PARTNERSHIP, (*register_row(state), codec.encode(state)))


def save_new(
    cursor: SQLiteCursor, states: Sequence[Partnership], owed: Iterable[Obligation], codec: Codec
) -> None:
    """Writes the rows of many new partnerships at once, and of all that they owe."""
    rows = ((*register_row(state), codec.encode(state)) for state in states)
    cursor.executemany(_SAVE_PARTNERSHIP, rows)
    cursor.executemany(_SAVE_OBLIGATION, (obligation_row(one) for one in owed))


def save_obligations(cursor: SQLiteCursor, ref: str, owed: Iterable[Obligation]) -> None:
    """Writes what a partnership owes and comes to owe, in place of what it owed before."""
    cursor.execute("DELETE FROM obligations WHERE number = ?", (number_of(ref),))
    cursor.executemany(_SAVE_OBLIGATION, [obligation_row(one) for one in owed])


def in_force(cursor: SQLiteCursor, codec: Codec) -> Iterator[Partnership]:
    """Yields the partnerships with an agreement in force."""
    cursor.execute("SELECT state FROM register WHERE stage IN ('agreed', 'active', 'evaluated')")
    for row in cursor.fetchall():
        yield codec.decode(Partnership, bytes(row[0]))


def save_house(cursor: SQLiteCursor, house: House, events: Sequence[Event], codec: Codec) -> None:
    """Writes the house, and the policies that were adopted."""
    cursor.execute(
        "INSERT INTO house VALUES (1, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
        (house.version, codec.encode(house)),
    )
    for event in events:
        if isinstance(event, PolicyAdopted):
            _save_policy(cursor, event, codec)


def _save_policy(cursor: SQLiteCursor, adopted: PolicyAdopted, codec: Codec) -> None:
    """Parsed, so that no reader parses text."""
    parsed = codec.encode(parse_policy(adopted.text))
    cursor.execute(
        "INSERT INTO policies VALUES (?, ?, ?, ?, ?)",
        (adopted.version, adopted.in_force_from.isoformat(), adopted.sha256, adopted.text, parsed),
    )


_SAVE_REMINDER = (
    f"INSERT INTO reminders ({', '.join(REMINDER_COLUMNS)}) VALUES ({', '.join('?' * len(REMINDER_COLUMNS))})"
)


def save_reminder(cursor: SQLiteCursor, index: int, recorded: Recorded) -> None:
    """Keeps that somebody was reminded; the key of the row is what makes a second time impossible."""
    cursor.execute(_SAVE_REMINDER, reminder_row(index, recorded))


def save_frame(cursor: SQLiteCursor, frame: Frame, codec: Codec) -> None:
    """Writes the frame of a year."""
    row: tuple[Any, ...] = (frame.year, frame.version, codec.encode(frame))
    cursor.execute(
        "INSERT INTO budget VALUES (?, ?, ?) "
        "ON CONFLICT (year) DO UPDATE SET version = excluded.version, state = excluded.state",
        row,
    )


def clear(cursor: SQLiteCursor) -> None:
    """Empties every row that can be made anew from the log."""
    for table in ("register", "obligations", "budget", "house", "policies", "reminders"):
        cursor.execute(f"DELETE FROM {table}")
