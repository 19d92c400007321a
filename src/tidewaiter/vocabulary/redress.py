"""The form of our redress numbers: what a message may carry, so that a cleared person is not stopped again.

``TWR`` and twelve characters drawn at random (60 bits), then one that checks them: sixteen in all, which every field
for such a number holds. The alphabet is Crockford's base 32, which has no I, L, O or U.
"""

from __future__ import annotations

import os
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "TWR"
DRAWN = 12
_ALIKE = str.maketrans("ILO", "110")


def new_number(random_bytes: Callable[[int], bytes] = os.urandom) -> str:
    """Draw a number that nobody can guess."""
    body = "".join(ALPHABET[byte & 31] for byte in random_bytes(DRAWN))
    return f"{PREFIX}{body}{_check(body)}"


def plain_redress(text: str | None) -> str:
    """Bring a number, as somebody wrote it, to its one form; what is not of our form comes back without blanks."""
    bare = "".join(letter for letter in (text or "").upper() if letter.isalnum())
    return PREFIX + bare[len(PREFIX) :].translate(_ALIKE) if bare.startswith(PREFIX) else bare


def is_redress_number(text: str | None) -> bool:
    """Tell whether a text has the form of our numbers; whether such a case exists is another question."""
    bare = plain_redress(text)
    body = bare[len(PREFIX) : -1]
    return (
        bare.startswith(PREFIX)
        and len(body) == DRAWN
        and all(letter in ALPHABET for letter in body)
        and bare[-1] == _check(body)
    )


def _check(body: str) -> str:
    # Weights odd and rising, so that one wrong character always shows, and two exchanged neighbours nearly always.
    return ALPHABET[sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body)) % 32]
