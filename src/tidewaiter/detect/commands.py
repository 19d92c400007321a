"""What an officer says on finding something."""

from __future__ import annotations

from dataclasses import dataclass

from tidewaiter.vocabulary.act import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding(Act):
    """Something was found. ``kind`` and ``unit`` are words of ``policies/findings.yaml``."""

    kind: str
    quantity: float | None = None
    unit: str | None = None
    note: str = ""
