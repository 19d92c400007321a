"""How passwords are kept: Argon2id, as strong as recommended, and never so many at once that the house stands still."""

from __future__ import annotations

from threading import Semaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

_AT_ONCE = Semaphore(2)


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass and one lane (OWASP Password Storage Cheat Sheet), two at a time.

    Django's own parameters take 100 MiB and eight threads a sign-in: a hundred officers who begin a shift together, or
    somebody who tries passwords, would take all memory and both cores from the walk.
    """

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Give the hash of a password."""
        with _AT_ONCE:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Tell whether a password is the one that was kept."""
        with _AT_ONCE:
            return bool(super().verify(password, encoded))
