"""What was looked at while screening, counted: nothing is dropped without a trace."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Tally:
    """Counts of one batch. Only names compared by likeness make pairs; numbers are looked up."""

    declarations: int = 0
    """Rows that were screened."""
    names: int = 0
    """Names among them that were compared by likeness."""
    considered: int = 0
    """Pairs of names that an index brought together."""
    scored: int = 0
    """Pairs laid beside each other word by word."""
    alerted: int = 0
    """Pairs of a declaration and an entry that were stated as hits."""

    def add(
        self, *, declarations: int = 0, names: int = 0, considered: int = 0, scored: int = 0, alerted: int = 0
    ) -> None:
        """Add to the counts."""
        self.declarations += declarations
        self.names += names
        self.considered += considered
        self.scored += scored
        self.alerted += alerted

    @property
    def counts(self) -> dict[str, int]:
        """Give the counts by name."""
        return asdict(self)
