"""The one policy filter under every query and command: may this officer do this, here, for this purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tidewaiter.authority.permissions import Permission
from tidewaiter.language.policy import PolicyRecord, read_policy
from tidewaiter.vocabulary.errors import Forbidden
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.sender import Sender, Submitter

NOWHERE = "nowhere"
OPEN = "open"
"""What stands in the permission table for an operation that asks nobody who they are."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The permission table: which role holds which permissions, and which permissions need a stated purpose.

    ``operations`` names the permission of every operation over HTTP (``GET /api/encounters``); None is open to all.
    ``bound`` are the roles that submit messages only for the senders which their token names. ``listings`` gives the
    purpose for which each list of people is kept; a list that is not there asks its reader for theirs.
    """

    grants: Mapping[str, frozenset[Permission]]
    purposeful: frozenset[Permission]
    operations: Mapping[str, Permission | None] = field(default_factory=dict)
    bound: frozenset[str] = frozenset()
    listings: Mapping[str, str] = field(default_factory=dict)

    def allows(self, officer: Officer, permission: Permission, port: str | None = None) -> bool:
        """Tell whether a role of the officer holds the permission, at this port where the scope is ``port``.

        ``port`` None asks whether the officer may do it anywhere; the rows are then filtered by ``ports_of``.
        """
        if not any(permission in self.grants.get(role, frozenset()) for role in officer.roles):
            return False
        if permission.scope == "port" and port is not None and officer.port not in ("*", port):
            return False
        return permission not in self.purposeful or bool(officer.purpose.strip())

    def require(self, officer: Officer, permission: Permission, port: str | None = None) -> None:
        """Raise ``Forbidden`` unless allowed; the text says what is missing, never what exists elsewhere."""
        if self.allows(officer, permission, port):
            return
        if permission in self.purposeful and not officer.purpose.strip():
            raise Forbidden(f"{permission} needs a purpose; say why the record is opened", code="purpose-required")
        raise Forbidden(f"{officer.name} does not hold {permission} here")

    def require_operation(self, officer: Officer, operation: str) -> None:
        """Raise ``Forbidden`` unless the officer may use an operation somewhere; one without a row is nobody's."""
        if operation not in self.operations:
            raise Forbidden(f"{operation} has no row in the permission table")
        permission = self.operations[operation]
        if permission is not None:
            self.require(officer, permission)

    def opens(self, officer: Officer, operation: str) -> bool:
        """Tell whether an operation is the officer's once they state a purpose where one is asked: for menus."""
        if operation not in self.operations:
            return False
        permission = self.operations[operation]
        return permission is None or any(permission in self.grants.get(role, ()) for role in officer.roles)

    def is_open(self, operation: str) -> bool:
        """Tell whether an operation needs nobody to say who they are."""
        return operation in self.operations and self.operations[operation] is None

    def submitter(self, officer: Officer) -> Submitter:
        """Give whom a message comes from: bound to the senders of the token, unless a role submits for the house."""
        may = {role for role in officer.roles if Permission.OWN_MESSAGE_SUBMIT in self.grants.get(role, frozenset())}
        senders = None if may - self.bound else frozenset(map(Sender.of, officer.senders))
        return Submitter(officer.name, senders)

    def purpose_of_listing(self, officer: Officer, what: str) -> str:
        """Give the purpose with which a list of people is read: the reader's own, else the one the list is kept for.

        Raises ``Forbidden`` where neither is stated.
        """
        purpose = officer.purpose.strip() or self.listings.get(what, "")
        if not purpose:
            raise Forbidden(f"the list {what} needs a purpose; say why it is read", code="purpose-required")
        return purpose

    def port_of(self, officer: Officer) -> str | None:
        """Give the port to which the officer's rows are confined; None for every port.

        Who has no port is confined to one that there is not, so that nothing left empty ever reads as everything.
        """
        return None if officer.port == "*" else officer.port or NOWHERE


def read_authority(text: str, where: str = "permissions.yaml") -> Authority:
    """Read the permission table. Raises ``InvalidPolicy`` with its place: an unknown permission, a key nobody reads."""
    optional = ("operations", "bound_to_senders", "listings")
    file = read_policy(text, where, required=("roles", "purpose_required"), optional=optional)
    roles = file.mapping("roles")
    rows = file.mapping("operations") if "operations" in file.fields else None
    bound = file.texts("bound_to_senders", tuple(roles.fields)) if "bound_to_senders" in file.fields else ()
    listings = file.mapping("listings") if "listings" in file.fields else None
    return Authority(
        bound=frozenset(bound),
        listings={name: listings.text(name) for name in listings.fields} if listings else {},
        grants={role: _permissions(roles, role) for role in roles.fields},
        purposeful=_permissions(file, "purpose_required"),
        operations={row: _asked(rows.text(row, (OPEN, *Permission))) for row in rows.fields} if rows else {},
    )


def _permissions(record: PolicyRecord, key: str) -> frozenset[Permission]:
    return frozenset(Permission(name) for name in record.texts(key, tuple(Permission)))


def _asked(name: str) -> Permission | None:
    return None if name == OPEN else Permission(name)
