"""The Merkle tree of the log as it is kept: beside every leaf a root per 256, so that nothing hashes the log again.

Level 0 are the leaves in the log; level 1 the roots over 256 of them, level 2 over 256 of those, and so
on (the tiles of C2SP tlog-tiles, height 8). Any root or proof takes at most a few hundred rows.
"""

from collections.abc import Callable, Sequence
from typing import Any

from samverkan_flow.domain.errors import Damaged
from samverkan_flow.proof.merkle import Frontier, root_of

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT

Fetch = Callable[[str, tuple[Any, ...]], Sequence[Any]]
"""Runs one query and gives its rows."""


class KeptTree:
    """Roots of the log's tree, read from the rows that keep it."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def nodes(self, level: int, first: int, end: int) -> list[bytes]:
        """Returns the kept hashes of one level. Raises Damaged where some are missing."""
        sql = (
            "SELECT root FROM tiles WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx"
            if level
            else "SELECT leaf FROM log WHERE ? = 0 AND idx >= ? AND idx < ? ORDER BY idx"
        )
        found = [_bytes(row[0]) for row in self._fetch(sql, (level, first, end))]
        if len(found) != end - first:
            raise Damaged(
                f"the tree of the log lacks {end - first - len(found)} hashes at level {level} from {first}",
                "run samverkan log verify",
            )
        return found

    def kept(self, level: int, index: int) -> bytes | None:
        """Returns the root that is kept of one tile, or None."""
        rows = self._fetch("SELECT root FROM tiles WHERE level = ? AND idx = ?", (level, index))
        return _bytes(rows[0][0]) if rows else None

    def counts(self) -> dict[Any, int]:
        """Returns how many tiles are kept of each level, whatever a damaged row names as one."""
        return dict(map(tuple, self._fetch("SELECT level, COUNT(*) FROM tiles GROUP BY level", ())))

    def frontier(self, size: int) -> Frontier:
        """Returns the frontier of the first `size` leaves."""
        made = Frontier()
        levels = range(max(0, (size.bit_length() - 1) // TILE_HEIGHT), -1, -1)
        for level in levels:
            height = TILE_HEIGHT * level
            for root in self.nodes(level, made.size >> height, size >> height):
                made.add(root, height)
        return made

    def root(self, size: int) -> bytes:
        """Returns the root over the first `size` leaves."""
        return self.frontier(size).root()

    def range_root(self, low: int, high: int) -> bytes:
        """Returns the root over the leaves from one index up to another; `low` is a place a subtree begins at."""
        made = Frontier()
        while low + made.size < high:
            height = _largest_step(low + made.size, high)
            level, rest = divmod(height, TILE_HEIGHT)
            first = (low + made.size) >> (TILE_HEIGHT * level)
            made.add(root_of(self.nodes(level, first, first + (1 << rest))), height)
        return made.root()


def _bytes(kept: Any) -> bytes:
    """Returns a kept hash, whatever was put in its place."""
    return kept if isinstance(kept, bytes) else str(kept).encode()


def _largest_step(low: int, high: int) -> int:
    """Returns the height of the largest full subtree that begins at `low` and ends by `high`."""
    height = (high - low).bit_length() - 1
    return min(height, (low & -low).bit_length() - 1) if low else height


def fill_tiles(tree: KeptTree, keep: Callable[[int, int, bytes], object], old_size: int, size: int) -> None:
    """Keeps the tiles (level, index, root) that a log fills by growing; a higher one is made of those just kept."""
    level = 1
    while size >> (TILE_HEIGHT * level):
        step = TILE_HEIGHT * level
        for idx in range(old_size >> step, size >> step):
            first = idx << TILE_HEIGHT
            keep(level, idx, root_of(tree.nodes(level - 1, first, first + TILE_WIDTH)))
        level += 1
