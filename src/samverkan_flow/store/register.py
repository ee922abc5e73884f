"""The rows reads come from, written with the events they follow from; `rebuild` makes them anew."""

from eventsourcing.sqlite import SQLiteCursor

from samverkan_flow.domain.events import PolicyAdopted
from samverkan_flow.domain.house import House
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.policy import parse_policy
from samverkan_flow.store.codec import Codec
from samverkan_flow.store.rows import register_row


def save_partnership(cursor: SQLiteCursor, state: Partnership, codec: Codec) -> None:
    """Writes a partnership's row: what lists show, and the whole state."""
    cursor.execute(
        "INSERT INTO register VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (number) DO UPDATE SET stage = excluded.stage, end_reason = excluded.end_reason, "
        "owner = excluded.owner, start = excluded.start, end = excluded.end, version = excluded.version, "
        "state = excluded.state",
        (*register_row(state), codec.encode(state)),
    )


def save_house(cursor: SQLiteCursor, house: House, codec: Codec) -> None:
    """Writes the house's row."""
    cursor.execute(
        "INSERT INTO house VALUES (1, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
        (house.version, codec.encode(house)),
    )


def save_policy(cursor: SQLiteCursor, adopted: PolicyAdopted, codec: Codec) -> None:
    """Writes an adopted policy's row, parsed, so that no reader parses text."""
    parsed = codec.encode(parse_policy(adopted.text))
    cursor.execute(
        "INSERT INTO policies VALUES (?, ?, ?, ?, ?)",
        (adopted.version, adopted.in_force_from.isoformat(), adopted.sha256, adopted.text, parsed),
    )


def clear(cursor: SQLiteCursor) -> None:
    """Empties every row that can be made anew from the log."""
    for table in ("register", "house", "policies"):
        cursor.execute(f"DELETE FROM {table}")
