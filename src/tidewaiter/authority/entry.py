"""The policy of coming in: who needs a second factor, how long a sitting lasts, what is asked again, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tidewaiter.authority.permissions import Permission
from tidewaiter.language.policy import PolicyFile, PolicyRecord, read_policy


@dataclass(frozen=True, slots=True)
class Identities:
    """How an identity of an issuer becomes an account: ``groups`` give a role at a port for each group it is in."""

    name_claim: str
    group_claim: str
    factors: frozenset[str]
    groups: Mapping[str, tuple[str, str]]

    def granted(self, groups: Iterable[str]) -> tuple[frozenset[str], str] | None:
        """Give roles and port that these groups stand for; None where none does, or where they name two ports."""
        known = [self.groups[group] for group in groups if group in self.groups]
        ports = {port for _, port in known}
        return (frozenset(role for role, _ in known), ports.pop()) if len(ports) == 1 else None


@dataclass(frozen=True, slots=True)
class EntryPolicy:
    """What ``policies/accounts.yaml`` says. ``purposes`` are ready-made by role."""

    second_factor: frozenset[str]
    idle: timedelta
    longest: timedelta
    one_each: bool
    proof_lasts: timedelta
    step_up: frozenset[Permission]
    purposes: Mapping[str, tuple[str, ...]]
    glass_lasts: timedelta
    glass_reviewed_within: timedelta
    glass_unreviewed: int
    identities: Identities

    def needs_factor(self, roles: Iterable[str]) -> bool:
        """Tell whether one of these roles opens no page without a second factor."""
        return not self.second_factor.isdisjoint(roles)

    def purposes_of(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Give what these roles most often open records for."""
        return tuple(dict.fromkeys(text for role in sorted(roles) for text in self.purposes.get(role, ())))


def read_entry(text: str, roles: Iterable[str], where: str = "accounts.yaml") -> EntryPolicy:
    """Read the policy. Raises ``InvalidPolicy`` with its place, also for a role that the permission table lacks."""
    known = tuple(roles)
    parts = ("second_factor", "sittings", "step_up", "purposes", "break_glass", "identity")
    file = read_policy(text, where, required=parts)
    sittings, step_up, glass = _part(file, "sittings"), _part(file, "step_up"), _part(file, "break_glass")
    purposes = file.mapping("purposes")
    purposes.only((), known)
    return EntryPolicy(
        second_factor=frozenset(file.texts("second_factor", known)),
        idle=timedelta(minutes=sittings.whole_number("idle_minutes")),
        longest=timedelta(hours=sittings.whole_number("longest_hours")),
        one_each=sittings.flag("one_each"),
        proof_lasts=timedelta(minutes=step_up.whole_number("minutes")),
        step_up=frozenset(Permission(name) for name in step_up.texts("permissions", tuple(Permission))),
        purposes={role: purposes.texts(role) for role in purposes.fields},
        glass_lasts=timedelta(minutes=glass.whole_number("minutes")),
        glass_reviewed_within=timedelta(hours=glass.whole_number("review_hours")),
        glass_unreviewed=glass.whole_number("unreviewed_at_most"),
        identities=_identities(_part(file, "identity"), known),
    )


_KEYS = {
    "sittings": ("idle_minutes", "longest_hours", "one_each"),
    "step_up": ("minutes", "permissions"),
    "break_glass": ("minutes", "review_hours", "unreviewed_at_most"),
    "identity": ("name_claim", "group_claim", "factors", "groups"),
}


def _part(file: PolicyFile, name: str) -> PolicyRecord:
    part = file.mapping(name)
    part.only(_KEYS[name])
    return part


def _identities(part: PolicyRecord, roles: tuple[str, ...]) -> Identities:
    groups = part.mapping("groups")
    given = {}
    for group in groups.fields:
        one = groups.mapping(group)
        one.only(("role", "port"))
        given[group] = (one.text("role", roles), one.text("port"))
    factors = frozenset(part.texts("factors"))
    return Identities(part.text("name_claim"), part.text("group_claim"), factors, given)
