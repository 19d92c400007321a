"""What a machine-readable zone says, with the outcome of every check digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from tidewaiter.formats.mrz.layout import Kind
from tidewaiter.vocabulary.announcement import TravelDocument
from tidewaiter.vocabulary.quality import QualityFinding

Check = Literal["pass", "fail", "not-run"]
CHECKS = ("number", "birth_date", "expires", "optional", "composite")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of the zone; Doc 9303-3, 4.8 allows an unknown year, month or day. All None: nothing is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def exact(self) -> date | None:
        """Give the date, or None while a part is unknown or no such day exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    @classmethod
    def of(cls, day: date | None) -> PartialDate:
        """Take a full date apart; None is a date of which nothing is known."""
        return cls(day.year, day.month, day.day) if day else cls()


@dataclass(frozen=True, slots=True)
class Mrz:
    """One zone. Codes and names stand without fillers; names in the zone's letters, components parted by blanks.

    ``checks`` maps each of ``CHECKS`` to pass, fail or not-run (the format has no such digit, or the field is empty).
    ``sex`` is X where the zone leaves it open. ``checks``, ``findings`` and ``lines`` do not count in comparisons.
    """

    kind: Kind
    document_code: str
    issuer: str
    surname: str
    given_names: str = ""
    number: str = ""
    nationality: str = ""
    birth: PartialDate = PartialDate()
    sex: Literal["M", "F", "X"] | None = "X"
    expiry: PartialDate = PartialDate()
    optional: str = ""
    optional_2: str = ""
    name_truncated: bool = field(default=False, compare=False)
    checks: Mapping[str, Check] = field(default_factory=dict, compare=False)
    findings: tuple[QualityFinding, ...] = field(default=(), compare=False)
    lines: tuple[str, ...] = field(default=(), compare=False)

    @property
    def birth_date(self) -> date | None:
        """The date of birth where it is wholly known."""
        return self.birth.exact

    @property
    def expires(self) -> date | None:
        """The date of expiry where it is wholly known."""
        return self.expiry.exact

    @property
    def valid(self) -> bool | None:
        """False when any digit fails, True when the others pass, None when none could be computed."""
        states = set(self.checks.values())
        return False if "fail" in states else True if "pass" in states else None

    @property
    def document_kind(self) -> str:
        """The kind as the vocabulary names it: P, V, C (resident card), else I."""
        return self.document_code[:1] if self.document_code[:1] in {"P", "V", "C"} else "I"

    def as_document(self) -> TravelDocument:
        """Give the travel document that the zone describes."""
        return TravelDocument(
            kind=self.document_kind,
            number=self.number or None,
            issuer=self.issuer or None,
            expires=self.expires,
            mrz=self.lines,
        )

    def as_dict(self) -> dict[str, Any]:
        """Give JSON values, in the words of the command-line contract."""
        return {
            "kind": self.kind,
            "document_code": self.document_code,
            "issuer": self.issuer,
            "surname": self.surname,
            "given_names": self.given_names,
            "name_truncated": self.name_truncated,
            "number": self.number,
            "nationality": self.nationality,
            "birth_date": _written(self.birth),
            "sex": self.sex,
            "expires": _written(self.expiry),
            "optional": self.optional,
            "optional_2": self.optional_2,
            "checks": dict(self.checks),
            "valid": self.valid,
            "findings": [finding.as_dict() for finding in self.findings],
            "lines": list(self.lines),
        }


def _written(day: PartialDate) -> str | None:
    if day == PartialDate():
        return None
    year, month, last = day.year, day.month, day.day
    return "-".join(
        (
            "????" if year is None else f"{year:04}",
            "??" if month is None else f"{month:02}",
            "??" if last is None else f"{last:02}",
        )
    )
