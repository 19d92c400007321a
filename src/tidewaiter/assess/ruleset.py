"""The rules in force on a day, with the lists and bands they use, under one content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from tidewaiter.assess.bands import Bands, read_bands
from tidewaiter.assess.model.says import OF_MODELS
from tidewaiter.assess.rule import Rule, read_rule
from tidewaiter.language import (
    Answered,
    Catalogue,
    Every,
    Questions,
    ReferenceTable,
    RowFunction,
    Surely,
    compiled,
    explainer,
    python,
    read_catalogue,
    read_reference_table,
)
from tidewaiter.language.policy import POLICIES, read_file, read_policy
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import canonical

if TYPE_CHECKING:
    from tidewaiter.assess.model import Scorer

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


_Named = TypeVar("_Named", NamedList, ReferenceTable)


@dataclass(frozen=True)
class Ruleset:
    """Compiled rules in force.

    ``id`` is the SHA-256 over rules, lists, tables, bands and catalogue as written, without tests. ``expired`` names
    the rules that were left out because they, or a list or table they ask, are past their last day. ``model`` is the
    one in force, whose hash stands among the stored features; it changes no rule, so ``id`` does not cover it.
    """

    rules: tuple[Rule, ...]
    expired: tuple[str, ...]
    lists: Mapping[str, NamedList]
    bands: Bands
    catalogue: Catalogue
    tables: Mapping[str, ReferenceTable] = field(default_factory=dict)
    model: Scorer | None = None

    @cached_property
    def id(self) -> str:
        """Give the content hash."""
        content = {
            "rules": [dict(rule.written) for rule in self.rules],
            "lists": [dict(self.lists[name].written) for name in sorted(self.lists)],
            "tables": [dict(self.tables[name].written) for name in sorted(self.tables)],
            "bands": dict(self.bands.written),
            "features": {
                name: [feature.type, feature.sole_ground, *feature.columns]
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
    def features_asked(self) -> tuple[str, ...]:
        """Name the features on which scores rest, without those that only reasons say, in the catalogue's order."""
        used = frozenset[str]().union(*(rule.applies.features | rule.when.features for rule in self.rules))
        return tuple(name for name in self.catalogue if name in used)

    @cached_property
    def computed(self) -> tuple[str, ...]:
        """Name every feature to compute and to keep: what rules read and, where one asks the model, what it read."""
        return self.with_inputs(self.features)

    def with_inputs(self, names: Iterable[str]) -> tuple[str, ...]:
        """Name these features in the catalogue's order; where one is the model's, all that it says and reads too."""
        used = set(names)
        if not used.isdisjoint(OF_MODELS):
            used |= {*OF_MODELS, *(self.model.features if self.model else ())}
        return tuple(name for name in self.catalogue if name in used)

    @cached_property
    def asks_model(self) -> bool:
        """Tell whether a rule in force reads what a model says."""
        return any(name in OF_MODELS for name in self.features)

    @cached_property
    def grounded(self) -> tuple[Rule, ...]:
        """Give the rules that read a protected attribute on a named legal ground: the auditors' page."""
        return tuple(rule for rule in self.rules if rule.attribute_ground)

    @cached_property
    def single(self) -> RowFunction:
        """Give the generated function: a row of features to (applies, when) of each rule, one after the other."""
        return python([part for rule in self.rules for part in (rule.applies, rule.when)])

    @cached_property
    def record(self) -> RowFunction:
        """Give the generated function: a row of features to each rule's answer, as ``questions`` gives for a table."""
        return compiled(list(self._tests.values()))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Give the ids of the rules, in their order."""
        return tuple(rule.id for rule in self.rules)

    @cached_property
    def heads(self) -> tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...], tuple[float, ...]]:
        """Give what an explanation says of each rule whatever the row, by column: id, version, title, weight."""
        rules = self.rules
        versions, titles = tuple(rule.version for rule in rules), tuple(rule.title for rule in rules)
        return self.names, versions, titles, tuple(rule.weight for rule in rules)

    @cached_property
    def supporting(self) -> tuple[bool, ...]:
        """Tell of each rule whether it only supports others."""
        return tuple(rule.supporting for rule in self.rules)

    @cached_property
    def explained(self) -> Callable[[Mapping[str, Any]], Answered]:
        """Give the generated function: a row to the leaves of each rule as answered, to values and to outcomes.

        The outcomes are first whether each rule applies, then each one's answer.
        """
        concerns = [Surely(rule.applies.test) for rule in self.rules]
        return explainer([rule.when for rule in self.rules], [*concerns, *self._tests.values()])

    @cached_property
    def questions(self) -> Questions:
        """Give the rules as questions to a table: null = not evaluable, false where a rule does not apply."""
        return Questions(self._tests)

    @cached_property
    def _tests(self) -> dict[str, Every]:
        return {rule.id: Every((Surely(rule.applies.test), rule.when.test)) for rule in self.rules}

    @cached_property
    def sayings(self) -> dict[str, pl.Expr]:
        """Give for each rule what it says of each row it fired on, as one list; its answers in ``answer_column``."""
        return {rule.id: rule.said(pl.col(answer_column(rule.id))).implode().alias(rule.id) for rule in self.rules}

    @cached_property
    def snapshot(self) -> pl.Expr:
        """Give a row's features as one JSON object; days and times as ISO 8601."""
        forms = {"time": "%Y-%m-%dT%H:%M:%S%.6fZ", "date": "%Y-%m-%d"}
        kinds = [(name, self.catalogue[name].type) for name in self.computed]
        fields = [pl.col(name).dt.strftime(forms[kind]) if kind in forms else pl.col(name) for name, kind in kinds]
        return pl.struct(fields).struct.json_encode().alias("features")

    def overdue(self, day: date) -> tuple[str, ...]:
        """Name the rules whose review date has passed."""
        return tuple(rule.id for rule in self.rules if rule.review_at < day)

    def in_force(self, moment: datetime | date) -> Ruleset:
        """Give the ruleset without what has expired since it was loaded; the same object where nothing has."""
        day = moment.date() if isinstance(moment, datetime) else moment
        if self.model is not None and self.model.expires_at.date() <= day:
            return replace(self, model=None).in_force(moment)
        off = [rule.id for rule in self.rules if self._expired(rule, day)]
        if not off:
            return self
        kept = tuple(rule for rule in self.rules if rule.id not in off)
        return replace(self, rules=kept, expired=(*self.expired, *off))

    def with_model(self, model: Scorer | None) -> Ruleset:
        """Give these rules with a model to ask."""
        return replace(self, model=model)

    def only(self, *rules: Rule) -> Ruleset:
        """Give these rules alone, with the same lists, tables, bands and catalogue."""
        return replace(self, rules=rules, expired=())

    def _expired(self, rule: Rule, day: date) -> bool:
        asked = [self.lists[name].expires_at for name in rule.when.lists]
        asked += [self.tables[name].expires_at for name in rule.when.tables]
        return min(rule.expires_at, *asked, date.max) < day


