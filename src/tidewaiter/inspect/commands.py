"""What an officer says at primary and in secondary: imperatives, nothing decided yet."""

from __future__ import annotations

from dataclasses import dataclass

from tidewaiter.vocabulary.act import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAtPrimary(Act):
    """The person or conveyance stands before the officer. ``unannounced``: no message had announced them.

    ``port`` is where they stand: the one that the encounter names, unless said. Where they were due at another, this is
    a diversion and the fact names both.
    """

    port: str | None = None
    lane: str | None = None
    unannounced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSecondaryResult(Act):
    """Secondary is over. ``outcome`` is a code of ``policies/outcomes.yaml``, and required."""

    outcome: str
    report: str = ""


InspectCommand = ReportAtPrimary | RecordSecondaryResult
