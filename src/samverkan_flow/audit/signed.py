"""What was signed and what was seen: the checkpoints a log has to agree with, each from where it was found."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from samverkan_flow.audit.damage import Damage
from samverkan_flow.domain.errors import Damaged, InvalidInput
from samverkan_flow.proof.checkpoint import open_checkpoint, read_checkpoint
from samverkan_flow.proof.note import Verifier
from samverkan_flow.proof.receipt import HEADER, parse_receipt
from samverkan_flow.queries.register import Register


class Watched(NamedTuple):
    """A size at which the log's root has to be a certain one, and what it means when it is not or when the log ends."""

    size: int
    root: bytes
    where: str
    differs: str
    ends_before: str


class Examined(NamedTuple):
    """One checkpoint as found: what it asks of the log, if anything, and what is wrong with itself."""

    watched: Watched | None
    damage: tuple[Damage, ...] = ()


_KEPT = "SELECT size, CAST(note AS BLOB) FROM checkpoints ORDER BY size"
_NEWEST = f"{_KEPT} DESC LIMIT 1"


def kept_checkpoints(
    register: Register, origin: str, verifier: Verifier | None, *, newest: bool = False
) -> Iterator[Examined]:
    """Yields every checkpoint kept in the database, smallest first, or the newest alone."""
    for size, note in register.each_raw(_NEWEST if newest else _KEPT):
        where = f"the kept checkpoint at {size} events"
        examined = _examined(bytes(note), where, origin, verifier, ("ROOT_MISMATCH", "TRUNCATED"))
        if examined.watched and examined.watched.size != size:
            found = f"one over {examined.watched.size} events"
            yield Examined(None, (Damage("BAD_SIGNATURE", None, where, f"one over {size} events", found),))
        else:
            yield examined


def seen_checkpoint(data: bytes, where: str, origin: str, verifier: Verifier | None) -> Examined:
    """Returns a checkpoint that was seen outside the database: beside it, at a partner's, or in a receipt.

    Raises InvalidInput for a malformed receipt.
    """
    if data.startswith(HEADER.encode()):
        data = parse_receipt(data).checkpoint.encode()
    return _examined(data, where, origin, verifier, ("SPLIT_VIEW", "ROLLED_BACK"))


def _examined(
    data: bytes, where: str, origin: str, verifier: Verifier | None, kinds: tuple[str, str]
) -> Examined:
    try:
        checkpoint = read_checkpoint(data, where)
    except InvalidInput as error:
        return Examined(None, (Damage("BAD_SIGNATURE", None, where, "a checkpoint", error.message),))
    if checkpoint.origin != origin:
        return Examined(None, (Damage("WRONG_LOG", None, where, origin, checkpoint.origin),))
    watched = Watched(checkpoint.size, checkpoint.root, where, *kinds)
    return Examined(watched, _signature_faults(data, where, verifier))


def _signature_faults(data: bytes, where: str, verifier: Verifier | None) -> tuple[Damage, ...]:
    if verifier is None:
        return ()
    try:
        open_checkpoint(data, verifier, where)
    except (Damaged, InvalidInput) as error:
        return (Damage("BAD_SIGNATURE", None, where, f"signed by {verifier.vkey}", error.message),)
    return ()


class Watch:
    """Holds the roots of a growing tree against what is watched, smallest size first.

    Only the first kept checkpoint that differs is told, with the range the change lies in: all later ones
    differ with it.
    """

    def __init__(
        self, first: int, examined: Iterator[Examined], seen: list[Watched], root: Callable[[int], bytes]
    ) -> None:
        """Begins at a size; what was seen of smaller ones is compared with the tree as it is kept, by `root`."""
        self.damage: list[Damage] = []
        self.compared = 0
        self._agreed_until = first
        self._mismatched = False
        self._kept = self._watched(examined)
        self._seen = sorted(one for one in seen if one.size >= first)
        for one in seen:
            if one.size < first:
                self._compare(one, root(one.size))
        self._next_kept = next(self._kept, None)
        while self._next_kept is not None and self._next_kept.size < first:
            self._next_kept = next(self._kept, None)

    def _watched(self, examined: Iterator[Examined]) -> Iterator[Watched]:
        for one in examined:
            self.damage += one.damage
            if one.watched:
                yield one.watched

    @property
    def next_size(self) -> int | None:
        """Returns the next size at which a root is asked for, or None."""
        sizes = [one.size for one in (self._next_kept, *self._seen[:1]) if one is not None]
        return min(sizes, default=None)

    def reached(self, size: int, root: Callable[[], bytes]) -> None:
        """Compares whatever is watched at this size."""
        while self.next_size == size:
            self._compare(self._take(), root())

    def ended(self, size: int) -> None:
        """Tells what was signed or seen of a log that is longer than this one."""
        while self.next_size is not None:
            one = self._take()
            self.damage.append(
                Damage(one.ends_before, size, one.where, f"at least {one.size} events", f"{size} events")
            )

    def _take(self) -> Watched:
        if self._seen and (self._next_kept is None or self._seen[0].size <= self._next_kept.size):
            return self._seen.pop(0)
        taken = self._next_kept
        assert taken is not None, "asked only while something is watched"
        self._next_kept = next(self._kept, None)
        return taken

    def _compare(self, one: Watched, root: bytes) -> None:
        self.compared += 1
        if root == one.root:
            self._agreed_until = one.size
        elif one.differs == "SPLIT_VIEW" or not self._mismatched:
            self._mismatched = self._mismatched or one.differs == "ROOT_MISMATCH"
            where = f"{one.where}: something from index {self._agreed_until} to {one.size - 1}"
            self.damage.append(Damage(one.differs, one.size, where, one.root.hex(), root.hex()))