def answer_column(rule: str) -> str:
    """Name the column of a rule's answers where they stand beside features."""
    return f"answer {rule}"


def load_ruleset(
    source: Path | Traversable | None = None, *, site: Path | Traversable | None = None, as_of: datetime | date
) -> Ruleset:
    """Load the policies in force on a day: ``rules/*.yaml``, ``rules/lists/*.yaml``, ``rules/tables/*.csv``.

    ``source`` is the folder that holds them; None takes the policies shipped with the package. ``features.yaml`` and
    ``bands.yaml`` stand there too; the shipped ones serve where they do not. ``site`` is a folder of an
    administration's own: its files come beside those of ``source``, one of the same name in its place; but it has no
    catalogue of features, which says what the code computes and what is protected. Raises ``InvalidPolicy`` with file,
    line and column.
    """
    folders = [source if source is not None else POLICIES, *([site] if site is not None else [])]
    catalogue = read_catalogue(read_file(_last("features.yaml", folders[:1])), "features.yaml")
    bands = read_bands(read_file(_last("bands.yaml", folders)), "bands.yaml")
    rules = [folder / "rules" for folder in folders]
    read_lists = [_read_list(text, where) for where, text in _files([at / "lists" for at in rules], ".yaml")]
    read_tables = [read_reference_table(text, where) for where, text in _files([at / "tables" for at in rules], ".csv")]
    lists, tables = _unique(read_lists, "lists"), _unique(read_tables, "tables")
    if both := set(lists) & set(tables):
        raise InvalidPolicy(f"{min(both)} names a list and a table: name them apart", where="rules/tables")
    values = {name: entry.values for name, entry in lists.items()}
    found: dict[str, Rule] = {}
    for where, text in _files(rules, ".yaml"):
        rule = read_rule(text, catalogue, values, where, tables)
        if rule.id in found:
            raise InvalidPolicy(f"{rule.id} is the id of {found[rule.id].where} too", where=where, line=1)
        found[rule.id] = rule
    ordered = tuple(sorted(found.values(), key=lambda rule: rule.id))
    return Ruleset(ordered, (), lists, bands, catalogue, tables).in_force(as_of)


def _last(name: str, folders: Sequence[Path | Traversable]) -> Path | Traversable:
    return next((folder / name for folder in reversed(folders) if (folder / name).is_file()), POLICIES / name)


def _files(folders: Sequence[Path | Traversable], suffix: str) -> list[tuple[str, str]]:
    """Give place and text of the files in some folders, by name; a later folder's file takes an earlier one's place."""
    found: dict[str, Path | Traversable] = {}
    for folder in folders:
        if folder.is_dir():
            found |= {item.name: item for item in folder.iterdir() if item.name.endswith(suffix)}
    return [(f"{folders[0].name}/{name}", read_file(found[name])) for name in sorted(found)]


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


def _unique(read: Sequence[_Named], what: str) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for entry in read:
        if entry.name in found:
            raise InvalidPolicy(f"two {what} are named {entry.name}", where=f"rules/{what}")
        found[entry.name] = entry
    return found
