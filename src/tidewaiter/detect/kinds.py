"""What can be found, and in which units it is counted: data, so that findings of all ports add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tidewaiter.language.policy import POLICIES, read_file, read_policy


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One kind of finding; without ``units`` it is not counted, it is or is not there."""

    code: str
    meaning: str
    units: tuple[str, ...]
    note_required: bool


@cache
def load_finding_kinds(folder: Path = POLICIES) -> Mapping[str, FindingKind]:
    """Read ``findings.yaml``; raises ``InvalidPolicy`` with its place for a wrong or doubled record."""
    kinds: dict[str, FindingKind] = {}
    file = read_policy(read_file(folder / "findings.yaml"), "findings.yaml", required=("findings",))
    for record in file.records("findings"):
        record.only(("code", "meaning", "units", "note_required"))
        code = record.text("code")
        if code in kinds:
            raise record.wrong(f"finding kind '{code}' is written twice", "code")
        kinds[code] = FindingKind(code, record.text("meaning"), record.texts("units"), record.flag("note_required"))
    return kinds
