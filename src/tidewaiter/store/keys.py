"""Keys: the master key and the checkpoint key in files, and the payload keys of each day and class, wrapped by it."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tidewaiter.vocabulary.errors import Tampered, TidewaiterError

KEY_SIZE = 32
NONCE_SIZE = 12
ENVIRONMENT = "TIDEWAITER_MASTER_KEY"


def master_key(home: Path, *, may_make: bool) -> bytes:
    """Give the 32-byte master key: from the environment (hexadecimal) or ``<home>/keys/master.key``.

    Where there is none it is made, unless ``may_make`` is false: then data wrapped by a lost key exists, and a new
    key would only hide that. Raises TidewaiterError (``master-key``).
    """
    stated = os.environ.get(ENVIRONMENT)
    path = home / "keys" / "master.key"
    if stated is None and not path.exists() and not may_make:
        raise TidewaiterError(
            f"the payloads of this journal are encrypted and {path} is not there; restore it, or set {ENVIRONMENT}",
            code="master-key",
        )
    text = stated if stated is not None else _kept(path)
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        where = ENVIRONMENT if stated is not None else str(path)
        raise TidewaiterError(f"{where} must hold {2 * KEY_SIZE} hexadecimal digits", code="master-key")
    return key


def checkpoint_key(home: Path) -> Ed25519PrivateKey:
    """Give the key that signs checkpoints, made at first need in ``<home>/keys/checkpoint.key``."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_kept(home / "keys" / "checkpoint.key").strip()))
    except ValueError as error:
        raise TidewaiterError(f"the checkpoint key is damaged: {error}", code="checkpoint-key") from error


def _kept(path: Path) -> str:
    return kept_secret(path, lambda: b"%s\n" % os.urandom(KEY_SIZE).hex().encode()).decode()


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Read a secret file, after making it (mode 0600) where there is none; two makers end up with one secret.

    It is linked to its name only once it is whole, so that nobody reads half a secret.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


class Vault:
    """Wraps and opens payload keys. Opened keys are remembered by their wrapped bytes, never by a reusable number."""

    def __init__(self, master: bytes) -> None:
        self._master = AESGCM(master)
        self._opened: dict[bytes, AESGCM] = {}

    def fresh(self, day: str, retention: str) -> bytes:
        """Make a new payload key and give it wrapped, bound to its day and class."""
        nonce = os.urandom(NONCE_SIZE)
        return nonce + self._master.encrypt(nonce, AESGCM.generate_key(256), _binding(day, retention))

    def open(self, wrapped: bytes, day: str, retention: str) -> AESGCM:
        """Open a wrapped key. Raises TidewaiterError (``master-key``) when it was wrapped by another master key."""
        name = sha256(wrapped).digest()
        if name not in self._opened:
            try:
                key = self._master.decrypt(wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], _binding(day, retention))
            except (InvalidTag, ValueError) as error:
                raise TidewaiterError(
                    f"the payload key of {day}/{retention} does not open with this master key", code="master-key"
                ) from error
            self._opened[name] = AESGCM(key)
        return self._opened[name]


def encrypt(key: AESGCM, seq: int, packed: bytes) -> bytes:
    """Encrypt a payload (AES-256-GCM), bound to its place in the journal."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + key.encrypt(nonce, packed, seq.to_bytes(8, "big"))


def decrypt(key: AESGCM, seq: int, sealed: bytes) -> bytes:
    """Open a payload. Raises Tampered when it was altered or belongs to another entry."""
    try:
        return key.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], seq.to_bytes(8, "big"))
    except (InvalidTag, ValueError) as error:
        raise Tampered(f"the payload of entry {seq} was altered or moved") from error


def _binding(day: str, retention: str) -> bytes:
    return f"{day}/{retention}".encode()
