"""The rows reads come from, written with the events they follow from; `rebuild` makes them anew."""

from collections.abc import Sequence

from eventsourcing.sqlite import SQLiteCursor

from samverkan_flow.domain.events import Event, PolicyAdopted
from samverkan_flow.domain.house import House
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import parse_policy
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.rows import register_row
from samverkan_flow.store.schema import REGISTER_COLUMNS


def save(cursor: SQLiteCursor, state: Partnership | House, events: Sequence[Event], codec: Codec) -> None:
    """Writes the rows that follow from a state and the events that led to it."""
    if isinstance(state, Partnership):
        _save_partnership(cursor, state, codec)
        return
    _save_house(cursor, state, codec)
    for event in events:
        if isinstance(event, PolicyAdopted):
            _save_policy(cursor, event, codec)


_CHANGING = ("stage", "end_reason", "owner", "term_start", "term_end", "version", "state")
_SAVE_PARTNERSHIP = (
    f"INSERT INTO register ({', '.join(REGISTER_COLUMNS)}, state) "
    f"VALUES ({', '.join('?' * (len(REGISTER_COLUMNS) + 1))}) ON CONFLICT (number) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _CHANGING)
)


def _save_partnership(cursor: SQLiteCursor, state: Partnership, codec: Codec) -> None:
    """What lists show, and the whole state."""
    cursor.execute(_SAVE_PARTNERSHIP, (*register_row(state), codec.encode(state)))


def save_new(cursor: SQLiteCursor, states: Sequence[Partnership], codec: Codec) -> None:
    """Writes the rows of many new partnerships at once."""
    rows = ((*register_row(state), codec.encode(state)) for state in states)
    cursor.executemany(_SAVE_PARTNERSHIP, rows)


def _save_house(cursor: SQLiteCursor, house: House, codec: Codec) -> None:
    cursor.execute(
        "INSERT INTO house VALUES (1, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
        (house.version, codec.encode(house)),
    )


def _save_policy(cursor: SQLiteCursor, adopted: PolicyAdopted, codec: Codec) -> None:
    """Parsed, so that no reader parses text."""
    parsed = codec.encode(parse_policy(adopted.text))
    cursor.execute(
        "INSERT INTO policies VALUES (?, ?, ?, ?, ?)",
        (adopted.version, adopted.in_force_from.isoformat(), adopted.sha256, adopted.text, parsed),
    )


def clear(cursor: SQLiteCursor) -> None:
    """Empties every row that can be made anew from the log."""
    for table in ("register", "house", "policies"):
        cursor.execute(f"DELETE FROM {table}")
