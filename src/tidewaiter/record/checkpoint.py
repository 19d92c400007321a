"""Checkpoints: signed one-line statements of how long the journal is and what it says, kept outside the database.

A chain alone cannot tell that its tail was cut off or written anew; a line somewhere else can.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tidewaiter.record.sealing import Head, moment
from tidewaiter.vocabulary.facts import canonical


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The journal ``origin`` had ``size`` entries, this Merkle ``root`` and this last hash (``head``) then."""

    origin: str
    size: int
    root: bytes
    head: bytes
    at: str
    signature: bytes = b""

    def signed_bytes(self) -> bytes:
        """Give the bytes that are signed: the canonical JSON of all fields but the signature."""
        return canonical(
            {"origin": self.origin, "size": self.size, "root": self.root.hex(), "head": self.head.hex(), "at": self.at}
        )

    def line(self) -> bytes:
        """Write the checkpoint as one line of JSON, its line end included."""
        return canonical(orjson.loads(self.signed_bytes()) | {"signature": self.signature.hex()}) + b"\n"

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        """Tell whether the signature is this key's (Ed25519, RFC 8032)."""
        try:
            key.verify(self.signature, self.signed_bytes())
        except InvalidSignature:
            return False
        return True


def attest(origin: str, head: Head, at: datetime, key: Ed25519PrivateKey) -> Checkpoint:
    """State and sign how the journal stands."""
    stated = Checkpoint(origin, head.size, head.root(), head.hash, moment(at))
    return replace(stated, signature=key.sign(stated.signed_bytes()))


def read_checkpoints(lines: Iterable[bytes]) -> tuple[list[Checkpoint], list[int]]:
    """Read checkpoint lines; give them by size, and the numbers (from 1) of lines that were altered beyond reading.

    Several processes may have written their lines out of order; the sizes put them right. A line without its closing
    brace was torn by a power cut while it was written: it states nothing and is passed over.
    """
    found, unreadable = [], []
    for number, line in enumerate(lines, 1):
        if not line.rstrip().endswith(b"}"):
            continue
        try:
            said = orjson.loads(line)
            root, head, signature = (bytes.fromhex(said[name]) for name in ("root", "head", "signature"))
            found.append(Checkpoint(str(said["origin"]), int(said["size"]), root, head, str(said["at"]), signature))
        except (ValueError, KeyError, TypeError):
            unreadable.append(number)
    return sorted(found, key=lambda each: each.size), unreadable
