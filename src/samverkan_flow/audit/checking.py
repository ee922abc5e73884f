"""Checking a receipt without a store: signature, path, and whether an event's bytes are the ones it is about."""

from hashlib import sha256

import msgspec

from samverkan_flow.domain.errors import Damaged, InvalidInput
from samverkan_flow.proof.entry import parse_entry
from samverkan_flow.proof.note import Verifier
from samverkan_flow.proof.receipt import check_receipt, parse_receipt


class Checked(msgspec.Struct, frozen=True):
    """What a receipt that holds says."""

    index: int
    origin: str
    size: int
    root: str
    originator_id: str
    version: int
    topic: str
    state_sha256: str
    event_checked: bool


def checked(data: bytes, verifier: Verifier, event: bytes | None = None) -> Checked:
    """Returns what a receipt proves.

    `event` are the stored bytes of the event, if they are to be held against it. Raises InvalidInput for a
    malformed receipt, Damaged where it does not hold.
    """
    receipt = parse_receipt(data)
    if not receipt.extra:
        raise InvalidInput(
            "the receipt", "does not carry the entry it is about", "ask the log's owner for a whole one"
        )
    checkpoint = check_receipt(receipt, verifier)
    entry = parse_entry(receipt.extra)
    if event is not None and sha256(event).hexdigest() != entry.state_sha256:
        raise Damaged(
            "EVENT_ALTERED: this event is not the one the receipt is about",
            "the file must hold the event's stored bytes, nothing before or after them",
        )
    return Checked(
        receipt.index,
        checkpoint.origin,
        checkpoint.size,
        checkpoint.root.hex(),
        entry.originator_id.hex,
        entry.version,
        entry.topic,
        entry.state_sha256,
        event is not None,
    )
