"""Tokens for those who call from outside: issued once, kept as SHA-256 digests, compared in constant time.

Granting and revoking are journaled with who did it; the secret itself is shown once and stored nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

from tidewaiter.store.projections.sql import Cursor, dicts, stamp
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.sender import Sender

_FORM = re.compile(r"tw_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_COLUMNS = "token_id, name, role, port, issued_at, expires_at, revoked_at, senders"
_NOBODY = hashlib.sha256(secrets.token_bytes(32)).digest()
LONGEST_DAYS = 366


class Grant(NamedTuple):
    """What a token gives: to whom, in which role, at which port, until when. Moments are ISO 8601 text in UTC.

    ``senders``: for whom its holder may submit messages, where the role is bound to senders.
    """

    token_id: str
    name: str
    role: str
    port: str
    issued_at: str
    expires_at: str
    revoked_at: str | None = None
    senders: tuple[str, ...] = ()

    def state(self, now: datetime) -> str:
        """Tell whether the token opens: ``live``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "live" if stamp(now) < self.expires_at else "expired"

    def officer(self, purpose: str = "") -> Officer:
        """Give whom the token stands for, acting for a purpose."""
        return Officer(self.name, frozenset({self.role}), self.port, purpose, self.senders)


def issue(
    work: Work, *, name: str, role: str, port: str, days: int, by: str, now: datetime, senders: Sequence[str] = ()
) -> tuple[str, Grant]:
    """Make a token; the text is given here and never again.

    Raises ``Refusal`` for a missing name, a wrong term, or a sender without an identification.
    """
    if not name.strip():
        raise Refusal("A token stands for somebody: give a name", code="no-name")
    if not 0 < days <= LONGEST_DAYS:
        raise Refusal(f"A token holds from 1 to {LONGEST_DAYS} days", code="bad-term")
    named = tuple(sorted({str(Sender.of(text)) for text in senders}))
    if not all(Sender.of(text).id for text in named):
        raise Refusal("A sender is ID or ID:QUALIFIER, as its interchanges bear it in UNB", code="bad-sender")
    token_id = secrets.token_hex(6)
    token = f"tw_{token_id}_{secrets.token_urlsafe(32)}"
    grant = Grant(token_id, name.strip(), role, port, stamp(now), stamp(now + timedelta(days=days)), None, named)
    work.cursor.execute(
        f"INSERT INTO access_token ({_COLUMNS}, digest) VALUES (%s, %s, %s, %s, %s, %s, NULL, %s, %s)",
        [*grant[:6], orjson.dumps(named).decode(), _digest(token)],
    )
    said = {"name": grant.name, "role": role, "port": port, "expires_at": grant.expires_at, "senders": named}
    work.append([Entry.of_fact(Fact(FactKind.ACCESS_GRANTED, f"token-{token_id}", now, by, said))])
    return token, grant


def revoke(work: Work, token_id: str, *, by: str, now: datetime) -> Grant:
    """Close a token at once and for good. Raises ``NotFound``; revoking twice changes nothing."""
    found = [grant for grant in grants(work.cursor) if grant.token_id == token_id]
    if not found:
        raise NotFound(f"There is no token {token_id}")
    if found[0].revoked_at is not None:
        return found[0]
    work.cursor.execute("UPDATE access_token SET revoked_at = %s WHERE token_id = %s", [stamp(now), token_id])
    work.append([Entry.of_fact(Fact(FactKind.ACCESS_REVOKED, f"token-{token_id}", now, by, {"name": found[0].name}))])
    return found[0]._replace(revoked_at=stamp(now))


def grants(cursor: Cursor) -> list[Grant]:
    """List all tokens ever issued, newest first; never a secret."""
    rows = dicts(cursor, f"SELECT {_COLUMNS} FROM access_token ORDER BY issued_at DESC, token_id")
    return [_grant(row) for row in rows]


def officers(cursor: Cursor, name: str, now: datetime) -> list[Officer]:
    """Give whom the live tokens of a name stand for."""
    return [grant.officer() for grant in grants(cursor) if grant.name == name and grant.state(now) == "live"]


def holder(cursor: Cursor, token: str, now: datetime) -> Grant | None:
    """Give what a token grants at this moment, or None: unknown, expired and revoked look the same from outside."""
    form = _FORM.fullmatch(token)
    token_id = form.group(1) if form else ""
    rows = dicts(cursor, f"SELECT {_COLUMNS}, digest FROM access_token WHERE token_id = %s", [token_id])
    kept = bytes(rows[0].pop("digest")) if rows else _NOBODY
    # Compared even where nothing was found, so that the time taken does not tell which tokens exist.
    same = hmac.compare_digest(kept, _digest(token))
    if not rows or not same:
        return None
    grant = _grant(rows[0])
    return grant if grant.state(now) == "live" else None


def _grant(row: dict[str, Any]) -> Grant:
    return Grant(**{**row, "senders": tuple(orjson.loads(row["senders"])) if row["senders"] else ()})


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
