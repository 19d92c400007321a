"""Accounts at the desk: an administrator opens, changes, resets and closes them; nobody their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tidewaiter import walk
from tidewaiter.authority import Authority, EntryPolicy, Permission, read_entry
from tidewaiter.language.policy import POLICIES, read_file
from tidewaiter.site import site_policies
from tidewaiter.store import Store
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer

NAME = "accounts.yaml"
# The store's tables are imported when they are used: Django's settings have to stand before.


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """Who may sign in to the pages. Each act is journaled with the administrator who did it."""

    store: Store
    policies: walk.Policies
    authority: Authority

    @property
    def entry(self) -> EntryPolicy:
        """Give the policy of coming in: the site's own ``policies/accounts.yaml``, else the one that ships."""
        return _entry(self.store.home, tuple(self.authority.grants))

    def add(
        self,
        officer: Officer,
        name: str,
        *,
        roles: Collection[str],
        port: str,
        days: int = 90,
        password: str | None = None,
        demonstration: bool = False,
    ) -> str:
        """Open an account and give the password of its first sign-in, which is shown once and has to be changed then.

        ``password`` sets one that stays, for demonstrations. Raises ``Forbidden`` or ``Refusal``.
        """
        from tidewaiter.store.accounts import keeping

        place = self._checked(officer, roles, port)
        self._not_own(officer, name)
        given: dict[str, Any] = {"roles": roles, "port": place, "days": days, "demonstration": demonstration}
        with self.store.work() as work:
            now = self.policies.clock()
            return keeping.open_account(work, name=name, **given, password=password, by=officer.name, now=now)

    def identified(self, subject: str, name: str, groups: Sequence[str], issuer: str) -> Any:
        """Give the account of an identity that an issuer vouched for, with the roles its groups stand for now.

        It is made at the first sign-in, and holds for a day after each. Raises ``Refusal`` where no group stands for a
        role, where the groups name two ports, where the account was closed, or where somebody else has the name.
        """
        from tidewaiter.store.accounts import keeping

        granted = self.entry.identities.granted(groups)
        with self.store.work() as work:
            found, now, by = keeping.of_identity(issuer, subject), self.policies.clock(), f"issuer:{issuer}"
            if found is not None and found.closed_at is not None:
                raise Refusal("The account of this identity was closed", code="closed")
            if granted is None:
                raise Refusal("This identity is in no group that opens anything here, at one port", code="no-group")
            roles, port = granted
            if found is None:
                keeping.open_account(work, name=name, roles=roles, port=port, days=1, by=by, now=now, identity=True)
                return keeping.find(name)
            keeping.change_account(work, found, roles=roles, port=port, days=1, by=by, now=now)
        return found

    def change(self, officer: Officer, name: str, *, roles: Collection[str], port: str, days: int) -> None:
        """Give an account other roles, another port or another term; a closed one opens again.

        Raises ``Forbidden``, ``NotFound`` or ``Refusal``.
        """
        from tidewaiter.store.accounts import keeping

        place = self._checked(officer, roles, port)
        self._not_own(officer, name)
        with self.store.work() as work:
            now = self.policies.clock()
            account = keeping.find(name)
            keeping.change_account(work, account, roles=roles, port=place, days=days, by=officer.name, now=now)

    def close(self, officer: Officer, name: str, reason: str) -> None:
        """Close an account at once, with all its sessions. Raises ``Forbidden``, ``NotFound`` or ``Refusal``."""
        from tidewaiter.store.accounts import keeping

        self.authority.require(officer, Permission.HOUSE_ACCESS_GRANT)
        self._not_own(officer, name)
        if not reason.strip():
            raise Refusal("Say why the account is closed", code="no-reason")
        with self.store.work() as work:
            now = self.policies.clock()
            keeping.close_account(work, keeping.find(name), reason=reason.strip(), by=officer.name, now=now)

    def reset_password(self, officer: Officer, name: str, password: str | None = None) -> str:
        """Set a new password for an account's next sign-in and give it. Raises ``Forbidden``, ``NotFound``."""
        from tidewaiter.store.accounts import keeping

        self.authority.require(officer, Permission.HOUSE_ACCESS_GRANT)
        self._not_own(officer, name)
        with self.store.work() as work:
            found, now = keeping.find(name), self.policies.clock()
            return keeping.reset_password(work, found, by=officer.name, now=now, password=password)

    def reset_factor(self, officer: Officer, name: str) -> None:
        """Take an account's second factor away, so that another is set up. Raises ``Forbidden``, ``NotFound``."""
        from tidewaiter.store.accounts import keeping

        self.authority.require(officer, Permission.HOUSE_ACCESS_GRANT)
        self._not_own(officer, name)
        with self.store.work() as work:
            keeping.reset_factor(work, keeping.find(name), by=officer.name, now=self.policies.clock())

    def listed(self, officer: Officer) -> list[dict[str, Any]]:
        """List all accounts by name, as ``keeping.Kept`` tells them; never a secret. Raises ``Forbidden``."""
        from tidewaiter.store.accounts import keeping

        self.authority.require(officer, Permission.HOUSE_ACCESS_GRANT)
        with self.store.read():
            return [each._asdict() for each in keeping.every(self.policies.clock())]

    def _checked(self, officer: Officer, roles: Collection[str], port: str) -> str:
        """Give the port by its registered code, once the roles are known and the officer may grant."""
        self.authority.require(officer, Permission.HOUSE_ACCESS_GRANT)
        unknown = sorted(set(roles) - set(self.authority.grants))
        if unknown:
            known = ", ".join(sorted(self.authority.grants))
            raise Refusal(f"There is no role {', '.join(unknown)}; there are {known}", code="no-such-role")
        if set(roles) & self.authority.bound:
            raise Refusal("Senders of messages come with a token, not with an account", code="bound-role")
        return port if port == "*" else self.policies.places.port(port).code

    def _not_own(self, officer: Officer, name: str) -> None:
        from tidewaiter.store.accounts import keeping

        if keeping.folded(officer.name) == keeping.folded(name):
            raise Refusal("Nobody changes their own account here: another administrator does", code="own-account")


@cache
def _entry(home: Path, roles: tuple[str, ...]) -> EntryPolicy:
    """Read the policy once for each home."""
    folder = site_policies(home)
    own = folder / NAME if folder is not None else None
    path = own if own is not None and own.exists() else POLICIES / NAME
    return read_entry(read_file(path), roles, str(path))
