"""What ties bookings together, as digests: whoever reads them learns who gives the same contact or card, never which.

The digests are keyed (HMAC-SHA-256) by a secret of the house: without it nobody can try out telephone numbers.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable

from tidewaiter.vocabulary.announcement import Booking, Person

_KEPT = 24
"""Hexadecimal digits of a digest that are kept: two contacts in ten thousand million would hardly meet."""
_DEBRIS = re.compile(r"[^0-9A-Z]")
_SHORTEST = 6


def contact_digests(given: Booking | Person, key: bytes | None) -> list[str] | None:
    """Digest telephones, e-mails and addresses of a booking or person; None where none is given, or without a key."""
    if isinstance(given, Booking):
        phones, emails, addresses = given.phones, given.emails, given.addresses
    else:
        phones, emails, addresses = (((one,) if one else ()) for one in (given.phone, given.email, given.address))
    plain = [f"T{number}" for number in map(_digits, phones) if len(number) >= _SHORTEST]
    plain += [f"E{email.strip().upper()}" for email in emails]
    plain += [f"A{text}" for text in (_DEBRIS.sub("", each.upper()) for each in addresses) if len(text) >= _SHORTEST]
    return _digested(plain, key)


def payment_digests(booking: Booking, key: bytes | None) -> list[str] | None:
    """Digest once more, keyed, what the codec digested of whole card numbers; None where none was given whole."""
    return _digested((f"P{digest}" for digest in booking.payment_digests), key)


def united(*digests: list[str] | None) -> list[str] | None:
    """Unite digests, each once."""
    return list(dict.fromkeys(one for part in digests if part for one in part)) or None


def _digested(plain: Iterable[str], key: bytes | None) -> list[str] | None:
    if not key:
        return None
    return united([hmac.digest(key, text.encode(), "sha256").hex()[:_KEPT] for text in plain])


def _digits(number: str) -> str:
    """Bring a telephone number to digits alone, without the sign or noughts of an international call."""
    return re.sub(r"\D", "", number).lstrip("0")
