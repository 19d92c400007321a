"""Sealing: an entry gets its place in the chain, and its rows a root, so that no later change goes unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tidewaiter.record.merkle import EMPTY, Frontier, leaf_hash, root_of
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.facts import Entry, canonical

SALT_SIZE = 16
NO_HASH = bytes(32)
"""What the first entry names as its predecessor."""


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One entry as the journal proves it: no row in it, only the rows' number and root.

    ``seq`` counts from 1 without gaps. ``at`` is ISO 8601 in UTC with microseconds and ``Z``. ``payload_digest`` is
    the SHA-256 of the payload as stored (encrypted). ``leaves`` are the salted digests of the rows, 32 bytes each,
    one after another; they are bound by ``rows_root`` and are not hashed again.
    """

    seq: int
    kind: str
    room: str
    about: str
    at: str
    actor: str
    rows: int
    retention: str
    rows_root: bytes
    payload_digest: bytes
    previous: bytes
    hash: bytes
    leaves: bytes = b""

    def computed_hash(self) -> bytes:
        """Hash the sealed fields afresh; equal to ``hash`` unless something was altered."""
        return entry_hash(self.fields())

    def fields(self) -> dict[str, Any]:
        """Give the fields that the hash covers, digests in hexadecimal."""
        return {
            "seq": self.seq,
            "kind": str(self.kind),
            "room": self.room,
            "about": self.about,
            "at": self.at,
            "actor": self.actor,
            "rows": self.rows,
            "retention": self.retention,
            "rows_root": self.rows_root.hex(),
            "payload_digest": self.payload_digest.hex(),
            "previous": self.previous.hex(),
        }

    def as_dict(self) -> dict[str, Any]:
        """Give everything a reader without keys may see, for JSON."""
        return self.fields() | {"hash": self.hash.hex()}


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how many entries, the hash of the last, and the Merkle frontier over all of them."""

    size: int = 0
    hash: bytes = NO_HASH
    frontier: Frontier = EMPTY

    def after(self, sealed: SealedEntry) -> Head:
        """Give the head once ``sealed`` has been appended."""
        return Head(sealed.seq, sealed.hash, self.frontier.append(leaf_hash(sealed.hash)))

    def root(self) -> bytes:
        """Give the Merkle root over the hashes of all entries."""
        return self.frontier.root()


def seal(head: Head, entry: Entry, salt: bytes, payload_digest: bytes = b"") -> SealedEntry:
    """Seal ``entry`` as the one after ``head``. ``salt`` (16 bytes) must live in the encrypted payload alone.

    Raises TidewaiterError (``naive-time``, ``not-text``) for a moment without a zone or text that is not Unicode.
    """
    leaves = leaves_of(salt, entry.rows)
    unsealed = SealedEntry(
        seq=head.size + 1,
        kind=entry.kind,
        room=entry.kind.room,
        about=entry.about,
        at=moment(entry.at),
        actor=entry.actor,
        rows=len(entry.rows),
        retention=entry.kind.retention,
        rows_root=root_of(leaves),
        payload_digest=payload_digest,
        previous=head.hash,
        hash=b"",
        leaves=b"".join(leaves),
    )
    return replace(unsealed, hash=unsealed.computed_hash())


def entry_hash(fields: dict[str, Any]) -> bytes:
    """SHA-256 over the canonical JSON of the sealed fields (keys sorted, no blanks, as RFC 8785 has it)."""
    try:
        return sha256(canonical(fields)).digest()
    except TypeError as error:
        raise TidewaiterError(f"an entry's fields must be Unicode text: {error}", code="not-text") from error


def leaves_of(salt: bytes, rows: Sequence[bytes]) -> list[bytes]:
    """Give each row's salted digest: without the salt nobody can try out names to learn who was in the row."""
    # A keyed copy of the first hash is cheaper than building the salted prefix for each row anew.
    salted = sha256(salt)
    digests = []
    for number, row in enumerate(rows):
        own_salt = salted.copy()
        own_salt.update(number.to_bytes(8, "big"))
        digests.append(sha256(b"\x00" + own_salt.digest()[:SALT_SIZE] + row).digest())
    return digests


def moment(at: datetime) -> str:
    """Write a moment as the journal does: UTC, microseconds, ``Z``."""
    if at.tzinfo is None:
        raise TidewaiterError(f"{at.isoformat()} has no time zone; the journal keeps UTC", code="naive-time")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
