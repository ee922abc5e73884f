"""What the rows of the log, the register and the reminders say of events and states; `doctor` compares."""

import hashlib
from typing import Any

from samverkan_flow.domain.dates import format_time
from samverkan_flow.domain.events import Recorded, ReminderSent
from samverkan_flow.domain.obligations import Obligation
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.reference import number_of
from samverkan_flow.proof.entry import leaf_of


def log_row(index: int, recorded: Recorded, state: bytes) -> tuple[Any, ...]:
    """Returns an event's row in the log; its leaf is made from the stored bytes."""
    topic = type(recorded.event).TOPIC
    return (
        index,
        recorded.originator_id.hex,
        recorded.originator_version,
        format_time(recorded.recorded_at),
        recorded.effective_on.isoformat(),
        recorded.actor,
        topic,
        " ".join(recorded.clauses),
        recorded.command_id,
        leaf_of(recorded.originator_id, recorded.originator_version, topic, state),
    )


def answer_sha256(command_id: str, digest: str, result: bytes) -> str:
    """Returns the SHA-256 kept beside the answer to a command, so that a damaged one is not told again.

    It shows accidents; what proves anything is the log.
    """
    return hashlib.sha256(f"{command_id}\n{digest}\n".encode() + result).hexdigest()


def register_row(state: Partnership) -> tuple[Any, ...]:
    """Returns what the register's columns say of a partnership, its state left out."""
    return (
        number_of(state.ref),
        state.id.hex,
        state.name,
        state.partner.name,
        state.partner.organisation_number,
        state.stage.value,
        state.end_reason,
        state.owner,
        state.start.isoformat() if state.start else "",
        state.end.isoformat() if state.end else "",
        state.version,
    )


def reminder_row(index: int, recorded: Recorded) -> tuple[Any, ...]:
    """Returns what the row of a reminder says, from the event that it was sent and its place in the log."""
    event = recorded.event
    assert isinstance(event, ReminderSent), "only reminders have such a row"
    due, stream = event.due.isoformat(), recorded.originator_id.hex
    return stream, event.kind, event.subject, due, event.step, event.to, index


def obligation_row(one: Obligation) -> tuple[Any, ...]:
    """Returns the row of one obligation."""
    return (
        number_of(one.ref),
        one.kind,
        one.subject,
        one.opens_on.isoformat(),
        one.closes_on.isoformat(),
        one.due.isoformat(),
        one.clause,
        one.who,
        one.what,
        one.partnership,
        one.owner,
    )
