"""A receipt: one entry, and the proof that a signed checkpoint covers it, for somebody who may see nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tidewaiter.record.checkpoint import Checkpoint, read_checkpoints
from tidewaiter.record.merkle import inclusion_proof, leaf_hash, proves_inclusion
from tidewaiter.record.sealing import SealedEntry, entry_hash
from tidewaiter.vocabulary.errors import Tampered


def receipt(sealed: SealedEntry, hashes: Sequence[bytes], checkpoint: Checkpoint) -> dict[str, Any]:
    """Write the receipt of an entry: ``entry, path, checkpoint``, digests in hexadecimal.

    ``hashes``: those of the first ``checkpoint.size`` entries, in order. Raises ``Tampered`` where they do not lead to
    the checkpoint's root: a receipt that does not hold is not given out.
    """
    path = inclusion_proof([leaf_hash(each) for each in hashes], sealed.seq - 1)
    told = {
        "entry": sealed.as_dict(),
        "path": [node.hex() for node in path],
        "checkpoint": orjson.loads(checkpoint.line()),
    }
    wrong = check_receipt(told)
    if wrong:
        raise Tampered(f"entry {sealed.seq} cannot be proved: {wrong[0]}")
    return told


def check_receipt(told: Mapping[str, Any], key: Ed25519PublicKey | None = None) -> list[str]:
    """Say what is wrong with a receipt, nothing where it holds; with ``key`` the checkpoint's signature is checked too.

    Needs no journal: whoever holds the receipt and the public key can ask.
    """
    try:
        (checkpoint,), _ = read_checkpoints([orjson.dumps(told["checkpoint"])])
        fields = dict(told["entry"])
        stated, path = bytes.fromhex(fields.pop("hash")), [bytes.fromhex(node) for node in told["path"]]
        seq = int(fields["seq"])
    except (KeyError, TypeError, ValueError):
        return ["this is no receipt: it holds entry, path and checkpoint"]
    wrong = []
    if entry_hash(fields) != stated:
        wrong.append("the entry is not the one that was sealed")
    if not proves_inclusion(leaf_hash(stated), seq - 1, checkpoint.size, path, checkpoint.root):
        wrong.append("the checkpoint does not cover this entry")
    if key is not None and not checkpoint.is_signed_by(key):
        wrong.append("the checkpoint is not signed by this key")
    return wrong
