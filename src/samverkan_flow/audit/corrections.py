"""What was corrected: what stood before, what is right, who proposed it and who confirmed it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from samverkan_flow.audit.answer import Answer, Row, answer, citation, event_row
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.walking import streams_with, walked
from samverkan_flow.domain.events import CorrectionConfirmed, CorrectionProposed
from samverkan_flow.domain.partnership import Partnership
from samverkan_flow.domain.values import (
    AgreedAmountCorrection,
    NoteCorrection,
    PaymentCorrection,
    RightValue,
)
from samverkan_flow.queries.reading import LoggedEvent, Reader

_COLUMNS = (
    ("partnership", "ref"),
    ("original", "original"),
    ("correction", "citation"),
    ("what", "corrects"),
    ("said", "before"),
    ("right is", "right"),
    ("proposed by", "proposed_by"),
    ("confirmed by", "confirmed_by"),
    ("because", "reason"),
    ("document", "document"),
)

NOT_CONFIRMED = "not confirmed"


def corrections(reader: Reader) -> Answer:
    """Returns every correction with what it corrects, what stood before and what is right (question 10).

    One that nobody has confirmed changes nothing, and says so.
    """
    rows = [
        row
        for stream in streams_with(reader, CorrectionProposed.TOPIC)
        for row in corrections_of(reader, stream)
    ]
    open_ones = sum(1 for row in rows if not row["confirmed"])
    notes = (f"{counted(len(rows), 'correction')}; {open_ones} not confirmed, which changes nothing",)
    return answer(reader, "corrections", _COLUMNS, rows, notes if rows else (), "nothing has been corrected")


def corrections_of(reader: Reader, stream: UUID) -> Iterator[Row]:
    """Yields the corrections of one partnership; what stood before is read just before a confirmation."""
    original: dict[int, LoggedEvent] = {}
    rows: dict[int, Row] = {}
    for before, logged, after in walked(reader, stream):
        original[logged.recorded.originator_version] = logged
        match logged.recorded.event:
            case CorrectionProposed(number=number) as event:
                rows[number] = {
                    **_proposed(reader, logged, event, original.get(event.event_version)),
                    "ref": after.ref,
                    "before": _said(before, event.right),
                }
            case CorrectionConfirmed(number=number):
                event = _event_of(original, rows[number]["version"])
                rows[number] |= {**_confirmed(reader, logged), "before": _said(before, event.right)}
    yield from rows.values()


def _event_of(original: dict[int, LoggedEvent], version: int) -> CorrectionProposed:
    event = original[version].recorded.event
    assert isinstance(event, CorrectionProposed), "the row was made from a proposed correction"
    return event


def _proposed(
    reader: Reader, logged: LoggedEvent, event: CorrectionProposed, original: LoggedEvent | None
) -> Row:
    recorded = logged.recorded
    return {
        "citation": citation(reader, logged),
        "version": recorded.originator_version,
        "original": citation(reader, original) if original else "",
        "original_what": event_row(reader, original, whole=False)["what"] if original else "",
        "corrects": _told(event.right),
        "right": _right(event.right),
        "proposed_by": recorded.actor,
        "proposed_on": recorded.effective_on.isoformat(),
        "reason": recorded.reason,
        "document": event.document.name,
        "document_sha256": event.document.sha256,
        "confirmed": False,
        "confirmed_by": NOT_CONFIRMED,
        "confirmation": "",
    }


def _confirmed(reader: Reader, logged: LoggedEvent) -> dict[str, Any]:
    recorded = logged.recorded
    return {
        "confirmed": True,
        "confirmed_by": recorded.actor,
        "confirmed_on": recorded.effective_on.isoformat(),
        "confirmed_because": recorded.reason,
        "confirmation": citation(reader, logged),
    }


def _told(right: RightValue) -> str:
    match right:
        case AgreedAmountCorrection(year=year):
            return f"agreed amount of {year}"
        case PaymentCorrection(payment=payment):
            return f"payment {payment}"
        case NoteCorrection():
            return "the entry, in words"


def _right(right: RightValue) -> str:
    match right:
        case AgreedAmountCorrection(net=net):
            return str(net)
        case PaymentCorrection(amount=amount):
            return str(amount)
        case NoteCorrection(text=text):
            return text


def _said(state: Partnership | None, right: RightValue) -> str:
    """Returns what stands in a state of that which a correction is about; nothing for what is put in words."""
    match right:
        case AgreedAmountCorrection(year=year) if state and state.agreement:
            return str(state.agreement.in_year(year))
        case PaymentCorrection(payment=payment) if state:
            return ", ".join(str(one.amount) for one in state.payments if one.number == payment)
        case _:
            return ""
