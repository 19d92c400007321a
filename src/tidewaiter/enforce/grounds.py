"""The library of legal grounds: every adverse act cites one, and an expired one is off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_record

KINDS = ("refusal", "seizure", "arrest", "detention", "penalty")
_KEYS = (
    "id", "title", "kind", "citation", "text", "note", "owner", "review_at", "expires_at",
    "due_days", "appeal_days", "clock_citation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """One legal ground.

    ``title`` by language. ``verified`` and ``clock_verified``: the cited text was opened; ``note`` says where.
    ``due_days`` is the authority's clock, ``appeal_days`` the person's, both from the day of the act; None where no
    clock runs or none is known.
    """

    id: str
    title: Mapping[str, str]
    kind: str
    citation: str
    text: str
    verified: bool
    note: str
    owner: str
    review_at: date
    expires_at: date
    due_days: int | None
    appeal_days: int | None
    clock_citation: str
    clock_verified: bool

    def in_force(self, day: date) -> bool:
        """Say whether the ground may be cited on ``day``: its expiry switches it off."""
        return day < self.expires_at

    def due_at(self, at: datetime) -> datetime | None:
        """Give the end of the authority's clock."""
        return None if self.due_days is None else at + timedelta(days=self.due_days)

    def appeal_until(self, at: datetime) -> datetime | None:
        """Give the end of the person's time to appeal or petition."""
        return None if self.appeal_days is None else at + timedelta(days=self.appeal_days)


def load_grounds(folder: Path = POLICIES / "grounds") -> Mapping[str, Ground]:
    """Read every ``*.yaml`` of the folder; raises ``InvalidPolicy`` with its place for a wrong or doubled ground."""
    grounds: dict[str, Ground] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = read_record(read_file(path), path.name)
        file.only(("grounds",))
        for record in file.records("grounds"):
            ground = _ground(record)
            if ground.id in grounds:
                raise record.wrong(f"ground '{ground.id}' is written twice", "id")
            grounds[ground.id] = ground
    return grounds


def _ground(record: PolicyRecord) -> Ground:
    record.only(_KEYS)
    review_at, expires_at = record.term()
    citation, clock = record.citation(), record.citation("clock_citation")
    return Ground(
        id=record.text("id"),
        title=_titles(record),
        kind=record.text("kind", KINDS),
        citation=citation.text,
        text=record.text("text"),
        verified=citation.verified,
        note=record.text("note"),
        owner=record.text("owner"),
        review_at=review_at,
        expires_at=expires_at,
        due_days=record.days("due_days"),
        appeal_days=record.days("appeal_days"),
        clock_citation=clock.text,
        clock_verified=clock.verified,
    )


def _titles(record: PolicyRecord) -> Mapping[str, str]:
    titles = record.mapping("title")
    titles.text("en")  # what other languages fall back to
    return {language: titles.text(language) for language in titles.fields}
