"""What the log says of one event: an entry that binds stream, version, topic and stored bytes, and its leaf.

The entry is text without personal data: what is hashed is the stored form, sealed fields included.
"""

from hashlib import sha256
from uuid import UUID

from samverkan_flow.store.merkle import leaf_hash

ENTRY_FORMAT = "samverkan/1"


def entry_of(originator_id: UUID, version: int, topic: str, state: bytes) -> bytes:
    """Returns the log entry of a stored event. Raises ValueError for a topic that could pass for more than one line."""
    if not topic.isascii() or not topic.isprintable():
        raise ValueError(f"a topic is one printable line, not {topic!r}")
    lines = (ENTRY_FORMAT, originator_id.hex, str(version), topic, sha256(state).hexdigest())
    return ("\n".join(lines) + "\n").encode("ascii")


def leaf_of(originator_id: UUID, version: int, topic: str, state: bytes) -> bytes:
    """Returns the leaf hash of a stored event (32 bytes)."""
    return leaf_hash(entry_of(originator_id, version, topic, state))
