"""Verify a Tidewaiter journal with nothing but Python's standard library, trusting no line of Tidewaiter's own code.

    python -I verify_journal.py DATABASE.sqlite3|EXPORT.jsonl [CHECKPOINTS.jsonl] [--key PUBLIC_KEY] [--json]

Exit 0: the journal is what was attested. 1: it is not; each problem is printed with the entry it was found at.
2: a wrong call or an unreadable file. The public key is read from --key, else from the .pub file beside the
checkpoints; keep your own copy of both. Written for auditors: it needs no key to any payload and opens none but the
purge records, which are not encrypted. Sources: RFC 6962 section 2.1 (tree), RFC 8032 section 5.1.7 (signatures).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sqlite3
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

HASHED = ("seq", "kind", "room", "about", "at", "actor", "rows", "retention", "rows_root", "payload_digest", "previous")
BINARY = ("rows_root", "payload_digest", "previous", "hash", "leaves")
SALT = 16
REACH = 64
SIGNATURES = 300


class Finding(NamedTuple):
    """One problem: where, what, in words."""

    seq: int
    kind: str
    text: str


# --- what is read -----------------------------------------------------------------------------------------------------


def entries_of(path: Path) -> Iterator[dict[str, Any]]:
    """Give entries in order as dicts: digests as bytes, ``payload`` bytes or None."""
    with path.open("rb") as file:
        is_database = file.read(16) == b"SQLite format 3\0"
    return _from_database(path) if is_database else _from_export(path)


def _from_database(path: Path) -> Iterator[dict[str, Any]]:
    connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        for row in connection.execute(
            "SELECT e.*, p.sealed AS payload FROM journal_entry e "
            "LEFT JOIN journal_payload p USING (seq) ORDER BY e.seq"
        ):
            yield {**dict(row), **{name: _bytes(row[name]) for name in BINARY}}
        for (seq,) in connection.execute(
            "SELECT seq FROM journal_payload WHERE seq NOT IN (SELECT seq FROM journal_entry) ORDER BY seq"
        ):
            yield {"orphan": seq}
        for row in connection.execute("SELECT size, hash FROM journal_head"):
            yield {"head": (row["size"], _bytes(row["hash"]))}
    finally:
        connection.close()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value or "").encode()


def _from_export(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as lines:
        for line in lines:
            said = json.loads(line)
            said.update({name: bytes.fromhex(said[name]) for name in BINARY})
            said["payload"] = None if said["payload"] is None else base64.b64decode(said["payload"])
            yield said


def checkpoints_of(path: Path | None) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Give checkpoints by size; a line cut short by a power failure says nothing, any other bad line is a finding."""
    good: list[dict[str, Any]] = []
    bad: list[Finding] = []
    for number, line in enumerate(path.read_bytes().split(b"\n") if path and path.exists() else [], 1):
        if not line.rstrip().endswith(b"}"):
            continue
        try:
            said = json.loads(line)
            for name in ("root", "head", "signature"):
                said[name] = bytes.fromhex(said[name])
            said["size"] = int(said["size"])
            good.append(said)
        except (ValueError, KeyError, TypeError):
            bad.append(Finding(0, "checkpoint", f"line {number} of the checkpoint file cannot be read"))
    good.sort(key=lambda each: each["size"])
    return good, bad


# --- hashing ----------------------------------------------------------------------------------------------------------


def canonical(fields: dict[str, Any]) -> bytes:
    """Write JSON with sorted keys and no blanks."""
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=repr).encode(
        "utf-8", "replace"
    )


