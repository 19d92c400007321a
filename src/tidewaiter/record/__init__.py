"""Record: "Record events at the ports of entry, including findings and crossings" (strategic plan, capability six).

Every room states facts; this room seals them, so that nothing is lost, nothing is altered and nothing is kept too long.
Its verb is ``seal``; ``examine`` proves afterwards that what was sealed still stands.
"""

from tidewaiter.record.checkpoint import Checkpoint, attest, read_checkpoints
from tidewaiter.record.entries import cut, cut_spoken, entry, owners_of, walked_entries
from tidewaiter.record.merkle import Frontier, leaf_hash, node_hash, root_of
from tidewaiter.record.needs import Kept, Opens
from tidewaiter.record.payload import OPEN_KINDS, pack, unpack
from tidewaiter.record.receipt import check_receipt, receipt
from tidewaiter.record.retention import Retention, RetentionRule, read_retention
from tidewaiter.record.sealing import NO_HASH, SALT_SIZE, Head, SealedEntry, leaves_of, moment, seal
from tidewaiter.record.verify import Problem, VerifyReport, examine

__all__ = [
    "NO_HASH",
    "OPEN_KINDS",
    "SALT_SIZE",
    "Checkpoint",
    "Frontier",
    "Head",
    "Kept",
    "Opens",
    "Problem",
    "Retention",
    "RetentionRule",
    "SealedEntry",
    "VerifyReport",
    "attest",
    "check_receipt",
    "cut",
    "cut_spoken",
    "entry",
    "examine",
    "leaf_hash",
    "leaves_of",
    "moment",
    "node_hash",
    "owners_of",
    "pack",
    "read_checkpoints",
    "read_retention",
    "receipt",
    "root_of",
    "seal",
    "unpack",
    "walked_entries",
]
