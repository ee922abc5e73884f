"""The kept tree gives the roots and proofs that the leaves themselves give."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from samverkan_flow.domain.errors import Damaged
from samverkan_flow.proof import merkle
from samverkan_flow.store.schema import TABLES
from samverkan_flow.store.tree import KeptTree, fill_tiles
from tests.log.test_merkle import over

SIZE = 70_000
"""More than one tile of tiles."""


@pytest.fixture(scope="module")
def kept() -> Iterator[tuple[KeptTree, list[bytes], sqlite3.Connection]]:
    """A tree grown in seeded steps of one leaf to thousands, with its leaves beside it."""
    chance, leaves = random.Random(3), [merkle.leaf_hash(b"%d" % number) for number in range(SIZE)]
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            connection.execute(table)
        tree = KeptTree(lambda sql, parameters: connection.execute(sql, parameters).fetchall())
        done = 0
        while done < SIZE:
            size = min(SIZE, done + chance.choice((1, 2, 255, 256, 257, 3_000)))
            connection.executemany(
                "INSERT INTO log VALUES (?, ?, 1, '', '', '', '', '', '', ?)",
                [(index, str(index), leaves[index]) for index in range(done, size)],
            )
            fill_tiles(
                tree, lambda *tile: connection.execute("INSERT INTO tiles VALUES (?, ?, ?)", tile), done, size
            )
            done = size
        yield tree, leaves, connection


Kept = tuple[KeptTree, list[bytes], sqlite3.Connection]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 4_097, 65_535, 65_536, 65_537, SIZE])
def test_roots_are_those_of_the_leaves(size: int, kept: Kept) -> None:
    """Around every border of a tile the root is right."""
    tree, leaves, _ = kept

    assert merkle.root_of(leaves[:size]) == tree.root(size)


@pytest.mark.parametrize("seed", range(20))
def test_proofs_are_those_of_the_leaves(seed: int, kept: Kept) -> None:
    """Inclusion and consistency hold at seeded sizes, and are the very proofs that all leaves give."""
    tree, leaves, _ = kept
    chance = random.Random(seed)
    size = chance.randrange(1, SIZE)
    index, old = chance.randrange(size), chance.randrange(1, size + 1)

    path = merkle.inclusion_proof(tree.range_root, index, size)
    grown = merkle.consistency_proof(tree.range_root, old, size)

    assert tree.root(size) == merkle.root_from_inclusion(leaves[index], index, size, path)
    assert merkle.consistency_proof(over(leaves), old, size) == grown
    assert merkle.is_consistent(old, tree.root(old), size, tree.root(size), grown)


def test_a_proof_reads_few_rows(kept: Kept) -> None:
    """The cost of a proof goes by the height of the tree, not by its size."""
    _, _, connection = kept
    read: list[int] = []

    def counting(sql: str, parameters: tuple[object, ...]) -> list[object]:
        rows = connection.execute(sql, parameters).fetchall()
        read.append(len(rows))
        return rows

    merkle.inclusion_proof(KeptTree(counting).range_root, 12_345, SIZE)

    assert sum(read) < 3 * 256


def test_a_missing_hash_is_told(kept: Kept) -> None:
    """A tree with a hole proves nothing."""
    tree, _, connection = kept
    connection.execute("SAVEPOINT hole")
    connection.execute("DELETE FROM tiles WHERE level = 1 AND idx = 3")
    with pytest.raises(Damaged, match="lacks 1 hashes at level 1"):
        tree.root(2_000)
    connection.execute("ROLLBACK TO hole")
