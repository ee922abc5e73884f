"""The rows reads come from, held against what replaying the log leads to."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from samverkan_flow.domain.budget import Frame, claims_of, frame_id, project_frame
from samverkan_flow.domain.errors import SamverkanError
from samverkan_flow.domain.events import BEGINNINGS, PolicyAdopted, Recorded
from samverkan_flow.domain.house import HOUSE_ID, House, project_house
from samverkan_flow.domain.obligations import obligations_ahead
from samverkan_flow.domain.partnership import Partnership, project
from samverkan_flow.domain.policy import Policy, parse_policy
from samverkan_flow.domain.reference import reference, stored_id
from samverkan_flow.queries.attention import owed_by
from samverkan_flow.queries.reading import Reader
from samverkan_flow.store.rows import register_row
from samverkan_flow.store.schema import REGISTER_COLUMNS

_UNREADABLE = (SamverkanError, ValueError, LookupError, TypeError, AttributeError)
"""How replaying damaged rows can fail."""


def rows_unlike_replay(reader: Reader) -> Iterator[str]:
    """Yields what the register, the obligations, the frames or the house say otherwise than the log leads to."""
    house, policies = reader.house(), _policies(reader)
    taken: Counter[tuple[int, str]] = Counter()
    columns = ", ".join(REGISTER_COLUMNS)
    for row in reader.rows(f"SELECT {columns}, state FROM register"):
        replayed = _replayed(reader, row)
        if replayed is None or not _is_as_replayed(reader, row, replayed):
            yield reference(row[0])
        if replayed is not None:
            _count(replayed, taken)
            yield from _owes_otherwise(reader, row[0], replayed, policies, house)
    yield from _not_listed(reader)
    yield from _owed_by_nobody(reader)
    yield from _frames_unlike_replay(reader, taken)
    versions = [row[0] for row in reader.rows("SELECT version FROM house")]
    if house != project_house(None, events_of(reader, HOUSE_ID)) or versions != [house.version]:
        yield "the house"


def _replayed(reader: Reader, row: sqlite3.Row) -> Partnership | None:
    try:
        return project(None, events_of(reader, stored_id(row[1])))
    except _UNREADABLE:
        return None


def _is_as_replayed(reader: Reader, row: sqlite3.Row, replayed: Partnership) -> bool:
    try:
        state = reader.codec.decode(Partnership, bytes(row[-1]))
    except _UNREADABLE:
        return False
    return state == replayed and tuple(row[:-1]) == register_row(replayed)


def _policies(reader: Reader) -> dict[str, Policy]:
    """Returns the policies as they were adopted; the rows that keep them are held against the log elsewhere."""
    adopted = (one.event for one in events_of(reader, HOUSE_ID))
    return {one.version: parse_policy(one.text) for one in adopted if isinstance(one, PolicyAdopted)}


def _owes_otherwise(
    reader: Reader, number: int, state: Partnership, policies: dict[str, Policy], house: House
) -> Iterator[str]:
    """Yields a partnership whose rows of obligations are not what it owes."""
    try:
        expected = obligations_ahead(state, policies[state.policy_version], house)
        is_so = sorted(map(repr, owed_by(reader, number))) == sorted(map(repr, expected))
    except _UNREADABLE:
        is_so = False
    if not is_so:
        yield f"what {state.ref} owes"


def _not_listed(reader: Reader) -> Iterator[str]:
    """Yields what began in the log and is not listed by the register."""
    marks = ", ".join("?" * len(BEGINNINGS))
    for row in reader.rows(
        "SELECT l.originator_id, l.idx FROM log l LEFT JOIN register r ON r.id = l.originator_id "
        f"WHERE l.topic IN ({marks}) AND r.id IS NULL ORDER BY l.idx",
        *BEGINNINGS,
    ):
        yield f"{row[0]}, begun at index {row[1]} and not listed"


def _owed_by_nobody(reader: Reader) -> Iterator[str]:
    rows = reader.rows(
        "SELECT DISTINCT o.number FROM obligations o LEFT JOIN register r USING (number) WHERE r.number IS NULL"
    )
    for row in rows:
        yield f"what {row[0]}, which is no partnership, owes"


# --- the yearly frames ----------------------------------------------------------------------------


def _count(state: Partnership, taken: Counter[tuple[int, str]]) -> None:
    """Adds up what the partnerships claim of each year, in öre."""
    for year, claim in claims_of(state).items():
        taken[year, "committed"] += claim.committed.ore
        taken[year, "surveys"] += claim.surveys.ore
        taken[year, "paid"] += claim.paid.ore


def _frames_unlike_replay(reader: Reader, taken: Counter[tuple[int, str]]) -> Iterator[str]:
    """Yields the years whose kept frame is not that of the log, or not the sum of what partnerships claim."""
    kept = {row[0]: row for row in reader.rows("SELECT year, version, state FROM budget")}
    named = [
        row[0] for row in reader.rows("SELECT DISTINCT originator_id FROM log WHERE topic LIKE 'budget.%'")
    ]
    if len(kept) != len(named):
        yield f"the frames: {len(kept)} are kept, and the log has {len(named)}"
    for year, row in kept.items():
        if not _is_frame_of(reader, row):
            yield f"the frame of {year}"
    for year in sorted({year for year, _ in taken} | kept.keys()):
        frame = project_frame(None, events_of(reader, frame_id(year))) or Frame(year)
        if any(getattr(frame, name).ore != taken[year, name] for name in ("committed", "surveys", "paid")):
            yield f"the frame of {year}, which is not the sum of its partnerships"


def _is_frame_of(reader: Reader, row: sqlite3.Row) -> bool:
    try:
        frame = reader.codec.decode(Frame, bytes(row[2]))
        replayed = project_frame(None, events_of(reader, frame_id(row[0])))
    except _UNREADABLE:
        return False
    return replayed is not None and frame == replayed and row[1] == frame.version


def events_of(reader: Reader, originator_id: UUID) -> list[Recorded]:
    """Returns the events of one stream as they are stored."""
    rows = reader.rows(
        "SELECT originator_version, topic, CAST(state AS BLOB) FROM stored_events WHERE originator_id = ? "
        "ORDER BY originator_version",
        originator_id.hex,
    )
    return [reader.codec.decode_event(originator_id, row[0], row[1], row[2]) for row in rows]
