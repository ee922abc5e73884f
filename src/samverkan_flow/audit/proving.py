"""Proofs from a store, for people who have none: receipts of single events, and that the log only grew.

Whatever is handed out has first been held against the newest signed checkpoint.
"""

import re
from typing import NamedTuple
from uuid import UUID

import msgspec

from samverkan_flow.audit.answer import citation
from samverkan_flow.domain.budget import frame_id
from samverkan_flow.domain.errors import Damaged, InvalidInput, NotFound
from samverkan_flow.domain.house import HOUSE_ID
from samverkan_flow.proof.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from samverkan_flow.proof.entry import entry_of
from samverkan_flow.proof.merkle import (
    consistency_proof,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    root_from_inclusion,
)
from samverkan_flow.proof.receipt import Receipt
from samverkan_flow.queries.agreeing import held_against_its_checkpoints
from samverkan_flow.queries.reading import LoggedEvent, Reader
from samverkan_flow.store.origin import verifier_of

_SIGN_HINT = "samverkan log checkpoint signs the log as it stands"


class Proved(NamedTuple):
    """A receipt, and the event it is about with its stored bytes."""

    receipt: Receipt
    logged: LoggedEvent


class Consistency(msgspec.Struct, frozen=True):
    """The proof that an earlier log is the beginning of a later one (RFC 9162, 2.1.4)."""

    origin: str
    old: Checkpoint
    new: Checkpoint
    proof: tuple[bytes, ...]


def index_of(reader: Reader, what: str) -> int:
    """Returns the index of an event named as 203, P-7:12, P-7:12@203, house:3, or P-7 for its latest.

    Raises NotFound where there is none, InvalidInput for another way of writing.
    """
    told = _NAMED.fullmatch(what.strip())
    if told is None:
        raise InvalidInput("the event", f'"{what[:40]}" is none', "write 203, P-7:12, or P-7 for its latest")
    if told["index"] or told["place"]:
        return _cited(reader, what.strip(), int(told["index"] or told["place"]), is_cited=bool(told["place"]))
    stream = _stream_named(reader, told["stream"])
    if told["version"]:
        condition = "originator_id = ? AND originator_version = ?"
        return _at(reader, condition, stream.hex, int(told["version"]), what=what)
    return _at(reader, "originator_id = ? ORDER BY originator_version DESC LIMIT 1", stream.hex, what=what)


_NAMED = re.compile(
    r"(?P<index>[0-9]{1,18})|(?P<stream>[^:@]+)(:(?P<version>[0-9]{1,9}))?(@(?P<place>[0-9]{1,18}))?"
)


def _stream_named(reader: Reader, name: str) -> UUID:
    if name == "house":
        return HOUSE_ID
    year = re.fullmatch(r"budget-([0-9]{4})", name)
    return frame_id(int(year[1])) if year else reader.partnership(name).id


def _cited(reader: Reader, what: str, index: int, *, is_cited: bool) -> int:
    """Returns an index, held against the citation it stands in. Raises InvalidInput where that is another event's."""
    _at(reader, "idx = ?", index, what=what)
    cited = citation(reader, next(iter(reader.logged("l.idx = ?", index))))
    if is_cited and cited.casefold() != what.casefold():
        raise InvalidInput(
            "the event", f"{what} is none: number {index} is {cited}", "copy the citation whole"
        )
    return index


def _at(reader: Reader, condition: str, *parameters: str | int, what: str) -> int:
    rows = reader.rows(f"SELECT idx FROM log WHERE {condition}", *parameters)
    if not rows:
        raise NotFound(
            f"there is no event {what}", f"the log has {reader.log_size()} events, numbered from 0"
        )
    return int(rows[0][0])


def newest_checkpoint(reader: Reader) -> str:
    """Returns the newest checkpoint that is kept, a signed note.

    Raises NotFound where nothing is signed, Damaged when the log is not the one last signed or seen, or another
    key signed it.
    """
    note, found = held_against_its_checkpoints(reader)
    if found is not None:
        raise Damaged(
            f"{found.clause}: {found.message}",
            "run samverkan log verify; nothing is proved from a log that is not the one last signed",
        )
    if not note:
        raise NotFound("nothing of this log has been signed", _SIGN_HINT)
    verifier = verifier_of(reader.path)
    if verifier is not None:
        open_checkpoint(note.encode(), verifier, "the newest checkpoint kept")
    return note


def prove(reader: Reader, index: int) -> Proved:
    """Returns the receipt of one event under the newest checkpoint (C2SP tlog-proof).

    Raises NotFound where no checkpoint covers it yet, Damaged when the event or the tree is not as recorded.
    """
    return proved_under(reader, newest_checkpoint(reader), index)


def proved_under(reader: Reader, note: str, index: int) -> Proved:
    """Returns the receipt of one event under one checkpoint of this log, so that several agree. Raises as above."""
    checkpoint = read_checkpoint(note.encode())
    size = checkpoint.size
    if index >= size:
        raise NotFound(f"event {index} is under no checkpoint yet; the newest is over {size}", _SIGN_HINT)
    logged = next(iter(reader.logged("l.idx = ?", index)), None)
    if logged is None:
        raise Damaged(f"EVENT_MISSING: event {index} is not in the log", "run samverkan log verify")
    recorded, tree = logged.recorded, reader.tree()
    entry = entry_of(recorded.originator_id, recorded.originator_version, logged.topic, logged.stored)
    leaf = leaf_hash(entry)
    if [leaf] != tree.nodes(0, index, index + 1):
        raise Damaged(
            f"EVENT_ALTERED: event {index} is not the one that was recorded", "run samverkan log verify"
        )
    path = inclusion_proof(tree.range_root, index, size)
    if root_from_inclusion(leaf, index, size, path) != checkpoint.root:
        raise _leads_elsewhere(f"the path of event {index}")
    return Proved(Receipt(index, tuple(path), note, entry), logged)


def _leads_elsewhere(what: str) -> Damaged:
    """Returns the error for a proof that would not hold: a hash below a kept root is not what it was."""
    return Damaged(f"TREE_ALTERED: {what} does not lead to the signed root", "run samverkan log verify")


def consistency(reader: Reader, old: Checkpoint | int, new_size: int | None = None) -> Consistency:
    """Returns the proof that the log only grew between two sizes; the later one is the newest checkpoint's.

    Raises InvalidInput for sizes the log does not have, Damaged when the old checkpoint is not of this log.
    """
    newest = read_checkpoint(newest_checkpoint(reader).encode())
    size = newest.size if new_size is None else new_size
    old_size = old if isinstance(old, int) else old.size
    if not 0 < old_size <= size <= reader.log_size():
        raise InvalidInput(
            "the sizes", f"{old_size} and {size} do not follow each other in a log of {reader.log_size()} events",
            "give an earlier size first, at least 1",
        )  # fmt: skip
    tree = reader.tree()
    before = Checkpoint(newest.origin, old_size, tree.root(old_size))
    if isinstance(old, Checkpoint) and (old.origin, old.root) != (before.origin, before.root):
        kind = "SPLIT_VIEW" if old.origin == before.origin else "WRONG_LOG"
        raise Damaged(
            f"{kind}: the earlier checkpoint is not the beginning of this log",
            "one of the two is another log, or this one has been rewritten: run samverkan log verify",
        )
    proof = consistency_proof(tree.range_root, old_size, size)
    after = Checkpoint(newest.origin, size, tree.root(size))
    if not is_consistent(old_size, before.root, size, after.root, proof):
        raise _leads_elsewhere(f"the proof from {old_size} to {size} events")
    return Consistency(newest.origin, before, after, tuple(proof))
