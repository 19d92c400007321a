"""Which reason the form offers first to whoever takes an inspection up; the officer chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tidewaiter.inspect.secondary.policy import Reason, SecondaryPolicy
from tidewaiter.inspect.secondary.state import Record


def suggested(record: Record, encounter: Mapping[str, Any], failed: Sequence[str], policy: SecondaryPolicy) -> str:
    """Suggest a reason: what the referral's words name, else what is known of the encounter; ``other`` otherwise.

    ``encounter`` is a row of the read model, ``failed`` its checks that failed. What a draw chose is only ever random.
    """
    if record.random:
        return "random"
    known = [code for code in policy.reasons if code != "random"]
    named = next((code for code in known if _names(record.referral, policy.reasons[code])), None)
    facts = (
        ("child", bool(encounter.get("unaccompanied_minor"))),
        ("list-match", bool(encounter.get("hits"))),
        ("document", bool(set(failed) - {"lists", "complete"})),
        ("vehicle", encounter.get("kind") == "conveyance"),
        ("risk", encounter.get("assignment") == "secondary" and encounter.get("band") == "high"),
    )
    offered = named or next((code for code, holds in facts if holds), "other")
    return offered if offered in policy.reasons else next(iter(policy.reasons))


def _names(words: str, reason: Reason) -> bool:
    said = words.strip().casefold()
    return any(said.startswith(each.casefold()) for each in (reason.code, *reason.title.values(), *reason.words))
