"""A Merkle tree over log entries, hashed as RFC 9162 section 2.1 says: roots, inclusion, consistency.

Leaves and nodes are hashed apart (0x00 and 0x01 in front), so that neither can pass for the other. All
hashes are 32 bytes of SHA-256. A tree of no leaves has the hash of the empty string.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Returns the hash of one log entry (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Returns the hash of two subtrees (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a growing tree: memory grows with the logarithm of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[tuple[int, bytes]] = []  # (height, root), highest first

    def add(self, root: bytes, height: int = 0) -> None:
        """Appends one leaf hash, or the root of a full subtree (2**height leaves) where one can begin."""
        self.size += 1 << height
        while self._roots and self._roots[-1][0] == height:
            height, root = height + 1, node_hash(self._roots.pop()[1], root)
        self._roots.append((height, root))

    def copy(self) -> "Frontier":
        """Returns another one at the same size."""
        other = Frontier()
        other.size, other._roots = self.size, list(self._roots)
        return other

    def root(self) -> bytes:
        """Returns the root of all that has been added."""
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1][1]
        for _, left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Returns the root of leaf hashes, in one pass and small memory."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def full_root(leaves: list[bytes]) -> bytes:
    """Returns the root over a power of two of leaf hashes, level by level: the fast way for many."""
    level = leaves
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return level[0]


def _split(size: int) -> int:
    """Returns the largest power of two smaller than a size of at least two."""
    return 1 << (size - 1).bit_length() - 1


RangeRoot = Callable[[int, int], bytes]
"""Gives the root over the leaves from one index up to another."""


def inclusion_proof(range_root: RangeRoot, index: int, size: int) -> list[bytes]:
    """Returns the audit path of one leaf, from the leaf upwards (RFC 9162, 2.1.3.1). Raises IndexError."""
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} leaves has no leaf {index}")
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(range_root(middle, high))
            high = middle
        else:
            path.append(range_root(low, middle))
            low = middle
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Returns the root an audit path leads to, or None for a path of the wrong length (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def consistency_proof(range_root: RangeRoot, old_size: int, size: int) -> list[bytes]:
    """Returns the proof that a tree of `old_size` leaves is a beginning of one of `size` (RFC 9162, 2.1.4.1).

    Raises ValueError unless 0 < old_size <= size.
    """
    if not 0 < old_size <= size:
        raise ValueError(f"a tree of {size} leaves did not grow from one of {old_size}")
    low, high, path = 0, size, []
    while high != old_size:
        middle = low + _split(high - low)
        if old_size <= middle:
            path.append(range_root(middle, high))
            high = middle
        else:
            path.append(range_root(low, middle))
            low = middle
    if low:
        path.append(range_root(low, high))
    return path[::-1]


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tells whether a proof shows one tree to be a beginning of the other (RFC 9162, 2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = list(proof)
    if not old_size & (old_size - 1):  # a power of two: its root is the first node of the path
        path.insert(0, old_root)
    if not path:
        return False
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    return before == old_root and after == root and last == 0
