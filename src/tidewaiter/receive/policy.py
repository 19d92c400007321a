"""Reading the gate's policy (``policies/filing.yaml``): deadlines by mode and the fields each source must carry."""

from __future__ import annotations

from typing import Any

import yaml

from tidewaiter.receive.gate import Filing, GatePolicy, Requirement
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.tables import DECLARED


def gate_policy(text: str, where: str = "filing.yaml") -> GatePolicy:
    """Read the policy. Raises ``InvalidPolicy`` with the place where it breaks."""
    try:
        found: dict[str, Any] = yaml.safe_load(text)
        filings = tuple(Filing(**filing) for filing in found["filings"])
        requirements = tuple(Requirement(r["field"], tuple(r["sources"]), r["ground"]) for r in found["requirements"])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise InvalidPolicy(str(error.problem), where=where, line=line, column=column) from error
    except (KeyError, TypeError) as error:
        raise InvalidPolicy(f"A filing or requirement lacks or has a wrong key: {error}", where=where) from error
    for requirement in requirements:
        if requirement.field not in DECLARED:
            raise InvalidPolicy(f"{requirement.field} is no column of the declared table", where=where)
    return GatePolicy(filings, requirements)
