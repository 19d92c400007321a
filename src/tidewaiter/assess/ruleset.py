"""The rules in force on a day, with the lists and bands they use, under one content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import polars as pl

from tidewaiter.assess.bands import Bands, read_bands
from tidewaiter.assess.rule import Rule, read_rule
from tidewaiter.language import Catalogue, RowFunction, polars, python, read_catalogue
from tidewaiter.language.policy import POLICIES, read_file, read_policy
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import canonical

_LIST_KEYS = ("name", "version", "title", "ground", "source", "expires_at", "values")


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list that rules may ask: who owns it, on what ground, until when; past its expiry its rules are off."""

    name: str
    owner: str
    ground: str
    review_at: date
    expires_at: date
    values: frozenset[str]
    written: Mapping[str, Any]


@dataclass(frozen=True)
class Ruleset:
    """Compiled rules in force. ``id`` is the SHA-256 over rules, lists, bands and catalogue as written, without tests.

    ``expired`` names the rules that were left out because they, or a list they ask, are past their last day.
    """

    rules: tuple[Rule, ...]
    expired: tuple[str, ...]
    lists: Mapping[str, NamedList]
    bands: Bands
    catalogue: Catalogue

    @cached_property
    def id(self) -> str:
        """Give the content hash."""
        content = {
            "rules": [dict(rule.written) for rule in self.rules],
            "lists": [dict(self.lists[name].written) for name in sorted(self.lists)],
            "bands": dict(self.bands.written),
            "features": {
                name: [feature.type, *feature.columns]
                for name, feature in self.catalogue.items()
                if name in self.features
            },
        }
        return hashlib.sha256(canonical(content)).hexdigest()

    @cached_property
    def features(self) -> tuple[str, ...]:
        """Name every feature the rules in force read, in the catalogue's order."""
        used = frozenset[str]().union(*(rule.features for rule in self.rules))
        return tuple(name for name in self.catalogue if name in used)

    @cached_property
    def grounded(self) -> tuple[Rule, ...]:
        """Give the rules that read a protected attribute on a named legal ground: the auditors' page."""
        return tuple(rule for rule in self.rules if rule.attribute_ground)

    @cached_property
    def single(self) -> RowFunction:
        """Give the generated function: a row of features to (applies, when) of each rule, one after the other."""
        return python([part for rule in self.rules for part in (rule.applies, rule.when)])

    @cached_property
    def questions(self) -> list[pl.Expr]:
        """Give one Boolean column for each rule: null = not evaluable, false where it does not apply."""
        return [(polars(rule.applies).fill_null(value=False) & polars(rule.when)).alias(rule.id) for rule in self.rules]

    @cached_property
    def total(self) -> pl.Expr:
        """Give the sum of the weights of the rules that fired, over a table of their answers."""
        return pl.sum_horizontal(pl.when(rule.id).then(rule.weight).otherwise(0.0) for rule in self.rules)

    @cached_property
    def sayings(self) -> dict[str, tuple[pl.Expr, pl.Expr]]:
        """Give for each rule the ``row``s on which it fired and what it says of each, both as one list.

        The columns are named after the rule; its answers stand in ``answer_column``, beside the features.
        """
        said = {}
        for rule in self.rules:
            fired = pl.col(answer_column(rule.id))
            rows, texts = pl.col("row").filter(fired), rule.reason.said(fired)
            said[rule.id] = (rows.implode().alias(f"row {rule.id}"), texts.implode().alias(f"text {rule.id}"))
        return said

    @cached_property
    def snapshot(self) -> pl.Expr:
        """Give a row's features as one JSON object; days and times as ISO 8601."""
        forms = {"time": "%Y-%m-%dT%H:%M:%S%.6fZ", "date": "%Y-%m-%d"}
        kinds = [(name, self.catalogue[name].type) for name in self.features]
        fields = [pl.col(name).dt.strftime(forms[kind]) if kind in forms else pl.col(name) for name, kind in kinds]
        return pl.struct(fields).struct.json_encode().alias("features")

    def overdue(self, day: date) -> tuple[str, ...]:
        """Name the rules whose review date has passed."""
        return tuple(rule.id for rule in self.rules if rule.review_at < day)

    def in_force(self, moment: datetime | date) -> Ruleset:
        """Give the ruleset without what has expired since it was loaded; the same object where nothing has."""
        day = moment.date() if isinstance(moment, datetime) else moment
        off = [rule.id for rule in self.rules if _expired(rule, self.lists, day)]
        if not off:
            return self
        kept = tuple(rule for rule in self.rules if rule.id not in off)
        return Ruleset(kept, (*self.expired, *off), self.lists, self.bands, self.catalogue)


def answer_column(rule: str) -> str:
    """Name the column of a rule's answers where they stand beside features."""
    return f"answer {rule}"


def load_ruleset(source: Path | Traversable | None = None, *, as_of: datetime | date) -> Ruleset:
    """Load the policies in force on a day: ``features.yaml``, ``bands.yaml``, ``rules/*.yaml``, ``rules/lists/*.yaml``.

    ``source`` is the folder that holds them; None takes the policies shipped with the package. Raises
    ``InvalidPolicy`` with file, line and column.
    """
    folder = source if source is not None else POLICIES
    catalogue = read_catalogue(read_file(folder / "features.yaml"), "features.yaml")
    bands = read_bands(read_file(folder / "bands.yaml"), "bands.yaml")
    lists = _unique(_read_list(text, where) for where, text in _yaml_files(folder / "rules" / "lists"))
    values = {name: entry.values for name, entry in lists.items()}
    rules = [read_rule(text, catalogue, values, where) for where, text in _yaml_files(folder / "rules")]
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            raise InvalidPolicy(f"{rule.id} is the id of {seen[rule.id].where} too", where=rule.where, line=1)
        seen[rule.id] = rule
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    return Ruleset(ordered, (), lists, bands, catalogue).in_force(as_of)


def _expired(rule: Rule, lists: Mapping[str, NamedList], day: date) -> bool:
    return rule.expires_at < day or any(lists[name].expires_at < day for name in rule.when.lists)


def _yaml_files(folder: Traversable) -> list[tuple[str, str]]:
    if not folder.is_dir():
        return []
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name)
    return [(f"{folder.name}/{item.name}", read_file(item)) for item in found]


def _read_list(text: str, where: str) -> NamedList:
    file = read_policy(text, where, required=_LIST_KEYS)
    file.whole_number("version")
    values = file.texts("values")
    if not values:
        raise file.wrong("values is a list that is not empty", "values")
    review_at, expires_at = file.term()
    if not file.text("name").isidentifier():
        raise file.wrong("a list's name is a word that an expression can write", "name")
    return NamedList(
        name=file.text("name"),
        owner=file.owner,
        ground=file.text("ground"),
        review_at=review_at,
        expires_at=expires_at,
        values=frozenset(values),
        written=file.data,
    )


def _unique(lists: Iterable[NamedList]) -> dict[str, NamedList]:
    found: dict[str, NamedList] = {}
    for entry in lists:
        if entry.name in found:
            raise InvalidPolicy(f"two lists are named {entry.name}", where="rules/lists")
        found[entry.name] = entry
    return found
