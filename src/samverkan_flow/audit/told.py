"""Who was told of what was owed, at which step before or after the date, and of what nobody was told."""

from collections.abc import Iterator
from typing import Any

from samverkan_flow.audit.answer import Answer, Row, answer, citation
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.named import partnership_named
from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.events import ReminderSent
from samverkan_flow.domain.house import reminders_id
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.reminders import step_in_words
from samverkan_flow.queries.reading import LoggedEvent, Reader
from samverkan_flow.queries.reminding import at_a_step

_COLUMNS = (
    ("reminded (UTC)", "recorded_at"),
    ("who", "to"),
    ("partnership", "ref"),
    ("of what", "what"),
    ("clause", "clause"),
    ("due", "due"),
    ("step", "step_told"),
    ("cited as", "citation"),
)
NOBODY = "nobody"
"""Who has been told of what is at a step, and of which no reminder is recorded."""


def told(reader: Reader, ref: str = "") -> Answer:
    """Returns every reminder that was sent, in log order, then what is open today without anybody having been told.

    Of one partnership, where a reference is given. Raises NotFound.
    """
    state = partnership_named(reader, ref) if ref else None
    condition = (
        ("l.originator_id = ?", reminders_id(state.id).hex) if state else ("l.topic = ?", ReminderSent.TOPIC)
    )
    sent = [_sent(reader, one) for one in reader.logged(*condition)]
    known = {_key(row) for row in sent}
    untold = [
        row for row in _open(reader) if _key(row) not in known and (not state or row["ref"] == state.ref)
    ]
    notes = (
        f"{counted(len(sent), 'reminder')} sent; at a step today and told to nobody: {len(untold)}",
        "of what was fulfilled before anybody was told nothing stands here: audit history shows when it was done",
    )
    return answer(reader, "told", _COLUMNS, (*sent, *untold), notes, "nobody has been reminded of anything")


def _sent(reader: Reader, logged: LoggedEvent) -> Row:
    event = logged.recorded.event
    assert isinstance(event, ReminderSent), "only reminders are asked for"
    return {
        **_about(event),
        "recorded_at": format_time(logged.recorded.recorded_at),
        "to": event.to,
        "step": event.step,
        "step_told": step_in_words(event.step),
        "message_id": event.message_id,
        "citation": citation(reader, logged),
    }


def _open(reader: Reader) -> Iterator[Row]:
    house = reader.house()
    for owed, step in at_a_step(reader, house, reader.today(house)):
        yield {
            **_about(owed),
            "recorded_at": "",
            "to": NOBODY,
            "step": step,
            "step_told": step_in_words(step),
            "message_id": "",
            "citation": "",
        }


def _about(told: ReminderSent | Obligation) -> dict[str, Any]:
    return {
        "ref": told.ref,
        "kind": told.kind,
        "subject": told.subject,
        "what": " ".join((told.kind.replace("-", " "), told.subject)).strip(),
        "clause": told.clause,
        "due": told.due.isoformat(),
    }


def _key(row: Row) -> tuple[str, ...]:
    """Returns what an obligation is known by; whether somebody was told goes by the obligation, not by the step."""
    return tuple(row[name] for name in ("ref", "kind", "subject", "due"))
