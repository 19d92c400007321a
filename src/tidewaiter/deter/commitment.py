"""Commit to a day's secret before the day and reveal it after, so that anyone can check that no draw was bent."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.stream import RandomStream

TAG = b"tidewaiter random draw v1\x00"
"""Domain tag: a commitment can never be mistaken for another kind of hash of the house."""


def commit(day: date, secret: bytes) -> str:
    """Commit to a secret: SHA-256 of domain tag, day (ISO 8601), a zero byte and the secret, in hexadecimal."""
    return hashlib.sha256(TAG + day.isoformat().encode() + b"\x00" + secret).hexdigest()


def committed(stream: RandomStream, *, at: datetime, actor: str = "tidewaiter") -> Fact:
    """State the commitment and the rates of a day, before its first draw; ``rate`` is the highest of the modes'."""
    data = {
        "day": stream.day.isoformat(),
        "commitment": commit(stream.day, stream.secret),
        "rate": max(stream.by_mode.values(), default=0.0),
        "by_mode": dict(stream.by_mode),
        "by_port": dict(stream.by_port),
        "note": stream.note,
    }
    return Fact(FactKind.DRAW_COMMITTED, stream.day.isoformat(), at, actor, data)


def revealed(stream: RandomStream, *, at: datetime, actor: str = "tidewaiter") -> Fact:
    """State the secret of a day that is over, in hexadecimal."""
    data = {"day": stream.day.isoformat(), "secret": stream.secret.hex()}
    return Fact(FactKind.DRAW_REVEALED, stream.day.isoformat(), at, actor, data)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was committed to before a day's first draw: the secret's hash, and the share to examine everywhere."""

    day: date
    digest: str
    by_mode: Mapping[str, float]
    by_port: Mapping[str, float]

    @classmethod
    def of_fact(cls, data: Mapping[str, Any]) -> Commitment:
        """Read the data of a DrawCommitted fact."""
        rates = data.get("by_mode") or {}, data.get("by_port") or {}
        return cls(date.fromisoformat(data["day"]), str(data["commitment"]), *rates)

    def rates(self, mode: str | None, port: str | None) -> tuple[float, ...]:
        """Give the share committed to: the port's own, else the mode's, else none.

        Several may be right where the mode is not known any more, because its declaration was destroyed when due.
        """
        if port in self.by_port:
            return (self.by_port[str(port)],)
        return (0.0, *self.by_mode.values()) if mode is None else (self.by_mode.get(mode, 0.0),)


@dataclass(frozen=True, slots=True)
class Verification:
    """How a day's draw stood up: how many draws were recomputed, and every problem in words."""

    checked: int
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing was found wrong."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """Give the outcome as every face tells it."""
        return {"ok": self.ok, "checked": self.checked, "problems": list(self.problems)}


def verify_draw(promised: Commitment, secret: bytes, drawn: pl.DataFrame) -> Verification:
    """Recompute a day's draws from the revealed secret and the rates committed to: columns of ``needs.DRAWN``.

    Written apart from the code that draws. Finds a secret that was exchanged, a draw that is not the encounter's own,
    a rate that is not the one committed to for mode and port, somebody drawn but not examined, and somebody labelled
    random who was not drawn. What a row itself says its rate was decides nothing.
    """
    problems = []
    if not hmac.compare_digest(commit(promised.day, secret), promised.digest):
        problems.append(f"the secret revealed for {promised.day.isoformat()} is not the one committed to")
    for row in drawn.iter_rows(named=True):
        name = row["encounter_id"]
        number = int.from_bytes(hmac.new(secret, name.encode(), hashlib.sha256).digest()[:8], "big") >> 11
        draw = number / (1 << 53)
        if row["draw"] is None or row["draw"] != draw:
            problems.append(f"{name}: the draw recorded is {row['draw']}, the secret gives {draw}")
            continue
        rates = promised.rates(row["mode"], row["port"])
        rate = row["rate"] if row["rate"] in rates else rates[0]
        if row["rate"] != rate:
            where = f"{row['mode'] or 'no mode'} at {row['port'] or 'no port'}"
            problems.append(f"{name}: the rate recorded is {row['rate']}, committed to was {rate} ({where})")
        chosen = draw < rate
        if chosen and row["assignment"] != "secondary":
            problems.append(f"{name}: was drawn and not examined")
        if row["stream"] == "random" and not chosen:
            problems.append(f"{name}: is labelled random and was not drawn")
    return Verification(drawn.height, tuple(problems))
