"""The checkpoint file: beside, never in, the database that it vouches for."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tidewaiter.record import Checkpoint, read_checkpoints
from tidewaiter.store.keys import checkpoint_key

ENVIRONMENT = "TIDEWAITER_CHECKPOINTS"


def checkpoint_file(home: Path) -> Path:
    """Give the file: ``TIDEWAITER_CHECKPOINTS`` (another disk, a partner's share), else a folder in the home."""
    stated = os.environ.get(ENVIRONMENT)
    return Path(stated) if stated else home / "checkpoints" / "checkpoints.jsonl"


def public_key_file(checkpoints: Path) -> Path:
    """Give the file of the public key, beside the checkpoints."""
    return checkpoints.with_suffix(".pub")


def append_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Append one line in one write; a line that a power cut tore before is closed first."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, (b"\n" if torn else b"") + checkpoint.line())
    finally:
        os.close(descriptor)


def publish_key(home: Path, path: Path) -> None:
    """Write the public key (hexadecimal) beside the checkpoints, once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    public = public_key_file(path)
    if not public.exists():
        raw = checkpoint_key(home).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        public.write_text(raw.hex() + "\n")


def load_checkpoints(path: Path) -> tuple[list[Checkpoint], list[int]]:
    """Read all checkpoints by size, and the numbers of lines altered beyond reading; none where there is no file."""
    if not path.exists():
        return [], []
    with path.open("rb") as lines:
        return read_checkpoints(lines)


def own_public_key(home: Path) -> Ed25519PublicKey:
    """Give the public half of the key that signs here; from the secret file, not from the one beside the lines."""
    return checkpoint_key(home).public_key()
