"""Comply or explain: every exception that was asked for, clause by clause, and what became of it."""

from collections import Counter
from uuid import UUID

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.domain.events import ExceptionAsked, ExceptionGranted, ExceptionRefused
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("clause", "clause"),
    ("partnership", "ref"),
    ("no.", "number"),
    ("initiative", "initiative"),
    ("outcome", "outcome"),
    ("asked by", "asked_by"),
    ("because", "reason"),
    ("decided by", "decided_by"),
    ("on the ground", "decided_because"),
    ("cited as", "citation"),
)
OUTCOMES = ("granted", "refused", "open")

Key = tuple[UUID, int]
"""An exception: the partnership and its number there."""


def exceptions(reader: Reader) -> Answer:
    """Returns every exception asked for, by clause and then in log order, with its outcome and reasons."""
    rows: dict[Key, Row] = {}
    for logged in reader.logged("l.topic IN (?, ?, ?)", *_TOPICS):
        _tell(reader, logged, rows)
    sorted_rows = sorted(rows.values(), key=lambda row: int(row["clause"].removeprefix("C")))
    notes = _per_clause(sorted_rows)
    return answer(reader, "exceptions", _COLUMNS, sorted_rows, notes, "no exception has been asked for")


_TOPICS = (ExceptionAsked.TOPIC, ExceptionGranted.TOPIC, ExceptionRefused.TOPIC)


def _tell(reader: Reader, logged: LoggedEvent, rows: dict[Key, Row]) -> None:
    recorded = logged.recorded
    match recorded.event:
        case ExceptionAsked(number=number) as event:
            rows[recorded.originator_id, number] = _asked(reader, logged, event)
        case ExceptionGranted(number=number):
            rows[recorded.originator_id, number] |= _decided(reader, logged, "granted")
        case ExceptionRefused(number=number):
            rows[recorded.originator_id, number] |= _decided(reader, logged, "refused")


def _asked(reader: Reader, logged: LoggedEvent, event: ExceptionAsked) -> Row:
    recorded = logged.recorded
    return {
        "citation": citation(reader, logged),
        "clause": event.clause,
        "ref": reader.ref_of(recorded.originator_id),
        "number": event.number,
        "initiative": event.initiative,
        "outcome": "open",
        "asked_by": recorded.actor,
        "asked_on": recorded.effective_on.isoformat(),
        "reason": recorded.reason,
        "decided_by": "",
        "decided_on": "",
        "decided_because": "",
        "decision": "",
    }


def _decided(reader: Reader, logged: LoggedEvent, outcome: str) -> Row:
    recorded = logged.recorded
    return {
        "outcome": outcome,
        "decided_by": recorded.actor,
        "decided_on": recorded.effective_on.isoformat(),
        "decided_because": recorded.reason,
        "decision": citation(reader, logged),
    }


def _per_clause(rows: list[Row]) -> tuple[str, ...]:
    """Returns a line for each clause: how many were asked for, and how many of them came to what."""
    counts = Counter((row["clause"], row["outcome"]) for row in rows)
    asked = Counter(row["clause"] for row in rows)
    return tuple(
        f"{clause}: {count} asked, "
        + ", ".join(f"{counts[clause, outcome]} {outcome}" for outcome in OUTCOMES)
        for clause, count in asked.items()
    )
