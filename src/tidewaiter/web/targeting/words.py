"""Evidence and explanations laid out for a reader: both values, how they agree, and each leaf of a rule in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tidewaiter.api.house import house
from tidewaiter.assess.saying import said
from tidewaiter.authority import Permission
from tidewaiter.vocabulary.officer import Officer


def beside(hit: Mapping[str, Any]) -> list[dict[str, str | None]]:
    """Lay the traveler beside the entry field by field: ``field, traveler, entry, agreement``.

    What was compared comes first, with how it agrees; what one side says and nobody compared follows and says so.
    """
    rows: list[dict[str, str | None]] = []
    for name, each in (hit["evidence"] or {}).items():
        if isinstance(each, Mapping):
            row = {"field": name, "traveler": _text(each.get("asked")), "entry": _text(each.get("listed"))}
            rows.append(row | {"agreement": _agreement(each)})
    compared = {str(row["field"]).replace("_", " ") for row in rows}
    for side in hit["sides"]:
        field = str(side["field"]).replace("-", " ").replace("_", " ")
        if field not in compared and not (field == "name and birth date" and compared & {"name"}):
            one_sided = side["declared"] is None or side["listed"] is None
            words = _("only one side says it") if one_sided else _("not compared by this check")
            if not rows and hit["basis"] == side["field"] and not one_sided:
                words = _("what the match rests on")
            rows.append({"field": field, "traveler": side["declared"], "entry": side["listed"], "agreement": words})
            compared.add(field)
    return rows


_CLOSE, _NEAR, _SAME = 0.6, 0.8, 0.95
"""Likeness of two words, 0..1, from which on it is called so; a bare figure tells a reader nothing."""


def _agreement(each: Mapping[str, Any]) -> str:
    found = each.get("agreement")
    if isinstance(found, str):
        return found
    told = [_pair(*pair) for pair in each.get("words") or ()]
    for key, words in (("only_asked", _("only the traveler has")), ("only_listed", _("only the entry has"))):
        if each.get(key):
            told.append(f"{words} {', '.join(map(str, each[key]))}")
    return "; ".join(told) or _("compared")


def _pair(asked: str, listed: str, likeness: float) -> str:
    """Say of one word of a name beside one of the entry's how like they are."""
    if likeness >= _SAME:
        return _("%(word)s the same") % {"word": asked}
    how = _("much alike") if likeness >= _NEAR else _("somewhat alike") if likeness >= _CLOSE else _("not alike")
    return f"{asked} / {listed} {how}"


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return None if value is None else str(value)


def explained(officer: Officer, encounter_id: str) -> dict[str, Any] | None:
    """Tell why an encounter was assessed so, leaf by leaf; None where the reader's roles do not carry it.

    ``rules`` in the order in which they count: fired, not evaluable, quiet; those that do not concern it are counted.
    """
    if not house().authority.allows(officer, Permission.PORT_ENCOUNTER_EXPLAIN):
        return None
    found = house().explain(encounter_id, officer)
    catalogue = house().policies.ruleset.catalogue
    order = {"fired": 0, "not-evaluable": 1, "quiet": 2}
    concerned = [rule for rule in found["rules"] if rule["outcome"] in order]
    rules = [
        rule | {"leaves": [leaf | {"said": said(_values(leaf), catalogue)} for leaf in rule["leaves"]]}
        for rule in sorted(concerned, key=lambda rule: (order[rule["outcome"]], -rule["weight"]))
    ]
    counts = {name: sum(rule["outcome"] == name for rule in rules) for name in order}
    counts["does-not-apply"] = len(found["rules"]) - len(concerned)
    stated = [fact["data"].get("checks") for fact in found["facts"] if fact["kind"] == "Identified"]
    return {
        "encounter": found["encounter"],
        "rules": rules,
        "counts": counts,
        "replayed": found["replayed"],
        "checks": [check for checks in stated for check in checks or []],
        "differences": found["differences"],
    }


def _values(leaf: Mapping[str, Any]) -> Mapping[str, Any]:
    values = leaf["values"]
    return values if isinstance(values, Mapping) else {}