def hash_entry(entry: dict[str, Any], seq: int | None = None) -> bytes:
    """Hash an entry's sealed fields, as if it stood at ``seq``."""
    fields = {name: entry[name].hex() if name in BINARY else entry[name] for name in HASHED}
    fields["seq"] = entry["seq"] if seq is None else seq
    return hashlib.sha256(canonical(fields)).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """Give the Merkle tree hash over leaf hashes, by the recursive definition of RFC 6962 read bottom-up."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    while len(leaves) > 1:
        pairs = [leaves[i : i + 2] for i in range(0, len(leaves), 2)]
        leaves = [hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return leaves[0]


class GrowingTree:
    """The Merkle tree over the entries so far: full subtrees as (height, root), like the digits of a binary number."""

    def __init__(self) -> None:
        self.subtrees: list[tuple[int, bytes]] = []

    def add(self, data: bytes) -> None:
        """Append one leaf."""
        height, node = 0, hashlib.sha256(b"\0" + data).digest()
        while self.subtrees and self.subtrees[-1][0] == height:
            node = hashlib.sha256(b"\1" + self.subtrees.pop()[1] + node).digest()
            height += 1
        self.subtrees.append((height, node))

    def root(self) -> bytes:
        """Give the root over all leaves so far."""
        if not self.subtrees:
            return tree_root([])
        node = self.subtrees[-1][1]
        for _, left in reversed(self.subtrees[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node


# --- Ed25519 (RFC 8032), verification only ----------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def _times(factor: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _add(total, point)
        point, factor = _add(point, point), factor >> 1
    return total


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = _point(bytes.fromhex("58" + "66" * 31))


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature holds."""
    if len(public) != 32 or len(signature) != 64 or BASE is None:
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = _times(scalar, BASE), _add(commitment, _times(challenge, key))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def statement(checkpoint: dict[str, Any]) -> bytes:
    """Give the signed bytes of a checkpoint."""
    said = {name: checkpoint.get(name) for name in ("origin", "size", "at")}
    return canonical({**said, "root": checkpoint["root"].hex(), "head": checkpoint["head"].hex()})


# --- the audit --------------------------------------------------------------------------------------------------------


