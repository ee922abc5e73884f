"""What is made from the log, held against the log: register, policies, the clauses of each row, sealed texts."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from samverkan_flow.audit.damage import Damage
from samverkan_flow.domain.errors import SamverkanError
from samverkan_flow.domain.events import Event
from samverkan_flow.domain.values import personal_in
from samverkan_flow.queries.health import (
    are_of_their_day,
    policies_unlike_the_adopted,
    reminders_unlike_the_log,
)
from samverkan_flow.queries.reading import Reader
from samverkan_flow.queries.replaying import rows_unlike_replay

_UNREADABLE = (SamverkanError, ValueError, LookupError, TypeError, AttributeError)
"""How replaying damaged rows can fail."""


def replayed(reader: Reader) -> list[Damage]:
    """Returns everything that is not what replaying the log leads to."""
    pages = reader.rows("PRAGMA integrity_check(1)")[0][0]
    damage = [] if pages == "ok" else [Damage("PAGES_DAMAGED", None, reader.path.name, "ok", str(pages))]
    damage += _told("REGISTER_ALTERED", lambda: rows_unlike_replay(reader), "what replay leads to")
    damage += _told(
        "POLICY_ALTERED", lambda: policies_unlike_the_adopted(reader), "the text that was adopted"
    )
    damage += _told(
        "REGISTER_ALTERED", lambda: reminders_unlike_the_log(reader), "the reminders that were sent"
    )
    return [*damage, *_versions(reader), *_events(reader)]


def _versions(reader: Reader) -> list[Damage]:
    """Returns the streams whose events are not numbered from 1 on, without a gap and without a double."""
    rows = reader.rows(
        "SELECT originator_id, COUNT(*), COUNT(DISTINCT originator_version), MIN(originator_version), "
        "MAX(originator_version) FROM log NOT INDEXED GROUP BY CAST(originator_id AS TEXT) "
        "HAVING COUNT(*) <> MAX(originator_version) OR MIN(originator_version) <> 1 "
        "OR COUNT(DISTINCT originator_version) <> COUNT(*)"
    )
    return [
        Damage(
            "EVENT_MISSING",
            None,
            str(row[0]),
            f"versions 1 to {row[1]}",
            f"{row[2]} versions, {row[3]} to {row[4]}",
        )
        for row in rows
    ]


def _told(kind: str, look: Any, expected: str) -> list[Damage]:
    try:
        return [Damage(kind, None, where, expected, "something else") for where in look()]
    except _UNREADABLE as error:
        return [Damage(kind, None, "a row", expected, f"unreadable: {error}")]


def _events(reader: Reader) -> Iterator[Damage]:
    """Yields rows whose clauses are not the event's own, and sealed texts that do not open."""
    for index, clauses, command_id, originator_id, version, topic, state in reader.each(
        "SELECT l.idx, l.clauses, l.command_id, s.originator_id, s.originator_version, s.topic, CAST(s.state AS BLOB) "
        "FROM log l JOIN stored_events s ON s.originator_id = l.originator_id "
        "AND s.originator_version = l.originator_version ORDER BY l.idx"
    ):
        try:
            recorded = reader.codec.decode_event(UUID(originator_id), version, topic, state)
        except _UNREADABLE as error:
            yield Damage("EVENT_ALTERED", index, str(originator_id), "an event", f"unreadable: {error}")
            continue
        told = " ".join(recorded.clauses)
        if not are_of_their_day(clauses, told):
            yield Damage("ROW_ALTERED", index, "clauses", told, str(clauses))
        if command_id != recorded.command_id:
            yield Damage("ROW_ALTERED", index, "command_id", recorded.command_id, str(command_id))
        yield from _sealed(index, recorded.event)


def _sealed(index: int, event: Event) -> Iterator[Damage]:
    for personal in personal_in(event):
        try:
            str(personal)
        except SamverkanError as error:
            yield Damage("KEYS_ALTERED", index, personal.subject, "a text that opens", error.message)
