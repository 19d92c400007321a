from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.record import Frontier, leaf_hash, node_hash, root_of
from tidewaiter.record.merkle import EMPTY_ROOT, inclusion_proof, proves_inclusion

# The inputs and roots of the reference test vectors of Certificate Transparency (RFC 6962) implementations.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
leaves_strategy = st.lists(st.binary(max_size=8).map(leaf_hash), min_size=1, max_size=70)


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1 taken word by word: split at the largest power of two below n."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_roots_are_those_of_the_published_vectors(size, root):
    leaves = [leaf_hash(bytes.fromhex(data)) for data in INPUTS[:size]]
    assert root_of(leaves).hex() == root


def test_the_tree_without_leaves_is_the_hash_of_nothing():
    assert root_of([]) == Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


@given(leaves_strategy)
def test_the_root_is_the_one_of_the_recursive_definition(leaves):
    assert root_of(leaves) == recursive_root(leaves)


@given(leaves_strategy)
def test_a_frontier_grown_leaf_by_leaf_has_the_root_of_the_whole_tree(leaves):
    frontier = Frontier()
    for count, leaf in enumerate(leaves, 1):
        frontier = frontier.append(leaf)
        assert frontier.root() == root_of(leaves[:count])
    assert Frontier.from_bytes(len(leaves), frontier.to_bytes()) == frontier


def test_a_frontier_refuses_bytes_that_no_tree_of_that_size_has():
    with pytest.raises(ValueError, match="3 leaves has 2 subtree roots"):
        Frontier.from_bytes(3, bytes(32))


@given(leaves_strategy, st.data())
def test_every_leaf_proves_that_it_is_under_the_root_and_no_other_leaf_can(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = inclusion_proof(leaves, index), root_of(leaves)
    assert proves_inclusion(leaves[index], index, len(leaves), path, root)
    assert not proves_inclusion(leaf_hash(b"a leaf that is nowhere"), index, len(leaves), path, root)
    assert not proves_inclusion(leaves[index], index, len(leaves), [*path, bytes(32)], root)
    assert not proves_inclusion(leaves[index], len(leaves), len(leaves), path, root)
    if path:
        assert not proves_inclusion(leaves[index], index, len(leaves), path[:-1], root)


def test_there_is_no_proof_for_a_leaf_that_is_not_there():
    with pytest.raises(IndexError):
        inclusion_proof([leaf_hash(b"")], 1)
