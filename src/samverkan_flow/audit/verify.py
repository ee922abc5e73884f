"""Verifying a log: its events against their leaves, its tree against what was signed, its file against what was seen.

`quick` looks at signatures and sizes alone (milliseconds). `full` reads and hashes every event again; with
`since` only those after a checkpoint that is trusted. `deep` also replays everything the register says.
Nothing is written, and a read-only copy of the database will do.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from samverkan_flow.audit.closer import counts_differ, unlogged
from samverkan_flow.audit.counting import counted
from samverkan_flow.audit.damage import FINDINGS_MAX, KINDS, Damage, Report
from samverkan_flow.audit.regrown import Regrown
from samverkan_flow.audit.rehash import rehashed
from samverkan_flow.audit.replayed import replayed
from samverkan_flow.audit.signed import Examined, Watch, Watched, kept_checkpoints, seen_checkpoint
from samverkan_flow.domain.errors import Damaged, InvalidInput, SamverkanError
from samverkan_flow.domain.events import RollbackAccepted, StoreOpened, detail_of
from samverkan_flow.domain.house import HOUSE_ID
from samverkan_flow.proof.checkpoint import Checkpoint
from samverkan_flow.proof.note import Verifier
from samverkan_flow.queries.health import wrong_definitions
from samverkan_flow.queries.reading import LoggedEvent, Reader
from samverkan_flow.store.checkpoints import disagreement
from samverkan_flow.store.origin import checkpoint_path, read_beside, verifier_of
from samverkan_flow.store.schema import TRIGGERS
from samverkan_flow.store.tree import TILE_WIDTH, KeptTree

Progress = Callable[[int, int], None]
"""Is told how many events are done, and of how many."""


FOUNDING_EVENTS_MAX = 100
"""More than the first transaction of any store has."""


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
    known = verifier if verifier and verifier.name == origin else None  # another log's key opens nothing here
    seen = [seen_checkpoint(data, where, origin, known) for where, data in _outside(reader, asked)]
    work = _quick if asked.level == "quick" else _full
    report = work(reader, asked, _Signed(origin, known, seen), progress or (lambda _done, _total: None))
    damage = [*(one for examined in seen for one in examined.damage), *report.damage, *_definitions(reader)]
    damage += [*_other_key(origin, verifier), *_unsigned(reader), *_replaced(reader)]
    damage += replayed(reader) if asked.level == "deep" else []
    told = sorted((_named(reader, one) for one in damage), key=lambda one: list(KINDS).index(one.kind))
    return replace(report, damage=tuple(told[:FINDINGS_MAX]), notes=tuple(_notes(reader, asked, verifier)))


def _named(reader: Reader, damage: Damage) -> Damage:
    """Returns a finding with the event it is about as people cite it: P-4:16@172."""
    stream, told, version = damage.where.partition(" version ")
    try:
        originator_id = UUID(stream)
    except ValueError:
        return damage
    try:
        name = reader.name_of_stream(originator_id) or stream
    except (SamverkanError, ValueError, TypeError, AttributeError):  # the register itself may be damaged
        name = stream
    place = "" if damage.index is None else f"@{damage.index}"
    number, comma, more = version.partition(",")
    return replace(damage, where=f"{name}:{number}{place}{comma}{more}") if told else damage


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
    return Report(
        "quick", signed.origin, size, tree.root(size).hex(), 0, len(watched), checked, tuple(damage)
    )


def _full(reader: Reader, asked: Asked, signed: _Signed, progress: Progress) -> Report:
    """Reads and hashes every event again, and grows the tree anew."""
    tree, size = reader.tree(), reader.log_size()
    first, damage = _begin(tree, size, asked.since)
    kept = kept_checkpoints(reader, signed.origin, signed.verifier)
    watch = Watch(first, kept, signed.watched, tree.root)
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
    level = "since" if asked.since else asked.level
    return Report(
        level,
        signed.origin,
        regrown.size,
        root.hex(),
        regrown.size - first,
        watch.compared,
        checked,
        tuple(damage),
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
    beside = read_beside(path)
    return (((path.name, beside),) if beside is not None else ()) + asked.against


def _definitions(reader: Reader) -> list[Damage]:
    """Returns, each in one finding, the triggers and the other definitions that are not as in a new store."""
    wrong = wrong_definitions(reader)
    triggers = [name for name in wrong if name in TRIGGERS]
    others = [name for name in wrong if name not in TRIGGERS]
    told = (("TRIGGER_CHANGED", triggers), ("SCHEMA_CHANGED", others))
    return [
        Damage(
            kind,
            None,
            reader.path.name,
            "the definitions of a new store",
            f"another or none: {', '.join(names)}",
        )
        for kind, names in told
        if names
    ]


def _unsigned(reader: Reader) -> list[Damage]:
    """A log is signed from its first transaction on: one whose first checkpoint is gone has lost what proved it."""
    first = reader.rows(
        "SELECT MAX(idx) + 1 FROM log WHERE command_id = (SELECT command_id FROM log WHERE idx = 0) AND idx < ?",
        FOUNDING_EVENTS_MAX,
    )[0][0]
    if first is None or reader.rows("SELECT 1 FROM checkpoints WHERE size = ?", first):
        return []
    return [
        Damage("CHECKPOINTS_MISSING", None, "the checkpoints", f"one over the first {first} events", "none")
    ]


def _replaced(reader: Reader) -> list[Damage]:
    """Returns the accepted rollbacks after which nobody can tell that what was left is what had been signed.

    A backup brings along the checkpoint it was made under, which covers all it has: a note is enough for
    that. Where what was given up contradicts the log, or no kept checkpoint covers it, history was replaced.
    """
    damage = []
    for one in _accepted(reader):
        event = one.recorded.event
        assert isinstance(event, RollbackAccepted), "only those are asked for"
        rows = reader.rows("SELECT COALESCE(MAX(size), 0) FROM checkpoints WHERE size <= ?", one.index)
        covered = int(rows[0][0])
        if event.kind in ("SPLIT_VIEW", "WRONG_LOG") or covered < event.size:
            found = f"{covered} are; accepted by {one.recorded.actor}: {one.recorded.reason}"
            expected = (
                f"{event.size} events under a checkpoint that was kept, and none given up that says otherwise"
            )
            place = f"house:{one.recorded.originator_version}"
            damage.append(Damage("HISTORY_REPLACED", one.index, place, expected, found))
    return damage


def _accepted(reader: Reader) -> list[LoggedEvent]:
    """Returns the accepted rollbacks, found by the events themselves; a damaged one is told elsewhere."""
    rows = reader.rows(
        "SELECT l.idx FROM stored_events s NOT INDEXED JOIN log l ON l.originator_id = s.originator_id "
        "AND l.originator_version = s.originator_version WHERE s.topic = ? AND s.originator_id = ? ORDER BY l.idx",
        RollbackAccepted.TOPIC,
        HOUSE_ID.hex,
    )
    found: list[LoggedEvent] = []
    for row in rows:
        with suppress(Damaged):
            found += reader.logged("l.idx = ?", row[0])
    return found


def _other_key(origin: str, verifier: Verifier | None) -> list[Damage]:
    if verifier is None or verifier.name == origin:
        return []
    return [Damage("WRONG_LOG", None, "the public key", origin, verifier.name)]


def _notes(reader: Reader, asked: Asked, verifier: Verifier | None) -> list[str]:
    notes = [
        f"the log went back, and {one.recorded.actor} accepted that: house:{one.recorded.originator_version}"
        f"@{one.index}, {detail_of(one.recorded.event)}, because: {one.recorded.reason}"
        for one in _accepted(reader)
    ]
    signed = int(reader.rows("SELECT COALESCE(MAX(size), 0) FROM checkpoints")[0][0])
    if signed < reader.log_size():
        notes.append(
            f"under no checkpoint yet: {counted(reader.log_size() - signed, 'event')}; the next command signs"
        )
    if verifier is None:
        notes.append("no signature was checked: there is no public key here; name it with --vkey")
    if asked.since:
        notes.append(
            "what came before the trusted checkpoint was not read, but for the 256 events it ends in"
        )
    if asked.level == "deep" and not reader.codec.keys.has_keys():
        notes.append("sealed texts were not opened: the key store is not here")
    if not checkpoint_path(reader.path).exists() and not asked.against:
        notes.append(
            "there is no checkpoint beside this file: whether it is the newest copy cannot be told; "
            "name one that was seen elsewhere with --against"
        )
    return notes
