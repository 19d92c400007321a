"""The features a rule may name: what each means, where it comes from, and whether a rule may read it at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, cast, get_args

from tidewaiter.language.policy.reading import read_policy
from tidewaiter.language.policy.record import PolicyRecord

FeatureType = Literal["text", "number", "flag", "date", "time", "texts"]
Protection = Literal["never", "ground"]
TYPES: tuple[str, ...] = get_args(FeatureType)
SUBJECTS = ("person", "conveyance", "shipment")
_OPTIONAL = (
    *("unit", "columns", "sensitivity", "use", "subjects", "sole_ground"),
    *("values", "words", "protected", "because"),
)


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing a rule may ask about an encounter.

    ``unit`` is written in the singular (day, bag). ``columns`` names every column it is made of, as ``TABLE.column``.
    ``values`` closes the vocabulary of a text; ``words`` says its codes aloud. ``protected``: never, or only where the
    rule cites a named legal ground; ``because`` names the protected attribute it is or stands for. ``subjects`` are the
    kinds it says something of (none named: all). ``sole_ground`` is False for what never raises a band by itself, as
    an association with somebody else or the score of a model.
    """

    name: str
    type: FeatureType
    meaning: str
    unit: str = ""
    columns: tuple[str, ...] = ()
    sensitivity: str = "routine"
    may_be_used_for: frozenset[str] = frozenset({"assess"})
    subjects: frozenset[str] = frozenset()
    sole_ground: bool = True
    values: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    protected: Protection | None = None
    because: str = ""


Catalogue = Mapping[str, Feature]


def read_catalogue(text: str, where: str = "features.yaml") -> dict[str, Feature]:
    """Read a catalogue from YAML: under ``features``, feature name to its description.

    Raises ``InvalidPolicy`` with file, line and column of what is wrong.
    """
    features = read_policy(text, where, required=("features",)).mapping("features")
    for name, key in features.keys.items():
        if not name.isidentifier():
            raise features.wrong(f"{name!r} cannot be a feature's name", key)
    return {name: _feature(name, features.mapping(name)) for name in features.fields}


def _feature(name: str, entry: PolicyRecord) -> Feature:
    entry.only(("type", "meaning"), _OPTIONAL)
    protected = cast(Protection | None, entry.optional_text("protected", get_args(Protection)))
    words = entry.mapping("words") if "words" in entry.fields else None
    return Feature(
        name=name,
        type=cast(FeatureType, entry.text("type", TYPES)),
        meaning=entry.text("meaning"),
        unit=entry.optional_text("unit") or "",
        columns=_texts(entry, "columns"),
        sensitivity=entry.optional_text("sensitivity") or ("protected" if protected else "routine"),
        may_be_used_for=frozenset(_texts(entry, "use") or ({"assess"} if protected != "never" else ())),
        subjects=frozenset(entry.texts("subjects", SUBJECTS)) if "subjects" in entry.fields else frozenset(),
        sole_ground=entry.flag("sole_ground") if "sole_ground" in entry.fields else True,
        values=frozenset(_texts(entry, "values")),
        words=MappingProxyType({code: words.text(code) for code in words.fields} if words else {}),
        protected=protected,
        because=entry.optional_text("because") or "",
    )


def _texts(entry: PolicyRecord, key: str) -> tuple[str, ...]:
    return entry.texts(key) if key in entry.fields else ()
