"""Verifying a log: its events against their leaves, its tree against what was signed, its file against what was seen.

`quick` looks at signatures and sizes alone (milliseconds). `full` reads and hashes every event again; with
`since` only those after a checkpoint that is trusted. `deep` also replays everything the register says.
Nothing is written, and a read-only copy of the database will do.
"""

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from samverkan_flow.audit.damage import FINDINGS_MAX, Damage, Report
from samverkan_flow.audit.regrown import Regrown
from samverkan_flow.audit.rehash import counts_differ, rehashed, unlogged
from samverkan_flow.audit.replayed import replayed
from samverkan_flow.audit.signed import Examined, Watch, Watched, kept_checkpoints, seen_checkpoint
from samverkan_flow.domain.errors import Damaged, InvalidInput
from samverkan_flow.domain.events import StoreOpened
from samverkan_flow.proof.checkpoint import Checkpoint
from samverkan_flow.proof.note import Verifier
from samverkan_flow.queries.health import wrong_triggers
from samverkan_flow.queries.reading import Reader
from samverkan_flow.store.checkpoints import disagreement
from samverkan_flow.store.origin import checkpoint_path, verifier_of
from samverkan_flow.store.tree import TILE_WIDTH, KeptTree

Progress = Callable[[int, int], None]
"""Is told how many events are done, and of how many."""


class Asked(NamedTuple):
    """What a verification is to go by: how deep, from which trusted checkpoint on, and what was seen elsewhere."""

    level: str = "full"
    since: Checkpoint | None = None
    against: tuple[tuple[str, bytes], ...] = ()
    verifier: Verifier | None = None


def verify(reader: Reader, asked: Asked | None = None, progress: Progress | None = None) -> Report:
    """Verifies a store and reports everything that is not as it was recorded.

    Raises InvalidInput for a malformed receipt or for `since` a checkpoint the log does not reach.
    """
    asked = asked or Asked()
    verifier = asked.verifier or verifier_of(reader.path)
    origin = _origin(reader, verifier)
    seen = [seen_checkpoint(data, where, origin, verifier) for where, data in _outside(reader, asked)]
    work = _quick if asked.level == "quick" else _full
    report = work(reader, asked, _Signed(origin, verifier, seen), progress or (lambda _done, _total: None))
    damage = [*(one for examined in seen for one in examined.damage), *report.damage, *_triggers(reader)]
    damage += _other_key(origin, verifier)
    damage += replayed(reader) if asked.level == "deep" else []
    return replace(report, damage=tuple(damage[:FINDINGS_MAX]), notes=tuple(_notes(reader, verifier)))


class _Signed(NamedTuple):
    """Whose log it is, whose signatures count, and what was seen of it outside."""

    origin: str
    verifier: Verifier | None
    seen: list[Examined]

    @property
    def watched(self) -> list[Watched]:
        return [one.watched for one in self.seen if one.watched]


def _quick(reader: Reader, _asked: Asked, signed: _Signed, _progress: Progress) -> Report:
    """Compares the newest checkpoint kept, and what was seen outside, with the tree as it is kept."""
    tree, size = reader.tree(), reader.log_size()
    newest = list(kept_checkpoints(reader, signed.origin, signed.verifier, newest=True))
    damage = [one for examined in newest for one in examined.damage]
    watched = [*signed.watched, *(one.watched for one in newest if one.watched)]
    for one in watched:
        found = disagreement(Checkpoint(signed.origin, one.size, one.root), signed.origin, size, tree)
        if found:
            kind = one.ends_before if one.size > size else one.differs
            damage.append(
                Damage(kind, one.size, one.where, found.remedy.removeprefix("expected "), found.message)
            )
    checked = len(watched) if signed.verifier else 0
    return Report("quick", size, tree.root(size).hex(), 0, len(watched), checked, tuple(damage))


def _full(reader: Reader, asked: Asked, signed: _Signed, progress: Progress) -> Report:
    """Reads and hashes every event again, and grows the tree anew."""
    tree, size = reader.tree(), reader.log_size()
    first, damage = _begin(tree, size, asked.since)
    kept = kept_checkpoints(reader, signed.origin, signed.verifier)
    watch = Watch(first, kept, signed.watched)
    regrown = Regrown(tree, first, watch)
    doubtful = counts_differ(reader)
    for batch in rehashed(reader, first, size):
        doubtful = doubtful or not batch.is_whole
        regrown.add(batch)
        damage += batch.damage
        progress(regrown.size, size)
    root = regrown.finish()
    if doubtful:
        damage += unlogged(reader)
    damage += [*watch.damage, *regrown.damage]
    checked = watch.compared if signed.verifier else 0
    return Report(
        asked.level, regrown.size, root.hex(), regrown.size - first, watch.compared, checked, tuple(damage)
    )


def _begin(tree: KeptTree, size: int, since: Checkpoint | None) -> tuple[int, list[Damage]]:
    """Returns the index to begin at, and how the tree before it differs from what is trusted."""
    if since is None:
        return 0, []
    if since.size > size:
        raise InvalidInput(
            "the checkpoint to begin from", f"is over {since.size} events, and the log has {size}",
            "verify without --since",
        )  # fmt: skip
    root, where = tree.root(since.size), "the checkpoint to begin from"
    damage = [] if root == since.root else [
        Damage("SPLIT_VIEW", since.size, where, since.root.hex(), root.hex())
    ]  # fmt: skip
    return since.size - since.size % TILE_WIDTH, damage


def _origin(reader: Reader, verifier: Verifier | None) -> str:
    """Returns the name the log gave itself in its first event; of an unreadable one, the name its key has."""
    try:
        first = next(iter(reader.logged("l.idx = 0")), None)
    except Damaged:
        first = None
    if first is not None and isinstance(first.recorded.event, StoreOpened):
        return first.recorded.event.origin
    return verifier.name if verifier else ""


def _outside(reader: Reader, asked: Asked) -> tuple[tuple[str, bytes], ...]:
    """Returns the checkpoint beside the database, if there is one, and those that were named."""
    path = checkpoint_path(reader.path)
    beside = ((path.name, path.read_bytes()),) if path.exists() else ()
    return beside + asked.against


def _triggers(reader: Reader) -> list[Damage]:
    return [
        Damage("TRIGGER_CHANGED", None, name, "the trigger that keeps the log append-only", "another or none")
        for name in wrong_triggers(reader)
    ]


def _other_key(origin: str, verifier: Verifier | None) -> list[Damage]:
    if verifier is None or verifier.name == origin:
        return []
    return [Damage("WRONG_LOG", None, "the public key", origin, verifier.name)]


def _notes(reader: Reader, verifier: Verifier | None) -> list[str]:
    notes = []
    signed = int(reader.rows("SELECT COALESCE(MAX(size), 0) FROM checkpoints")[0][0])
    if signed < reader.log_size():
        notes.append(
            f"{reader.log_size() - signed} events are under no checkpoint yet; the next command signs them"
        )
    if verifier is None:
        notes.append("no signature was checked: there is no public key here; name it with --vkey")
    if not checkpoint_path(reader.path).exists():
        notes.append(
            "there is no checkpoint beside this file: whether it is the newest copy cannot be told; "
            "name one that was seen elsewhere with --against"
        )
    return notes
