"""The tree against RFC 6962's own vectors, against pymerkle, and against itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from monitor.core.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from monitor.errors import LedgerError

# The reference inputs and roots of certificate-transparency-go's merkle tests, which every
# RFC 6962 implementation shares.
INPUTS = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
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
LEAVES = [leaf_hash(data) for data in INPUTS]


def tree(size: int) -> list[bytes]:
    return [leaf_hash(f"record {i}".encode()) for i in range(size)]


def oracle(size: int) -> InmemoryTree:
    other = InmemoryTree(algorithm="sha256")
    for i in range(size):
        other.append_entry(f"record {i}".encode())
    return other


def test_the_empty_tree_has_the_hash_of_nothing():
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert EMPTY_ROOT.hex() == expected
    assert root_of([]) == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size):
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            3,
            ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
        ),
    ],
)
def test_inclusion_proofs_are_the_published_ones(index, size, proof):
    assert [h.hex() for h in inclusion_proof(LEAVES[:size], index)] == proof


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_consistency_proofs_are_the_published_ones(old, new, proof):
    assert [h.hex() for h in consistency_proof(LEAVES[:new], old)] == proof


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 33])
def test_another_implementation_agrees(size):
    leaves, other = tree(size), oracle(size)
    assert root_of(leaves) == other.get_root()
    for index in range(size):
        theirs = other.prove_inclusion(index + 1).path
        ours = [leaves[index], *inclusion_proof(leaves, index)]
        # pymerkle writes the leaf and its sibling from left to right.
        assert (set(ours[:2]), ours[2:]) == (set(theirs[:2]), list(theirs[2:]))


@pytest.mark.parametrize("size", range(1, 20))
def test_every_inclusion_proof_verifies_and_no_other(size):
    leaves = tree(size)
    root = root_of(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert verify_inclusion(leaves[index], index, size, proof, root)
        assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, root)
        assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
        assert not verify_inclusion(leaves[index], size, size, proof, root)
        if proof:
            assert not verify_inclusion(leaves[index], index, size, proof[:-1], root)
            swapped = [proof[0][::-1], *proof[1:]]
            assert not verify_inclusion(leaves[index], index, size, swapped, root)


@pytest.mark.parametrize("new", range(1, 18))
def test_every_consistency_proof_verifies_and_no_other(new):
    leaves = tree(new)
    new_root = root_of(leaves)
    for old in range(new + 1):
        old_root = root_of(leaves[:old])
        proof = consistency_proof(leaves, old)
        assert verify_consistency(old, new, proof, old_root, new_root)
        if 0 < old < new:
            assert not verify_consistency(old, new, proof, leaf_hash(b"x"), new_root)
            assert not verify_consistency(old, new, proof, old_root, leaf_hash(b"x"))
            assert not verify_consistency(old, new, proof[:-1], old_root, new_root)
            assert not verify_consistency(old, new, [], old_root, new_root)
    assert not verify_consistency(new + 1, new, [], new_root, new_root)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 200))
def test_a_frontier_is_the_tree(size):
    leaves = tree(size)
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    assert frontier.size == size
    assert len(frontier.peaks) == size.bit_count()
    assert frontier.root() == recursive_root(leaves)


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(recursive_root(leaves[:k]), recursive_root(leaves[k:]))


def test_a_leaf_can_not_pass_for_a_node():
    left, right = tree(2)
    assert leaf_hash(left + right) != node_hash(left, right)


def test_proofs_of_what_is_not_there_are_refused():
    with pytest.raises(LedgerError):
        inclusion_proof(tree(3), 3)
    with pytest.raises(LedgerError):
        consistency_proof(tree(3), 4)