class Audit:
    """One pass over the journal."""

    def __init__(self, checkpoints: list[dict[str, Any]]) -> None:
        self.checkpoints = checkpoints
        self.findings: list[Finding] = []
        self.tree = GrowingTree()
        self.count = self.last = self.attested = 0
        self.last_hash, self.last_sound = bytes(32), True
        self.moved: dict[int, int | None] = {}
        self.lost: dict[int, dict[str, Any]] = {}
        self.payloads: dict[int, bytes | None] = {}
        self.excused: dict[int, bytes | None] = {}
        self.present_digests: dict[int, bytes] = {}
        self.wrong: dict[str, Any] | None = None
        self.next_checkpoint = 0

    def find(self, seq: int, kind: str, text: str) -> None:
        """Note a problem."""
        self.findings.append(Finding(seq, kind, text))

    def take(self, entry: dict[str, Any]) -> None:
        """Check one entry against the one before it, its own hash, its rows and its payload."""
        if not isinstance(entry["seq"], int):
            self.find(self.last + 1, "insert", f"an entry without a number stands behind entry {self.last}")
            return
        seq, gap = entry["seq"], entry["seq"] != self.last + 1
        if gap:
            self.find(self.last + 1, "delete", f"entries {self.last + 1} to {seq - 1} are gone")
        sound = hash_entry(entry) == entry["hash"]
        if not sound:
            self.moved[seq] = self._home(entry)
            if self.moved[seq] is None and len(self.lost) < REACH:
                self.lost[seq] = entry
        elif not gap and self.last_sound and entry["previous"] != self.last_hash:
            self._broken_link(seq)
        self._rows(entry)
        self._payload(entry)
        self.count, self.last, self.last_hash, self.last_sound = self.count + 1, seq, entry["hash"], sound
        self.tree.add(entry["hash"])
        self._attest(entry)

    def _broken_link(self, seq: int) -> None:
        end = self.checkpoints[-1]["size"] if self.checkpoints else 0
        if self.wrong is None and self.attested == seq - 1:
            self.find(seq, "edit" if seq <= end else "insert", f"entry {seq} does not follow attested entry {seq - 1}")
        else:
            self.find(max(seq - 1, 1), "edit", f"entry {seq} was sealed upon another entry {seq - 1} than is there")

    @staticmethod
    def _home(entry: dict[str, Any]) -> int | None:
        for step in range(1, REACH):
            for seq in (entry["seq"] - step, entry["seq"] + step):
                if seq > 0 and hash_entry(entry, seq) == entry["hash"]:
                    return int(seq)
        return None

    def _rows(self, entry: dict[str, Any]) -> None:
        blob = entry["leaves"]
        leaves = [blob[i : i + 32] for i in range(0, len(blob), 32)]
        if len(leaves) != entry["rows"] or tree_root(leaves) != entry["rows_root"]:
            self.find(entry["seq"], "leaf", f"the row digests of entry {entry['seq']} do not lead to its sealed root")

    def _payload(self, entry: dict[str, Any]) -> None:
        seq, payload = entry["seq"], entry["payload"]
        if payload is None:
            self.payloads[seq] = None
            return
        digest = hashlib.sha256(payload).digest()
        if digest != entry["payload_digest"]:
            self.payloads[seq] = digest
        elif entry["kind"] in ("Purged", "Rekeyed"):
            self._excuse(entry, payload)

    def _excuse(self, entry: dict[str, Any], payload: bytes) -> None:
        try:
            rows = zlib.decompress(payload[SALT:]).split(b"\n")
            said = [json.loads(row) for row in rows]
        except (zlib.error, ValueError):
            self.find(entry["seq"], "payload", f"the record of a purge at entry {entry['seq']} cannot be read")
            return
        salts = [hashlib.sha256(payload[:SALT] + i.to_bytes(8, "big")).digest()[:SALT] for i in range(len(rows))]
        leaves = [hashlib.sha256(b"\0" + salt + row).digest() for salt, row in zip(salts, rows, strict=True)]
        if b"".join(leaves) != entry["leaves"]:
            self.find(entry["seq"], "payload", f"the record of a purge at entry {entry['seq']} is not the sealed one")
            return
        for each in said:
            for first, last in each.get("seqs", []):
                self.excused.update(dict.fromkeys(range(first, last + 1)))
            self.excused.update({int(seq): bytes.fromhex(digest) for seq, digest in each.get("digests", {}).items()})

    def _attest(self, entry: dict[str, Any]) -> None:
        while self.next_checkpoint < len(self.checkpoints):
            stated = self.checkpoints[self.next_checkpoint]
            if stated["size"] > entry["seq"]:
                break
            self.next_checkpoint += 1
            same = stated["size"] == self.count and stated["head"] == entry["hash"]
            if same and stated["root"] == self.tree.root():
                self.attested = self.count
            elif self.wrong is None:
                self.wrong = stated

    def finish(self) -> None:
        """Draw the conclusions that need the whole journal."""
        self._judge_moves()
        for seq, digest in self.payloads.items():
            if digest is None and self.excused.get(seq, b"") is not None:
                self.find(seq, "payload", f"the payload of entry {seq} is gone and no purge names it")
            elif digest is not None and self.excused.get(seq) != digest:
                self.find(seq, "payload", f"the payload of entry {seq} is not the one that was sealed")
        for seq, digest in self.excused.items():
            if digest is None and seq <= self.count and self.payloads.get(seq, b"") is not None:
                self.find(seq, "payload", f"the payload of entry {seq} was purged and is here again")
        self._judge_checkpoints()

    def _judge_moves(self) -> None:
        for seq, entry in self.lost.items():
            self.moved[seq] = next((other for other in self.lost if hash_entry(entry, other) == entry["hash"]), None)
        shift, end = 0, self.checkpoints[-1]["size"] if self.checkpoints else self.last
        for seq, found in self.moved.items():
            # A home where a sound entry lives is none: this one is a copy.
            home = None if found is not None and found <= self.last and found not in self.moved else found
            if home is not None and self.moved.get(home) == seq:
                if seq < home:
                    self.find(seq, "swap", f"entries {seq} and {home} have changed places")
            elif home is None and self.moved.get(seq + 1) == seq + shift:
                self.find(seq, "insert", f"entry {seq} was put in")
                shift -= 1
            elif home is None and seq > end:
                self.find(seq, "insert", f"entry {seq} was put in behind the last checkpoint")
            elif home is None:
                self.find(seq, "edit", f"entry {seq} was altered")
            elif home - seq > shift:
                self.find(
                    seq,
                    "delete",
                    f"{home - seq - shift} entries were taken out before entry {seq}, the rest renumbered",
                )
                shift = home - seq
            elif home - seq < shift:
                put_in = shift - home + seq
                self.find(
                    seq - put_in, "insert", f"{put_in} entries were put in before entry {seq}, the rest renumbered"
                )
                shift = home - seq

    def _judge_checkpoints(self) -> None:
        chain = ("edit", "delete", "swap", "insert")
        if self.wrong and not any(each.kind in chain and each.seq <= self.wrong["size"] for each in self.findings):
            size, first = self.wrong["size"], self.attested + 1 if self.attested < self.wrong["size"] else 1
            self.find(first, "rewrite", f"entries {first} to {size} are not those attested at {self.wrong['at']}")
        if self.checkpoints and self.checkpoints[-1]["size"] > self.last:
            end = self.checkpoints[-1]
            text = f"entries {self.last + 1} to {end['size']}, attested at {end['at']}, are gone"
            self.find(self.last + 1, "truncation", text)


