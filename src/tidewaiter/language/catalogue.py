"""The features a rule may name: what each means, where it comes from, and whether a rule may read it at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

import yaml

from tidewaiter.vocabulary.errors import InvalidPolicy

FeatureType = Literal["text", "number", "flag", "date", "time", "texts"]
Protection = Literal["never", "ground"]
TYPES: tuple[str, ...] = get_args(FeatureType)


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing a rule may ask about an encounter.

    ``unit`` is written in the singular (day, bag). ``columns`` names every column it is made of, as ``TABLE.column``.
    ``values`` closes the vocabulary of a text; ``words`` says its codes aloud. ``protected``: never, or only where the
    rule cites a named legal ground; ``because`` names the protected attribute it is or stands for.
    """

    name: str
    type: FeatureType
    meaning: str
    unit: str = ""
    columns: tuple[str, ...] = ()
    sensitivity: str = "routine"
    may_be_used_for: frozenset[str] = frozenset({"assess"})
    values: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    protected: Protection | None = None
    because: str = ""


Catalogue = Mapping[str, Feature]


def read_catalogue(text: str, where: str = "features.yaml") -> dict[str, Feature]:
    """Read a catalogue from YAML: one mapping, feature name to its description.

    Raises ``InvalidPolicy`` naming the feature that is wrong.
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise InvalidPolicy("this is not YAML", where=where, line=line, column=column) from error
    if not isinstance(document, dict):
        raise InvalidPolicy("a catalogue is a mapping of names to features", where=where)
    return {name: _feature(name, entry, where) for name, entry in document.items()}


def _feature(name: object, entry: object, where: str) -> Feature:
    if not isinstance(name, str) or not name.isidentifier():
        raise InvalidPolicy(f"{name!r} cannot be a feature's name", where=where)
    if not isinstance(entry, dict):
        raise InvalidPolicy(f"feature {name} is not described", where=where)
    known = {"type", "unit", "meaning", "columns", "sensitivity", "use", "values", "words", "protected", "because"}
    if strange := sorted(set(entry) - known):
        raise InvalidPolicy(f"feature {name} has unknown keys: {', '.join(strange)}", where=where)
    if entry.get("type") not in TYPES:
        raise InvalidPolicy(f"feature {name} needs a type: {', '.join(TYPES)}", where=where)
    if not entry.get("meaning"):
        raise InvalidPolicy(f"feature {name} needs a meaning", where=where)
    protected = entry.get("protected")
    if protected not in (None, "never", "ground"):
        raise InvalidPolicy(f"feature {name}: protected is never or ground", where=where)
    words = {str(code): str(word) for code, word in (entry.get("words") or {}).items()}
    return Feature(
        name=name,
        type=entry["type"],
        meaning=str(entry["meaning"]),
        unit=str(entry.get("unit", "")),
        columns=tuple(entry.get("columns") or ()),
        sensitivity=str(entry.get("sensitivity", "protected" if protected else "routine")),
        may_be_used_for=frozenset(entry.get("use") or ({"assess"} if protected != "never" else ())),
        values=frozenset(entry.get("values") or ()),
        words=MappingProxyType(words),
        protected=protected,
        because=str(entry.get("because", "")),
    )
