"""Signed checkpoints: one made in the transaction it covers, one file outside the database that must not go back.

Inside: a checkpoint is signed over a tree that is known to extend the last one, and kept in the same
transaction as the events it covers; what is rolled back was never shown to anybody. Outside: the file
beside the database is replaced, under a lock and only by a later checkpoint of the same log. A database
that is behind that file, or disagrees with it, records nothing.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from samverkan_flow.domain.context import Rollback
from samverkan_flow.domain.errors import Damaged, Finding, InvalidInput, SamverkanError, StoreUnusable
from samverkan_flow.proof.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from samverkan_flow.proof.merkle import Frontier
from samverkan_flow.proof.note import Signer
from samverkan_flow.store.origin import checkpoint_path, read_beside, secret_path, signer_of
from samverkan_flow.store.tree import KeptTree

EVERY_COMMIT = timedelta(0)
_ACCEPT_HINT = 'if it is lost, an administrator accepts that: samverkan log accept-rollback --reason "…"'


_KEEP = "INSERT INTO checkpoints SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM checkpoints WHERE size = ?)"
"""Another process may have signed the log at this size: Ed25519 is deterministic, its note is the same."""


class Signed(NamedTuple):
    """A checkpoint signed in a transaction that is still open: its note, and the tree it was signed over."""

    note: str
    frontier: Frontier


def disagreement(checkpoint: Checkpoint, origin: str, size: int, tree: KeptTree) -> Finding | None:
    """Returns how a log disagrees with a checkpoint of it that was seen elsewhere, or None.

    The kinds are those of the threat table: WRONG_LOG, ROLLED_BACK, SPLIT_VIEW.
    """
    if checkpoint.origin != origin:
        return Finding("WRONG_LOG", f"the checkpoint is of {checkpoint.origin}", f"expected {origin}")
    if checkpoint.size > size:
        return Finding(
            "ROLLED_BACK",
            f"the log has {size} events, and a checkpoint has been seen over {checkpoint.size}",
            f"expected at least {checkpoint.size} events",
        )
    root = tree.root(checkpoint.size)
    if root != checkpoint.root:
        return Finding(
            "SPLIT_VIEW",
            f"the root over the first {checkpoint.size} events is {root.hex()}",
            f"expected {checkpoint.root.hex()}, as the checkpoint says",
        )
    return None


class Checkpoints:
    """Signs what one database records, and guards it against its own past.

    `every` says how often a long-lived process signs; a checkpoint always covers everything recorded
    before it, and the last one is signed when the store is closed.
    """

    def __init__(self, database: Path, every: timedelta = EVERY_COMMIT) -> None:
        self.database = database
        self.path = checkpoint_path(database)
        self.every = every
        self.trouble = ""
        self._signer: Signer | None = None
        self._seen: bytes | None = None
        self._seen_size = 0
        self._size = self._committed = 0
        self._accepted: bytes | None = None
        self._frontier: Frontier | None = None
        self._signed_at: float | None = None

    @property
    def signer(self) -> Signer:
        """Returns the log's signer, read from its file the first time. Raises StoreUnusable."""
        if self._signer is None:
            self._signer = signer_of(self.database)
        return self._signer

    # --- before anything is recorded ----------------------------------------------------------------

    def guard(self, cursor: Any) -> None:
        """Raises Damaged when the database is behind the newest checkpoint seen, or disagrees with it.

        Raises StoreUnusable when that checkpoint is missing, or the database was exchanged while it was open.
        """
        size, seen = _size(cursor), read_beside(self.path)
        if size < self._size:
            raise self._exchanged()
        if seen is None and size:
            raise StoreUnusable(
                f"the checkpoint {self.path} is missing: nobody can tell whether this is the newest database",
                f"put it back; {_ACCEPT_HINT}",
            )
        if seen is not None and (seen != self._seen or size < self._seen_size):
            self._hold(cursor, seen)
        self._size = self._committed = size

    def _hold(self, cursor: Any, seen: bytes) -> None:
        """Holds the log against a checkpoint not seen yet, and against what this process has signed itself."""
        found = self._compared(cursor, seen)
        if found is not None:
            raise Damaged(
                f"{found.clause}: {self.database} is not what it was when it was last written: "
                f"{found.message}; nothing is recorded",
                f"look for the newer database; {_ACCEPT_HINT}",
                (found,),
            )
        own = self._frontier
        if own is not None and tree_of(cursor).root(own.size) != own.root():
            raise self._exchanged()
        self._seen, self._seen_size = seen, read_checkpoint(seen).size

    def _exchanged(self) -> StoreUnusable:
        return StoreUnusable(
            f"{self.database} was exchanged for another while this program had it open",
            "close the program, look which database is the right one, and open it again",
        )

    def _compared(self, cursor: Any, seen: bytes) -> Finding | None:
        verifier = self.signer.verifier
        try:
            checkpoint = open_checkpoint(seen, verifier, str(self.path))
        except InvalidInput as error:
            raise Damaged(f"BAD_SIGNATURE: {error.message}", f"put it back; {_ACCEPT_HINT}") from None
        return disagreement(checkpoint, _origin(cursor, self.signer), _size(cursor), tree_of(cursor))

    def rollback(self, cursor: Any) -> Rollback | None:
        """Returns how the database and the newest checkpoint seen disagree, or None: what can be accepted.

        Once it has been recorded as accepted, the very file that was looked at may be replaced, and no other.
        """
        seen, size = read_beside(self.path), _size(cursor)
        found = _missing(size) if seen is None else self._rollback_behind(cursor, seen, size)
        self._accepted = (seen or b"") if found else None
        return found

    def _rollback_behind(self, cursor: Any, seen: bytes, size: int) -> Rollback | None:
        try:
            found = self._compared(cursor, seen)
        except Damaged:
            return Rollback("BAD_SIGNATURE", size, 0, seen.decode(errors="backslashreplace"))
        return Rollback(found.clause, size, read_checkpoint(seen).size, seen.decode()) if found else None

    @property
    def is_accepting(self) -> bool:
        """Tells whether this transaction records that a rollback is accepted."""
        return self._accepted is not None

    # --- inside the transaction ---------------------------------------------------------------------

    def sign(self, cursor: Any, *, now: bool = False) -> Signed | None:
        """Signs and keeps a checkpoint over all that is recorded, when one is due; returns it, or None.

        Raises Damaged rather than sign a tree that does not extend the last signed one.
        """
        before, self._size = self._size, _size(cursor)
        if not now and not self._is_due():
            return None
        frontier = (self._frontier or self._kept_frontier(cursor, before)).copy()
        if self._size <= frontier.size:
            return None
        cursor.execute("SELECT leaf FROM log WHERE idx >= ? ORDER BY idx", (frontier.size,))
        for row in cursor.fetchall():
            frontier.add(bytes(row[0]))
        note = Checkpoint(self.signer.verifier.name, self._size, frontier.root()).signed(self.signer)
        cursor.execute(_KEEP, (self._size, note, self._size))
        return Signed(note, frontier)

    def rolled_back(self) -> None:
        """Forgets what a transaction that was rolled back has told: nothing of it was recorded."""
        self._size, self._accepted = self._committed, None

    def _is_due(self) -> bool:
        """Tells whether it is time; the first transaction of a process always is."""
        return self._signed_at is None or time.monotonic() - self._signed_at >= self.every.total_seconds()

    def _kept_frontier(self, cursor: Any, before: int) -> Frontier:
        """Returns the tree of the last checkpoint that was kept, held against what it says."""
        newest = _newest(cursor)
        if newest is None and before and self._accepted is None:
            raise self._another("no checkpoint is kept in it", "at least the first one is kept")
        if newest is None:
            return Frontier()
        frontier = tree_of(cursor).frontier(newest.size)
        if frontier.root() != newest.root:
            told = f"the root over the first {newest.size} events is {frontier.root().hex()}"
            raise self._another(told, f"{newest.root.hex()}, as was signed")
        return frontier

    def _another(self, found: str, expected: str) -> Damaged:
        return Damaged(
            f"ROOT_MISMATCH: the log of {self.database} is not the one that was signed; nothing is recorded",
            "run samverkan log verify, and keep the file as evidence",
            (Finding("ROOT_MISMATCH", found, f"expected {expected}"),),
        )

    # --- after the commit ---------------------------------------------------------------------------

    def publish(self, signed: Signed | None) -> None:
        """Replaces the file beside the database by a later checkpoint, or by the one after an accepted rollback.

        What has been recorded stays recorded when this fails: `trouble` says why, and the next
        transaction does it again, since a file that is behind is no damage.
        """
        accepted, self._accepted = self._accepted, None
        if signed is None:
            return
        self._frontier, self._signed_at, self.trouble = signed.frontier, time.monotonic(), ""
        try:
            with _locked(secret_path(self.database)):
                if self._may_replace(signed, accepted):
                    _replace(self.path, signed.note.encode())
                    self._seen, self._seen_size = signed.note.encode(), signed.frontier.size
        except (OSError, SamverkanError) as error:
            self.trouble = (
                f"it is recorded, but the checkpoint {self.path} could not be replaced ({error}); "
                "the next command does it"
            )

    def _may_replace(self, signed: Signed, accepted: bytes | None) -> bool:
        """Compares before it swaps: another process may have put a later checkpoint of this log there."""
        current = read_beside(self.path)
        if current is None or current == accepted:
            return True
        if current == self._seen:
            return self._seen_size < signed.frontier.size
        other = open_checkpoint(current, self.signer.verifier, str(self.path))
        return other.size < signed.frontier.size


def _missing(size: int) -> Rollback | None:
    return Rollback("CHECKPOINT_MISSING", size, 0, "") if size else None


def _size(cursor: Any) -> int:
    cursor.execute("SELECT COALESCE(MAX(idx) + 1, 0) FROM log")
    return int(cursor.fetchone()[0])


def _newest(cursor: Any) -> Checkpoint | None:
    """Returns the newest checkpoint kept in the database, whoever signed it."""
    cursor.execute("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")
    row = cursor.fetchone()
    return read_checkpoint(row[0].encode()) if row else None


def _origin(cursor: Any, signer: Signer) -> str:
    """Returns the origin this database signs under: that of its own checkpoints."""
    newest = _newest(cursor)
    return newest.origin if newest else signer.verifier.name


def tree_of(cursor: Any) -> KeptTree:
    """Returns the tree of the log, read through a cursor."""

    def fetch(sql: str, parameters: tuple[Any, ...]) -> Any:
        cursor.execute(sql, parameters)
        return cursor.fetchall()

    return KeptTree(fetch)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Holds the one lock that those who replace the file take; the system lets go of it when a process dies."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, data: bytes) -> None:
    """Replaces a file so that after a crash either the old or the new one is there, whole; follows no link."""
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o644)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(descriptor)
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
