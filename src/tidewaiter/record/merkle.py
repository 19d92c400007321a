"""The Merkle tree of RFC 6962: one short root that stands for any number of rows, and proofs that a row is under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962 section 2.1)."""

DIGEST_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    """Hash one leaf: SHA-256 of 0x00 and the data (RFC 6962 section 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into their parent: SHA-256 of 0x01, left, right (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def _level_above(level: list[bytes]) -> list[bytes]:
    # Pairing neighbours and carrying an odd last node up unchanged gives the same tree as splitting at the largest
    # power of two, and needs no recursion.
    above = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    if len(level) % 2:
        above.append(level[-1])
    return above


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Give the root over leaf hashes (32 bytes each, as ``leaf_hash`` makes them)."""
    level = list(leaves)
    while len(level) > 1:
        level = _level_above(level)
    return level[0] if level else EMPTY_ROOT


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Give the audit path of leaf ``index`` (0-based), lowest sibling first (RFC 6962 section 2.1.1).

    Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    level, path = list(leaves), []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, index = _level_above(level), index // 2
    return path


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether ``path`` leads from leaf hash ``leaf`` at ``index`` of a tree of ``size`` to ``root``."""
    if not 0 <= index < size:
        return False
    node, last, steps = leaf, size - 1, iter(path)
    while last:
        if index % 2 or index < last:
            sibling = next(steps, None)
            if sibling is None:
                return False
            node = node_hash(sibling, node) if index % 2 else node_hash(node, sibling)
        index, last = index // 2, last // 2
    return node == root and next(steps, None) is None


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be remembered of a growing tree: the roots of its full subtrees, largest first (a compact range).

    Appending hashes once on the average; the whole tree is never read again.
    """

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """Give the frontier with one more leaf hash."""
        nodes, node, size = self.nodes, leaf, self.size
        while size % 2:
            node = node_hash(nodes[-1], node)
            nodes, size = nodes[:-1], size // 2
        return Frontier(self.size + 1, (*nodes, node))

    def root(self) -> bytes:
        """Give the root of the tree so far."""
        if not self.nodes:
            return EMPTY_ROOT
        node = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            node = node_hash(left, node)
        return node

    def to_bytes(self) -> bytes:
        """Write the subtree roots one after another; the size is kept beside them."""
        return b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Frontier:
        """Read what ``to_bytes`` wrote. Raises ValueError when the bytes cannot belong to a tree of ``size``."""
        if len(data) != DIGEST_SIZE * size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} subtree roots, not {len(data)} bytes")
        return cls(size, tuple(data[i : i + DIGEST_SIZE] for i in range(0, len(data), DIGEST_SIZE)))


EMPTY = Frontier()
"""The frontier of the tree without leaves."""
