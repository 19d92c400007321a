"""What was wrong, late or odd about data as it came: a finding about the sender's data, never about a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from tidewaiter.vocabulary.errors import Position

Severity = Literal["info", "warning", "error"]
"""info: tolerated and harmless; warning: tolerated, the sender should mend it; error: a required fact is unusable."""


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One data-quality finding, with the place in the message that made it.

    ``code`` is a stable kebab-case word (``missing-unt``, ``count-mismatch``, ``invalid-date``); ``column`` names the
    column of the declared table that suffers, where one does; ``traveler`` is the ordinal of the person concerned.
    """

    code: str
    severity: Severity
    text: str
    position: Position = field(default_factory=Position)
    column: str | None = None
    traveler: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the finding in the words of the command-line contract."""
        where = self.position
        found: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity,
            "segment": where.segment,
            "element": where.element,
            "component": where.component,
            "message": where.message,
            "text": self.text,
        }
        for name, value in (("path", where.path), ("field", self.column), ("traveler", self.traveler)):
            if value is not None:
                found[name] = value
        return found
