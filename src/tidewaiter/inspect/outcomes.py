"""The codes an inspection may end with: data, so that results can be counted alike at every port."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tidewaiter.language.policy import POLICIES, read_file, read_policy
from tidewaiter.vocabulary.errors import Refusal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way an inspection can end.

    ``positive``: a violation or an inadmissible person or thing was found. ``label``: the result teaches Analyze which
    rules earn their keep; an inspection that could not be completed teaches nothing.
    """

    code: str
    meaning: str
    positive: bool
    label: bool
    report_required: bool


@cache
def load_outcomes(folder: Path = POLICIES) -> Mapping[str, Outcome]:
    """Read ``outcomes.yaml``; raises ``InvalidPolicy`` with its place for a wrong or doubled record."""
    outcomes: dict[str, Outcome] = {}
    file = read_policy(read_file(folder / "outcomes.yaml"), "outcomes.yaml", required=("outcomes",))
    for record in file.records("outcomes"):
        record.only(("code", "meaning", "positive", "label", "report_required"))
        code = record.text("code")
        if code in outcomes:
            raise record.wrong(f"outcome '{code}' is written twice", "code")
        outcomes[code] = Outcome(
            code,
            record.text("meaning"),
            record.flag("positive"),
            record.flag("label"),
            record.flag("report_required"),
        )
    return outcomes


def outcome_of(outcomes: Mapping[str, Outcome], code: str, report: str) -> Outcome:
    """Give the outcome of a code, its report in words where one is asked for. Raises ``Refusal``."""
    outcome = outcomes.get(code)
    if outcome is None:
        raise Refusal(f"an outcome code is required, one of: {', '.join(sorted(outcomes))}", code="outcome-required")
    if outcome.report_required and not report.strip():
        raise Refusal(f"outcome '{outcome.code}' needs a report in words", code="report-required")
    return outcome
