"""The tree over a log, grown again from its leaves, and held against the hashes that are kept of it."""

from samverkan_flow.audit.damage import Damage
from samverkan_flow.audit.rehash import Batch
from samverkan_flow.audit.signed import Watch
from samverkan_flow.proof.merkle import root_of
from samverkan_flow.store.tree import TILE_HEIGHT, TILE_WIDTH, KeptTree

LEVELS_MAX = 8
"""More levels of tiles than any log fills."""


class Regrown:
    """A tree that is grown leaf by leaf; it begins where a kept tile ends."""

    def __init__(self, tree: KeptTree, first: int, watch: Watch) -> None:
        assert first % TILE_WIDTH == 0, "a tree is grown again from the end of a tile"
        self.damage: list[Damage] = []
        self._tree = tree
        self._watch = watch
        self._frontier = tree.frontier(first)
        self._pending: list[bytes] = []
        self._below = {level: self._kept_below(level, first) for level in range(1, LEVELS_MAX) if first}

    @property
    def size(self) -> int:
        """Returns how many leaves the tree has."""
        return self._frontier.size + len(self._pending)

    def add(self, batch: Batch) -> None:
        """Appends a batch: by its tiles' roots where nothing is watched within it, else leaf by leaf."""
        at, end = self._watch.next_size, self.size + len(batch.roots) * TILE_WIDTH
        if self._pending or not batch.roots or (at is not None and at <= end):
            self._add_leaves(batch.leaves())
            return
        for root in batch.roots:
            self._fill(1, root)
        self._pending = batch.rest

    def _add_leaves(self, leaves: list[bytes]) -> None:
        """Appends leaf hashes; each full tile is compared and put away."""
        self._pending += leaves
        while len(self._pending) >= TILE_WIDTH:
            tile, self._pending = self._pending[:TILE_WIDTH], self._pending[TILE_WIDTH:]
            self._look(tile)
            self._fill(1, root_of(tile))

    def finish(self) -> bytes:
        """Looks at the last, unfilled tile; returns the root over everything."""
        self._look(self._pending)
        for leaf in self._pending:
            self._frontier.add(leaf)
        self._pending = []
        self._watch.ended(self._frontier.size)
        self._look_for_more()
        return self._frontier.root()

    def _look(self, leaves: list[bytes]) -> None:
        """Compares the roots that are watched within a tile."""
        at = self._watch.next_size
        if at is None or at > self._frontier.size + len(leaves):
            return
        growing = self._frontier.copy()
        self._watch.reached(growing.size, growing.root)
        for leaf in leaves:
            growing.add(leaf)
            self._watch.reached(growing.size, growing.root)

    def _fill(self, level: int, root: bytes) -> None:
        """Compares a filled tile with the kept one, and fills the one above it."""
        if level == 1:
            self._frontier.add(root, TILE_HEIGHT)
        index = (self._frontier.size >> (TILE_HEIGHT * level)) - 1
        kept = self._tree.kept(level, index)
        if kept != root:
            where = f"the tree, level {level}, place {index}"
            found = kept.hex() if kept else "nothing"
            self.damage.append(
                Damage("TREE_ALTERED", index << (TILE_HEIGHT * level), where, root.hex(), found)
            )
        below = self._below.setdefault(level, [])
        below.append(root)
        if len(below) == TILE_WIDTH:
            self._below[level] = []
            self._fill(level + 1, root_of(below))

    def _kept_below(self, level: int, size: int) -> list[bytes]:
        """Returns the kept roots of a level that stand in a tile above, not yet filled, when growing begins."""
        end = size >> (TILE_HEIGHT * level)
        return self._tree.nodes(level, end - end % TILE_WIDTH, end)

    def _look_for_more(self) -> None:
        """Tells of kept hashes for which there are no leaves; a damaged row may name what is no level at all."""
        for level, count in self._tree.counts().items():
            is_level = level in range(1, LEVELS_MAX)
            expected = self._frontier.size >> (TILE_HEIGHT * level) if is_level else 0
            if count > expected:
                found = f"{count} kept hashes"
                self.damage.append(
                    Damage("TREE_ALTERED", None, f"the tree, level {level}", str(expected), found)
                )
