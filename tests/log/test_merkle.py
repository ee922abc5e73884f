"""The Merkle tree against the vectors of RFC 6962 and 9162 implementations, and against itself."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverkan_flow.proof import merkle

ENTRIES = [bytes.fromhex(entry) for entry in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The roots of the first one to eight entries, as the reference implementations give them."""


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_reference_vectors(size: int) -> None:
    """Each size of the known tree has its known root."""
    assert ROOTS[size - 1] == merkle.root_of(LEAVES[:size]).hex()


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    """RFC 9162: the root of no leaves is SHA-256 of the empty string."""
    assert hashlib.sha256(b"").digest() == merkle.root_of([])


def test_a_leaf_and_a_node_never_pass_for_each_other() -> None:
    """The prefixes keep a node's content from being handed in as an entry."""
    left, right = LEAVES[:2]

    assert merkle.node_hash(left, right) != merkle.leaf_hash(left + right)


def over(leaves: list[bytes]) -> merkle.RangeRoot:
    """Gives the roots over ranges of some leaves."""
    return lambda low, high: merkle.root_of(leaves[low:high])


sizes = st.integers(1, 70)


@given(sizes, st.data())
def test_inclusion_is_proved_for_every_leaf_and_for_no_other(size: int, data: st.DataObject) -> None:
    """A proof leads to the root from its own leaf and place, and from nowhere else."""
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(over(leaves), index, size)
    root = merkle.root_of(leaves)

    assert root == merkle.root_from_inclusion(leaves[index], index, size, proof)
    assert root != merkle.root_from_inclusion(merkle.leaf_hash(b"another"), index, size, proof)
    assert merkle.root_from_inclusion(leaves[index], index, size, [*proof, root]) != root
    if proof:
        assert merkle.root_from_inclusion(leaves[index], index, size, proof[:-1]) is None


@given(sizes, st.data())
def test_consistency_is_proved_between_any_two_sizes(size: int, data: st.DataObject) -> None:
    """A tree is shown to grow from its beginning; a changed beginning or a short proof shows nothing."""
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(size)]
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(over(leaves), old, size)
    old_root, root = merkle.root_of(leaves[:old]), merkle.root_of(leaves)
    changed = merkle.root_of([merkle.leaf_hash(b"changed"), *leaves[1:old]])

    assert merkle.is_consistent(old, old_root, size, root, proof)
    assert not merkle.is_consistent(old, changed, size, root, proof)
    assert not merkle.is_consistent(old, old_root, size, root, [*proof, root])
    assert not proof or not merkle.is_consistent(old, old_root, size, root, proof[:-1])


@pytest.mark.parametrize(("size", "old"), [(0, 0), (3, 0), (3, 4)])
def test_what_did_not_grow_has_no_proof(size: int, old: int) -> None:
    """There is no proof from nothing, nor from a larger tree."""
    with pytest.raises(ValueError, match="did not grow"):
        merkle.consistency_proof(over(LEAVES), old, size)
