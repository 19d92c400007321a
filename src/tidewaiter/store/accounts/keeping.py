"""Accounts opened, changed, closed and reset: each in one transaction with the fact that journals who did it.

Passwords are Argon2id digests; the one that opens an account first is shown once and has to be changed at once.
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password

from tidewaiter.store.accounts.models import Account, Session
from tidewaiter.store.projections.sql import stamp
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

LONGEST_DAYS = 366
LONGEST_NAME = 100
_NAME = re.compile(r"[^\W_](?:[\w .'’-]*[\w.])?", re.UNICODE)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and figures that nobody mistakes for another when they are read out."""


class Kept(NamedTuple):
    """An account as it is told; moments are ISO 8601 text in UTC. ``sign_in``: password, identity or both."""

    account_id: str
    name: str
    roles: tuple[str, ...]
    port: str
    state: str
    issued_at: str
    expires_at: str
    last_sign_in_at: str | None
    second_factor: bool
    must_change: bool
    demonstration: bool


def folded(name: str) -> str:
    """Give the form in which a name is looked up: one way of writing, small letters, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).lower()


def one_time_password() -> str:
    """Make a password of 80 bits for the first sign-in, in groups that can be read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def open_account(
    work: Work,
    *,
    name: str,
    roles: Collection[str],
    port: str,
    days: int,
    by: str,
    now: datetime,
    password: str | None = None,
    demonstration: bool = False,
    identity: bool = False,
) -> str:
    """Open an account and give its password for the first sign-in; ``password`` sets one that need not be changed.

    An account of an ``identity`` has no password at all.

    Raises ``Refusal`` for a name that is no name or is taken, for no roles, or for a wrong term.
    """
    written = _well_formed(name, roles, days)
    if Account.objects.filter(login=folded(written)).exists():
        raise Refusal(f"There is an account of {written} already", code="name-taken")
    first = "" if identity else password or one_time_password()
    account = Account.objects.create(
        name=written,
        login=folded(written),
        password=make_password(first or None),
        roles=json.dumps(sorted(roles)),
        port=port,
        issued_at=now,
        expires_at=now + timedelta(days=days),
        must_change=password is None and not identity,
        demonstration=demonstration,
        identity=identity,
    )
    _granted(work, account, by, now)
    return first


def change_account(
    work: Work, account: Account, *, roles: Collection[str], port: str, days: int, by: str, now: datetime
) -> None:
    """Give an account other roles, another port or another term; its sessions act with them from the next request."""
    _well_formed(account.name, roles, days)
    account.roles, account.port, account.closed_at = json.dumps(sorted(roles)), port, None
    account.expires_at = now + timedelta(days=days)
    account.save(update_fields=["roles", "port", "expires_at", "closed_at"])
    _granted(work, account, by, now)


def close_account(work: Work, account: Account, *, reason: str, by: str, now: datetime) -> None:
    """Close an account at once, with all its sessions. Closing twice changes nothing."""
    if account.closed_at is not None:
        return
    account.closed_at = now
    account.save(update_fields=["closed_at"])
    end_sessions(account)
    said = {"name": account.name, "reason": reason}
    work.append([Entry.of_fact(Fact(FactKind.ACCESS_REVOKED, about(account), now, by, said))])


def reset_password(work: Work, account: Account, *, by: str, now: datetime, password: str | None = None) -> str:
    """Set a new password for the next sign-in, which has to change it, and give it; the old one no longer opens."""
    fresh = password or one_time_password()
    account.password, account.must_change = make_password(fresh), password is None
    account.save(update_fields=["password", "must_change"])
    end_sessions(account)
    _state(work, FactKind.CREDENTIAL_RESET, account, by, now, {"what": "password"})
    return fresh


def reset_factor(work: Work, account: Account, *, by: str, now: datetime) -> None:
    """Take every second factor of an account away, recovery codes too, and end its sessions."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user_id=account.pk).delete()
    end_sessions(account)
    _state(work, FactKind.CREDENTIAL_RESET, account, by, now, {"what": "factor"})


def end_sessions(account: Account, but: str | None = None) -> int:
    """End the sessions of an account, all ``but`` one where its key is given; give how many were ended."""
    found = Session.objects.filter(account=account.pk)
    return found.exclude(session_key=but or "").delete()[0]


def sweep_sessions(now: datetime) -> None:
    """Delete the sessions that are over; nobody comes back to them."""
    Session.objects.filter(expire_date__lt=now).delete()


def find(name: str) -> Account:
    """Give the account of a name. Raises ``NotFound``."""
    found = Account.objects.filter(login=folded(name)).first()
    if found is None:
        raise NotFound(f"There is no account of {name}")
    return found


def of_identity(issuer: str, subject: str) -> Account | None:
    """Give the account of an issuer's identity."""
    from allauth.socialaccount.models import SocialAccount

    found = SocialAccount.objects.filter(provider=issuer, uid=subject).select_related("user").first()
    return found.user if found else None


def every(now: datetime) -> list[Kept]:
    """List all accounts by name."""
    from allauth.mfa.models import Authenticator

    secured = set(Authenticator.objects.exclude(type="recovery_codes").values_list("user_id", flat=True))
    return [told(each, now, second_factor=each.pk in secured) for each in Account.objects.order_by("login")]


def told(account: Account, now: datetime, *, second_factor: bool) -> Kept:
    """Tell an account; never a secret."""
    state = "closed" if account.closed_at else "live" if now < account.expires_at else "expired"
    return Kept(
        about(account),
        account.name,
        tuple(sorted(account.held)),
        account.port,
        state,
        stamp(account.issued_at),
        stamp(account.expires_at),
        stamp(account.last_login) if account.last_login else None,
        second_factor,
        account.must_change,
        account.demonstration,
    )


def about(account: Account) -> str:
    """Give what the journal calls an account."""
    return f"account-{account.pk}"


def _well_formed(name: str, roles: Collection[str], days: int) -> str:
    written = " ".join(name.split())
    if not _NAME.fullmatch(written) or len(written) > LONGEST_NAME:
        raise Refusal("An account has a name of letters, figures, blanks and . ' -", code="bad-name")
    if not roles:
        raise Refusal("An account holds at least one role", code="no-role")
    if not 0 < days <= LONGEST_DAYS:
        raise Refusal(f"An account holds from 1 to {LONGEST_DAYS} days", code="bad-term")
    return written


def _granted(work: Work, account: Account, by: str, now: datetime) -> None:
    said = {"name": account.name, "roles": sorted(account.held), "port": account.port}
    said |= {"expires_at": stamp(account.expires_at)}
    _state(work, FactKind.ACCESS_GRANTED, account, by, now, said)


def _state(work: Work, kind: FactKind, account: Account, by: str, now: datetime, said: dict[str, Any]) -> None:
    work.append([Entry.of_fact(Fact(kind, about(account), now, by, said))])
