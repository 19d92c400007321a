"""Where the reader of a passenger list writes down what was odd, with the exact place."""

from __future__ import annotations

from tidewaiter.formats.repeats import gather_repeats
from tidewaiter.vocabulary.errors import Position
from tidewaiter.vocabulary.quality import QualityFinding, Severity


class Notes:
    """Findings of one message. What repeats for every person and concerns none is told once, with its count."""

    __slots__ = ("_first", "_times", "findings", "message", "traveler")

    def __init__(self, message: int) -> None:
        self.message = message
        self.findings: list[QualityFinding] = []
        self.traveler: int | None = None
        self._first: dict[tuple[str, str], int] = {}
        self._times: dict[tuple[str, str], int] = {}

    def add(
        self,
        code: str,
        severity: Severity,
        text: str,
        at: tuple[int, ...],
        column: str | None = None,
    ) -> None:
        """Record one finding about the person being read, or about the message while none is.

        ``at`` is the segment, and where it is known the element and the component.
        """
        segment, element, component = (*at, None, None)[:3]
        place = Position(segment, element, component, self.message)
        self.findings.append(QualityFinding(code, severity, text, place, column, self.traveler))

    def repeat(self, code: str, what: str, segment: int, fate: str = "was passed over") -> None:
        """Count something that is passed over (or met with another ``fate``); ``tell`` reports it once."""
        key = (code, f"{what} {fate}")
        self._first.setdefault(key, segment)
        self._times[key] = self._times.get(key, 0) + 1

    def tell(self) -> list[QualityFinding]:
        """Give all findings."""
        self.traveler = None
        for (code, what), segment in self._first.items():
            times = self._times[code, what]
            more = f" ({times} times)" if times > 1 else ""
            self.add(code, "info", f"{what}{more}", (segment,))
        return gather_repeats(self.findings)

    def told(self, since: int, column: str) -> bool:
        """Tell whether a finding from number ``since`` on already concerns ``column``."""
        return any(finding.column == column for finding in self.findings[since:])
