"""Who acts: a named human officer, or a machine that may only suggest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Officer:
    """A named human with roles, acting at one port (``*`` = every port), for a stated purpose.

    ``senders``: the sender identifications in whose name a carrier's messages may come (``vocabulary.sender``).
    """

    name: str
    roles: frozenset[str] = frozenset()
    port: str = "*"
    purpose: str = ""
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """The system itself, or a connected system. It announces, screens and suggests; it never decides about a person."""

    name: str = "tidewaiter"


Actor = Officer | Machine
