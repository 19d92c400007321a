"""Reason templates: the sentence an officer can say aloud, filled with the values that made the rule fire."""

from __future__ import annotations

import string
from dataclasses import dataclass

import polars as pl

from tidewaiter.language import Catalogue, Feature
from tidewaiter.language.source import nearest
from tidewaiter.vocabulary.errors import InvalidPolicy

_UNSTATED = "not stated"
_INVARIABLE = {"kg"}


@dataclass(frozen=True, slots=True)
class Template:
    """A reason as written and cut: plain words, and the features whose values stand between them."""

    text: str
    parts: tuple[str | Feature, ...]

    @property
    def features(self) -> frozenset[str]:
        """Name the features whose values the reason says."""
        return frozenset(part.name for part in self.parts if isinstance(part, Feature))

    def said(self, fired: pl.Expr) -> pl.Expr:
        """Give the reason as a text for each row of a feature table where ``fired``; numbers carry their unit."""
        parts = [
            _say(pl.col(part.name).filter(fired), part).fill_null(_UNSTATED)
            if isinstance(part, Feature)
            else pl.lit(part)
            for part in self.parts
        ]
        if self.features:
            return pl.concat_str(parts)
        return pl.lit(self.text).repeat_by(fired.sum()).explode()


def read_template(
    text: str, catalogue: Catalogue, *, ground_cited: bool = False, where: str = "", line: int | None = None
) -> Template:
    """Cut a template such as ``Paid {payment_form}``; ``InvalidPolicy`` for a name that is none or is protected."""
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError as error:
        raise InvalidPolicy(f"the reason cannot be read: {error}", where=where, line=line) from error
    parts: list[str | Feature] = []
    for words, name, form, conversion in pieces:
        if words:
            parts.append(words)
        if name is None:
            continue
        if form or conversion:
            raise InvalidPolicy(f"write {{{name}}} alone: its unit and form come by themselves", where=where, line=line)
        if name not in catalogue:
            raise InvalidPolicy(
                f"the reason names no feature {name!r}{nearest(name, catalogue)}", where=where, line=line
            )
        feature = catalogue[name]
        if feature.protected == "never" or (feature.protected == "ground" and not ground_cited):
            raise InvalidPolicy(f"protected attribute; a reason may not say {name}", where=where, line=line)
        parts.append(feature)
    if not parts:
        raise InvalidPolicy("a rule needs a reason in words", where=where, line=line)
    return Template(text, tuple(parts))


def spoken(column: pl.Expr, feature: Feature) -> pl.Expr:
    """Give a feature's value as it is said: numbers with their unit, codes by their words; null where unknown."""
    return _say(column, feature)


def _say(column: pl.Expr, feature: Feature) -> pl.Expr:
    match feature.type:
        case "number":
            return _number(column, feature.unit)
        case "texts":
            return column.list.eval(_word(pl.element(), feature)).list.join(", ")
        case "text":
            return _word(column.cast(pl.String), feature)
        case "date":
            return column.dt.strftime("%-d %B %Y")
        case "time":
            return column.dt.strftime("%-d %B %Y %H:%M UTC")
        case "flag":
            return pl.when(column).then(pl.lit("yes")).when(column.not_()).then(pl.lit("no"))


def _word(text: pl.Expr, feature: Feature) -> pl.Expr:
    spoken = text.replace(dict(feature.words)) if feature.words else text
    return spoken.str.replace_all("_", " ", literal=True)


def _number(column: pl.Expr, unit: str) -> pl.Expr:
    rounded = column.round(1)
    whole = rounded == rounded.round(0)
    digits = pl.when(whole).then(rounded.cast(pl.Int64).cast(pl.String)).otherwise(rounded.cast(pl.String))
    if not unit:
        return digits
    several = unit if unit in _INVARIABLE else f"{unit[:-1]}ies" if unit.endswith("y") and unit != "day" else f"{unit}s"
    return digits + pl.when(rounded.abs() == 1).then(pl.lit(f" {unit}")).otherwise(pl.lit(f" {several}"))
