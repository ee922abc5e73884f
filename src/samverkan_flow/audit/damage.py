"""What a verification can find, by kind, and how it is told."""

from collections import Counter

import msgspec

from samverkan_flow.domain.errors import Damaged, Finding

FINDINGS_MAX = 1_000
"""How many findings are told; a log with more is beyond reading."""

KINDS: dict[str, str] = {
    "EVENT_ALTERED": "the stored bytes of an event are not those its leaf was made of",
    "EVENT_MISSING": "the log names an event that is not there, or an index is left out",
    "UNLOGGED_EVENT": "an event was put in past the program: the log does not name it",
    "ROW_ALTERED": "the log's own columns say something else than the event",
    "TIME_REVERSED": "an event is dated before the one it follows",
    "ROOT_MISMATCH": "the tree over the log is not the one that was signed: rows and leaves were changed together",
    "TREE_ALTERED": "a kept hash of the tree is not that of the leaves below it",
    "BAD_SIGNATURE": "a kept checkpoint is malformed, or its signature does not hold",
    "TRUNCATED": "the log is shorter than a checkpoint that is kept in it",
    "ROLLED_BACK": "the log is shorter than a checkpoint that was seen outside it",
    "SPLIT_VIEW": "another log with the same name and size was signed or seen",
    "WRONG_LOG": "the checkpoint is that of another log",
    "CHECKPOINTS_MISSING": "checkpoints that were signed and kept are gone",
    "HISTORY_REPLACED": "a log that contradicts what was signed was accepted in its place",
    "SCHEMA_CHANGED": "a table or an index is not defined as in a new store",
    "TRIGGER_CHANGED": "the triggers that keep the log append-only are not the expected ones",
    "REGISTER_ALTERED": "what lists, shows and reminders read is not what the log leads to",
    "POLICY_ALTERED": "a kept policy is not the text that was adopted",
    "KEYS_ALTERED": "a sealed text does not open with its key, or its key has been exchanged",
    "PAGES_DAMAGED": "the file's pages or its indexes do not fit together",
}
"""Every kind of finding, and what it means."""


class Damage(msgspec.Struct, frozen=True):
    """One thing that is not as it was recorded: its kind, where, what was expected and what was found."""

    kind: str
    index: int | None
    where: str
    expected: str
    found: str


class Report(msgspec.Struct, frozen=True):
    """What a verification came to: how deep it went (quick, full, since or deep), and of which log.

    `size` events with the Merkle root over them (RFC 9162), of which `hashed` were read and hashed again;
    `checkpoints` were compared, `signatures` of them checked; `notes` say what could not be looked at.
    """

    level: str
    origin: str
    size: int
    root: str
    hashed: int
    checkpoints: int
    signatures: int
    damage: tuple[Damage, ...]
    notes: tuple[str, ...] = ()


def raise_if_damaged(report: Report) -> None:
    """Raises Damaged, naming each kind of damage and how often it was found."""
    if not report.damage:
        return
    kinds = Counter(one.kind for one in report.damage)
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    findings = tuple(
        Finding(one.kind, f"{one.where}: {one.found}", f"expected {one.expected}") for one in report.damage
    )
    raise Damaged(
        f"the log is not what was recorded: {told}",
        "keep this file as evidence, and compare with the latest backup",
        findings,
    )
