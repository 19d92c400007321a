"""Which model is asked about a file of features: the one named, else the one in force; and why none, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tidewaiter.cli.entering import enter
from tidewaiter.vocabulary.errors import NotFound, Refusal, TidewaiterError

if TYPE_CHECKING:
    import polars as pl

    from tidewaiter.assess import Ruleset
    from tidewaiter.assess.model.scorer import Scorer


@dataclass(frozen=True, slots=True)
class AskedModel:
    """The model that is asked, or None and ``why``; ``missing`` names what it reads and the file does not have."""

    model: Scorer | None
    why: str = ""
    missing: tuple[str, ...] = ()

    def told(self, silent: Mapping[str, int], rows: int) -> dict[str, Any]:
        """Say how it went: by which model, how many rows have a score, about how many it was silent and why."""
        if self.model is None:
            return {"id": None, "ran": False, "why": self.why}
        scored = rows - sum(silent.values())
        said = {"id": self.model.id, "ran": True, "threshold": self.model.abstention.threshold, "scored": scored}
        return {**said, "silent": dict(silent), "missing": list(self.missing)}


def asked_model(named: str | None, ruleset: Ruleset, schema: pl.Schema, now: datetime, *, alone: bool) -> AskedModel:
    """Find the model to ask. ``named``: a folder of an artefact, or the beginning of the hash of one of the house.

    One that is named takes the place of what a column of the table says of a model. Where none is named, the model in
    force is asked, but not beside rules read ``alone`` nor where the table has such a column; if it cannot be asked,
    the answer says why. Raises ``NotFound``, ``Refusal`` and ``TidewaiterError`` where one that was named cannot be.
    """
    from tidewaiter.assess.model.says import OF_MODELS

    if named is not None:
        return _usable(_of_folder(Path(named)) if Path(named).exists() else _of_house(named), ruleset, schema, now)
    if alone:
        return AskedModel(None, "rules of a folder are read alone; name a model with --model")
    if own := [name for name in OF_MODELS if name in schema]:
        return AskedModel(None, f"the table has a column {own[0]} of its own; name a model with --model to replace it")
    try:
        found = _in_force()
        return AskedModel(None, "no model is in force") if found is None else _usable(found, ruleset, schema, now)
    except TidewaiterError as error:
        return AskedModel(None, str(error))


def _usable(model: Scorer, ruleset: Ruleset, schema: pl.Schema, now: datetime) -> AskedModel:
    from tidewaiter.assess.model.table import inputs_missing
    from tidewaiter.assess.table import check_types

    if model.expires_at <= now:
        raise Refusal(f"model {model.id[:12]} has expired on {model.expires_at:%Y-%m-%d}", code="expired")
    if unknown := [name for name in model.features if name not in ruleset.catalogue]:
        raise Refusal(
            f"model {model.id[:12]} reads {unknown[0]}, which these rules' catalogue does not have",
            code="other-catalogue",
        )
    check_types(schema, ruleset, model.features)
    return AskedModel(model, missing=inputs_missing(schema.names(), model))


def _of_folder(path: Path) -> Scorer:
    """Read an artefact; a folder named by a hash must hold what it is named for."""
    from tidewaiter.assess.model.scorer import BOOSTER, SCORING, digest, read_scorer

    folder = path if path.is_dir() else path.parent
    try:
        files = {name: (folder / name).read_bytes() for name in (BOOSTER, SCORING)}
    except FileNotFoundError as error:
        raise NotFound(f"{folder} holds no model: {BOOSTER} and {SCORING} stand there") from error
    named = folder.name if len(folder.name) == len(digest(files)) else digest(files)
    return read_scorer(files, named)


def _of_house(name: str) -> Scorer:
    from tidewaiter.desk.scoring import scorer_of
    from tidewaiter.models import registered

    house = enter("assess models")
    return scorer_of(house.home, registered(house, name)["model_id"])


def _in_force() -> Scorer | None:
    from tidewaiter.desk.scoring import scorer_of
    from tidewaiter.store import queries

    house = enter("assess models")
    with house.store.read() as reader:
        model_id = queries.model_in_force(reader.cursor)
    return None if model_id is None else scorer_of(house.home, model_id)
