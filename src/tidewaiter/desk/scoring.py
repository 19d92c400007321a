"""The model in force beside the rules: read once, by what the journal says at each use."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from tidewaiter.assess.model.scorer import BOOSTER, SCORING, Scorer, read_scorer
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.store import Store, queries
from tidewaiter.vocabulary.errors import NotFound, TidewaiterError


def scorer_of(home: Path, model_id: str) -> Scorer:
    """Read a model's artefact. Raises ``NotFound`` where its files are gone, ``TidewaiterError`` where altered."""
    folder = folder_of(home) / model_id
    try:
        files = {name: (folder / name).read_bytes() for name in (BOOSTER, SCORING)}
    except FileNotFoundError as error:
        raise NotFound(f"the files of model {model_id[:12]} are not in {folder}") from error
    return read_scorer(files, model_id)


def scoring(
    rules: Callable[[], Ruleset], store: Store, home: Path, *, also: Callable[[], bool] = lambda: False
) -> Callable[[], Ruleset]:
    """Give the rules with the model in force at each use, where a rule asks one; the journal says which that is.

    ``also`` says whether somebody beside these rules asks it: a rule in the shadow.

    A model that cannot be read is no model: its rules come out as not evaluable, a warning says why, and nobody waits.
    """
    kept: dict[tuple[int, str | None], tuple[Ruleset, Ruleset]] = {}

    def ruleset() -> Ruleset:
        base = rules()
        if not base.asks_model and not also():
            return base
        with store.read() as reader:
            model_id = queries.model_in_force(reader.cursor)
        key = id(base), model_id
        if key not in kept:
            model = _readable(home, model_id)
            if model is None and model_id is not None:
                return base  # tried again with the next batch: files can be put back
            kept.clear()
            kept[key] = base, base.with_model(model)
        return kept[key][1]

    return ruleset


def _readable(home: Path, model_id: str | None) -> Scorer | None:
    if model_id is None:
        return None
    try:
        return scorer_of(home, model_id)
    except TidewaiterError as error:
        logging.getLogger(__name__).warning("the model in force cannot be asked: %s", error)
        return None


def folder_of(home: Path) -> Path:
    """Give the folder of a house in which the artefacts of its models lie."""
    return home / "models"