def trusted(checkpoints: list[dict[str, Any]], public: bytes | None) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Keep the checkpoints that the key signed; without a key, all of them.

    Signatures are slow in plain Python, so those older than the newest few hundred are taken as they are: one signed
    checkpoint vouches for every entry before it.
    """
    good, bad = list(checkpoints[:-SIGNATURES]), []
    for each in checkpoints[-SIGNATURES:]:
        if public is None or is_signed(public, statement(each), each["signature"]):
            good.append(each)
        else:
            text = f"the checkpoint of {each.get('at')} over {each['size']} entries is not signed by that key"
            bad.append(Finding(each["size"], "checkpoint", text))
    return good, bad


def audit(journal: Path, checkpoint_file: Path | None, public: bytes | None) -> tuple[list[Finding], dict[str, Any]]:
    """Verify ``journal``; give what is wrong, and counts."""
    stated, unreadable = checkpoints_of(checkpoint_file)
    good, forged = trusted(stated, public)
    run = Audit(good)
    for entry in entries_of(journal):
        if "orphan" in entry:
            run.find(entry["orphan"], "payload", f"a payload names entry {entry['orphan']}, which is not there")
        elif "head" in entry:
            if entry["head"] != (run.last, run.last_hash):
                run.find(
                    run.last, "head", f"the journal says it ends at entry {entry['head'][0]}; {run.last} are there"
                )
        else:
            run.take(entry)
    run.finish()
    if checkpoint_file is not None and run.last and not good:
        run.find(run.last, "checkpoint", "no checkpoint attests this journal")
    end = good[-1]["size"] if good else 0
    counts = {"entries": run.count, "checkpoints": len(stated), "unattested": max(0, run.last - end)}
    return sorted([*run.findings, *unreadable, *forged]), counts


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Verify a Tidewaiter journal without Tidewaiter.")
    parser.add_argument("journal", type=Path, help="SQLite database, or a JSON-lines export")
    parser.add_argument("checkpoints", type=Path, nargs="?", help="without it, a cut or rewritten tail goes unseen")
    parser.add_argument("--key", type=Path, help="public key of the checkpoints (default: .pub beside them)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    key_file = options.key or (options.checkpoints.with_suffix(".pub") if options.checkpoints else None)
    try:
        public = bytes.fromhex(key_file.read_text()) if key_file and (options.key or key_file.exists()) else None
        findings, counts = audit(options.journal, options.checkpoints, public)
    except (OSError, sqlite3.Error, ValueError, KeyError) as error:
        print(f"cannot verify: {error}", file=sys.stderr)
        return 2
    notes = []
    if options.checkpoints is None:
        notes.append("no checkpoints were given: a cut or rewritten tail was not looked for")
    elif public is None:
        notes.append("no public key was found: signatures were not checked")
    elif counts["checkpoints"] > SIGNATURES:
        notes.append(f"of {counts['checkpoints']} signatures the newest {SIGNATURES} were checked")
    if counts["unattested"] and options.checkpoints:
        notes.append(f"{counts['unattested']} entries stand behind the last checkpoint")
    if options.json:
        problems = [each._asdict() for each in findings]
        print(json.dumps({"ok": not findings, **counts, "notes": notes, "problems": problems}))
    else:
        for each in findings:
            print(f"entry {each.seq}: {each.kind}: {each.text}")
        print(f"{'NOT ' if findings else ''}proven: {counts['entries']} entries, {counts['checkpoints']} checkpoints")
        print("\n".join(f"note: {note}" for note in notes), end="\n" if notes else "")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
