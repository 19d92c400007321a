"""Verification: whether a journal is what was once sealed, and if not, where it was changed and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tidewaiter.record.checkpoint import Checkpoint
from tidewaiter.record.merkle import DIGEST_SIZE, Frontier, leaf_hash, root_of
from tidewaiter.record.needs import Kept, Opens
from tidewaiter.record.payload import OPEN_KINDS, unpack
from tidewaiter.record.sealing import NO_HASH, SealedEntry, leaves_of
from tidewaiter.vocabulary.errors import Tampered
from tidewaiter.vocabulary.facts import FactKind

NEAR = 32
"""How far from its place an entry is looked for before it counts as edited rather than moved."""
FAR = 200
"""How many entries that are not near their place are tried against each other, to find exchanged ones."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not prove: at entry ``seq``, of a ``kind``, in words.

    Kinds: edit, delete, swap, insert, truncation, rewrite, leaf, payload, checkpoint, head.
    """

    seq: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome: ``unattested`` entries stand behind the last checkpoint (a crash between commit and checkpoint)."""

    ok: bool
    entries: int
    checkpoints: int
    unattested: int
    problems: tuple[Problem, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the report as every face tells it."""
        problems = [{"seq": each.seq, "kind": each.kind, "text": each.text} for each in self.problems]
        return {"ok": self.ok, "entries": self.entries, "checkpoints": self.checkpoints, "problems": problems}


def examine(
    kept: Iterable[Kept],
    checkpoints: Sequence[Checkpoint],
    *,
    key: Ed25519PublicKey | None = None,
    opens: Opens | None = None,
) -> VerifyReport:
    """Examine entries (ascending ``seq``) against checkpoints (ascending ``size``).

    With ``key`` every checkpoint's signature is checked; with ``opens`` every payload is opened and compared with
    its leaves. Reads the entries once and keeps a few numbers of each suspect only.
    """
    trusted: list[Checkpoint] = []
    forged: list[Problem] = []
    for stated in checkpoints:
        if key is None or stated.is_signed_by(key):
            trusted.append(stated)
        else:
            text = f"the checkpoint of {stated.at} over {stated.size} entries is not signed by our key"
            forged.append(Problem(stated.size, "checkpoint", text))
    examination = _Examination(trusted, opens)
    for each in kept:
        examination.take(each)
    return examination.report(forged, len(checkpoints))


@dataclass(slots=True)
class _Suspect:
    seq: int
    origin: int | None
    sealed: SealedEntry


@dataclass(slots=True)
class _Examination:
    checkpoints: Sequence[Checkpoint]
    opens: Opens | None
    problems: list[Problem] = field(default_factory=list)
    last: SealedEntry | None = None
    last_suspect: bool = False
    count: int = 0
    frontier: Frontier = field(default_factory=Frontier)
    at_checkpoint: int = 0
    attested: int = 0
    first_false: tuple[int, Checkpoint] | None = None
    suspects: list[_Suspect] = field(default_factory=list)
    missing: set[int] = field(default_factory=set)
    digests: dict[int, bytes] = field(default_factory=dict)
    purged: set[int] = field(default_factory=set)
    rekeyed: dict[int, bytes] = field(default_factory=dict)

    def take(self, kept: Kept) -> None:
        sealed = kept.sealed
        expected = self.last.seq + 1 if self.last else 1
        gap = sealed.seq != expected
        if gap:
            self._tell(expected, "delete", f"entries {expected} to {sealed.seq - 1} are gone")
        suspect = sealed.computed_hash() != sealed.hash
        if suspect:
            self.suspects.append(_Suspect(sealed.seq, _origin_near(sealed), sealed))
        elif not gap and not self.last_suspect and sealed.previous != (self.last.hash if self.last else NO_HASH):
            self._tell_broken_link(sealed)
        self._take_leaves(sealed)
        self._take_payload(kept)
        self.last, self.last_suspect = sealed, suspect
        self.count += 1
        self.frontier = self.frontier.append(leaf_hash(sealed.hash))
        self._compare_checkpoints(sealed)

    def _tell(self, seq: int, kind: str, text: str) -> None:
        self.problems.append(Problem(seq, kind, text))

    def _tell_broken_link(self, sealed: SealedEntry) -> None:
        before = sealed.seq - 1
        if before == self.attested and self.first_false is None:
            kind = "edit" if sealed.seq <= self._attested_size() else "insert"
            self._tell(
                sealed.seq, kind, f"entry {sealed.seq} does not follow entry {before}, which a checkpoint attests"
            )
        else:
            self._tell(max(before, 1), "edit", f"entry {before} is not the one that entry {sealed.seq} was sealed upon")

    def _attested_size(self) -> int:
        return self.checkpoints[-1].size if self.checkpoints else 0

    def _take_leaves(self, sealed: SealedEntry) -> None:
        leaves = _split(sealed.leaves)
        if len(leaves) != sealed.rows or root_of(leaves) != sealed.rows_root:
            self._tell(sealed.seq, "leaf", f"the row digests of entry {sealed.seq} do not lead to its sealed root")

    def _take_payload(self, kept: Kept) -> None:
        seq = kept.sealed.seq
        if kept.payload is None:
            self.missing.add(seq)
            return
        digest = sha256(kept.payload).digest()
        if digest != kept.sealed.payload_digest:
            self.digests[seq] = digest
        try:
            rows = self._open(kept)
        except Tampered as error:
            self._tell(seq, "payload", f"the payload of entry {seq}: {error.text}")
            return
        if kept.sealed.kind in OPEN_KINDS and rows is not None and seq not in self.digests:
            self._learn(kept.sealed.kind, rows)

    def _open(self, kept: Kept) -> tuple[bytes, ...] | None:
        if kept.payload is None:
            return None
        if kept.sealed.kind in OPEN_KINDS:
            salt, rows = unpack(kept.payload, kept.sealed.rows)
        elif self.opens is not None:
            salt, rows = self.opens(kept)
        else:
            return None
        if b"".join(leaves_of(salt, rows)) != kept.sealed.leaves:
            raise Tampered("its rows are not those whose digests were sealed")
        return rows

    def _learn(self, kind: str, rows: tuple[bytes, ...]) -> None:
        for row in rows:
            said = orjson.loads(row)
            if kind == FactKind.PURGED:
                for first, last in said.get("seqs", ()):
                    self.purged.update(range(first, last + 1))
            else:
                self.rekeyed.update(
                    {int(seq): bytes.fromhex(digest) for seq, digest in said.get("digests", {}).items()}
                )

    def _compare_checkpoints(self, sealed: SealedEntry) -> None:
        while self.at_checkpoint < len(self.checkpoints):
            stated = self.checkpoints[self.at_checkpoint]
            if stated.size > sealed.seq:
                return
            self.at_checkpoint += 1
            if stated.size == self.count and stated.root == self.frontier.root() and stated.head == sealed.hash:
                self.attested = stated.size
            elif stated.size > 0 and self.first_false is None:
                self.first_false = (self.attested, stated)

    def report(self, forged: list[Problem], checkpoints: int) -> VerifyReport:
        self._judge_suspects()
        self._judge_payloads()
        self._judge_checkpoints()
        problems = tuple(sorted([*self.problems, *forged], key=lambda each: (each.seq, each.kind)))
        last = self.last.seq if self.last else 0
        unattested = max(0, last - self._attested_size())
        return VerifyReport(not problems, self.count, checkpoints, unattested, problems)

    def _judge_suspects(self) -> None:
        _find_far(self.suspects)
        origins = {each.seq: each.origin for each in self.suspects}
        last = self.last.seq if self.last else 0
        shift = 0
        for each in self.suspects:
            origin = each.origin
            if origin is not None and origin <= last and origin not in origins:
                origin = None  # its place is taken by an entry that proves: this one is a copy
            if origin is None:
                shift -= self._tell_altered(each.seq, origins.get(each.seq + 1) == each.seq + shift)
            elif origins.get(origin) == each.seq:
                if each.seq < origin:
                    self._tell(each.seq, "swap", f"entries {each.seq} and {origin} have changed places")
            elif origin - each.seq != shift:
                self._tell_shift(each.seq, origin - each.seq - shift)
                shift = origin - each.seq

    def _tell_altered(self, seq: int, pushed_others: bool) -> int:
        """Tell of an entry that was sealed for no place; give by how many it pushed those behind it."""
        if pushed_others or seq > self._attested_size() > 0:
            self._tell(seq, "insert", f"entry {seq} was put in")
        else:
            self._tell(seq, "edit", f"entry {seq} was altered")
        return int(pushed_others)

    def _tell_shift(self, seq: int, change: int) -> None:
        if change > 0:
            self._tell(seq, "delete", f"{change} entries were taken out before entry {seq} and the rest renumbered")
        else:
            self._tell(
                seq + change, "insert", f"{-change} entries were put in before entry {seq} and the rest renumbered"
            )

    def _judge_payloads(self) -> None:
        for seq in sorted(self.missing - self.purged):
            self._tell(seq, "payload", f"the payload of entry {seq} is gone and no purge names it")
        for seq, digest in sorted(self.digests.items()):
            if self.rekeyed.get(seq) != digest:
                self._tell(seq, "payload", f"the payload of entry {seq} is not the one that was sealed")
        for seq in sorted(each for each in self.purged if each <= self.count and each not in self.missing):
            self._tell(seq, "payload", f"the payload of entry {seq} was purged and is here again")

    def _judge_checkpoints(self) -> None:
        last, size = (self.last.seq if self.last else 0), self._attested_size()
        if self.first_false:
            good, stated = self.first_false
            if not any(each.kind not in {"leaf", "payload"} and each.seq <= stated.size for each in self.problems):
                text = f"entries {good + 1} to {stated.size} are not those attested at {stated.at}"
                self._tell(good + 1, "rewrite", text)
        if size > last:
            self._tell(
                last + 1, "truncation", f"entries {last + 1} to {size}, attested at {self.checkpoints[-1].at}, are gone"
            )
        if last and not self.checkpoints:
            self._tell(
                last, "checkpoint", "no checkpoint attests this journal: its tail may have been cut off or rewritten"
            )


def _origin_near(sealed: SealedEntry) -> int | None:
    """Find the place that an entry was sealed for, when it is near."""
    for distance in range(1, NEAR + 1):
        for seq in (sealed.seq + distance, sealed.seq - distance):
            if _was_sealed_for(sealed, seq):
                return seq
    return None


def _was_sealed_for(sealed: SealedEntry, seq: int) -> bool:
    return seq > 0 and replace(sealed, seq=seq).computed_hash() == sealed.hash


def _find_far(suspects: list[_Suspect]) -> None:
    lost = [each for each in suspects if each.origin is None][:FAR]
    for each in lost:
        each.origin = next((other.seq for other in lost if _was_sealed_for(each.sealed, other.seq)), None)


def _split(leaves: bytes) -> list[bytes]:
    return [leaves[i : i + DIGEST_SIZE] for i in range(0, len(leaves), DIGEST_SIZE)]
