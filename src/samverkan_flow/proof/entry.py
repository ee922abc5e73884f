"""What the log says of one event: an entry that binds stream, version, topic and stored bytes, and its leaf.

The entry is text without personal data: what is hashed is the stored form, sealed fields included.
"""

from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from samverkan_flow.domain.errors import InvalidInput
from samverkan_flow.proof.merkle import leaf_hash

ENTRY_FORMAT = "samverkan/1"


class Entry(NamedTuple):
    """What one line of the log says: which event of which stream, of which kind, and the hash of its bytes."""

    originator_id: UUID
    version: int
    topic: str
    state_sha256: str


def entry_of(originator_id: UUID, version: int, topic: str, state: bytes) -> bytes:
    """Returns the log entry of a stored event. Raises ValueError for a topic that could pass for more than one line."""
    if not topic.isascii() or not topic.isprintable():
        raise ValueError(f"a topic is one printable line, not {topic!r}")
    lines = (ENTRY_FORMAT, originator_id.hex, str(version), topic, sha256(state).hexdigest())
    return ("\n".join(lines) + "\n").encode("ascii")


def leaf_of(originator_id: UUID, version: int, topic: str, state: bytes) -> bytes:
    """Returns the leaf hash of a stored event (32 bytes)."""
    return leaf_hash(entry_of(originator_id, version, topic, state))


def parse_entry(data: bytes) -> Entry:
    """Returns what an entry says. Raises InvalidInput for anything but its one form."""
    try:
        label, originator_id, version, topic, state_sha256, rest = data.decode("ascii").split("\n")
        entry = Entry(UUID(originator_id), int(version), topic, state_sha256)
    except ValueError:
        raise InvalidInput("the entry", "is not an entry of a samverkan log") from None
    lines = (ENTRY_FORMAT, entry.originator_id.hex, str(entry.version), topic, state_sha256)
    if label != ENTRY_FORMAT or rest or ("\n".join(lines) + "\n").encode() != data:
        raise InvalidInput("the entry", "is not an entry of a samverkan log")
    return entry
