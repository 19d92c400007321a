"""A trained model at work: features in; a calibrated probability, or silence with its reason, and words out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from tidewaiter.assess.model.anomaly import Rarity
from tidewaiter.assess.model.boosting import Booster
from tidewaiter.assess.model.calibration import Calibration
from tidewaiter.assess.model.encoding import Encoding
from tidewaiter.assess.model.words import effects
from tidewaiter.language import Catalogue
from tidewaiter.vocabulary.errors import TidewaiterError

Vector = NDArray[np.float64]
BOOSTER, SCORING = "booster.txt", "scoring.json"
NEAR, UNSEEN, NOT_CONCERNED = (
    "near the threshold",
    "unlike anything in training",
    "of a kind the model was not trained on",
)


@dataclass(frozen=True, slots=True)
class Abstention:
    """When a model stays silent: within ``near`` (relative) of ``threshold``, and beyond ``unseen`` in rarity."""

    threshold: float
    near: float = 0.1
    unseen: float = 0.9995

    def why(self, probability: Vector, anomaly: Vector) -> pl.Series:
        """Give for each row why the model is silent; null where it speaks."""
        close = np.abs(probability - self.threshold) <= self.near * self.threshold
        table = pl.DataFrame({"close": close, "unseen": anomaly > self.unseen})
        return table.select(why=pl.when("unseen").then(pl.lit(UNSEEN)).when("close").then(pl.lit(NEAR))).to_series()


@dataclass(frozen=True)
class Scorer:
    """One model. ``kinds``: the kinds of encounter it was trained on; about others it is silent.

    ``expires_at``: from this moment on it never scores. ``id`` is the SHA-256 over the booster's file and all that
    turns its margin into a score; the expiry is part of it.
    """

    booster: Booster
    encoding: Encoding
    calibration: Calibration
    rarity: Rarity
    abstention: Abstention
    kinds: frozenset[str]
    expires_at: datetime

    @cached_property
    def id(self) -> str:
        """Give the content hash, the model's name everywhere."""
        return digest(self.files())

    @property
    def features(self) -> tuple[str, ...]:
        """Name every feature the model asks for: what it reads, and the kind of encounter."""
        return tuple(dict.fromkeys(("kind", *self.encoding.features)))

    def score(self, features: pl.DataFrame) -> pl.DataFrame:
        """Score a feature table: ``probability, anomaly_score, silent, model_score`` for each row, in order.

        ``silent`` says why there is no score; ``model_score`` is the probability, or null where the model is silent.
        """
        matrix = self.encoding.matrix(features)
        probability = self.calibration(self.booster.margins(matrix)) if len(matrix) else np.zeros(0)
        anomaly = self.rarity.score(matrix)
        concerned = features["kind"].is_in(list(self.kinds)).fill_null(value=False)
        silent = pl.select(
            pl.when(concerned).then(self.abstention.why(probability, anomaly)).otherwise(pl.lit(NOT_CONCERNED))
        ).to_series()
        return pl.DataFrame({"probability": probability, "anomaly_score": anomaly, "silent": silent}).with_columns(
            pl.col("probability").round(6),
            anomaly_score=pl.when(concerned).then(pl.col("anomaly_score").round(6)),
            model_score=pl.when(pl.col("silent").is_null()).then(pl.col("probability").round(6)),
        )

    def effects(self, features: pl.DataFrame, catalogue: Catalogue, *, most: int = 3) -> list[list[str]]:
        """Say for each row what moved its score most, as an officer can say it aloud, strongest first."""
        if features.is_empty():
            return []
        contributions = self.booster.contributions(self.encoding.matrix(features))
        return effects(features, contributions, self.encoding, catalogue, most=most)

    def files(self) -> dict[str, bytes]:
        """Give the artefact: the booster's native file, and everything else as JSON. No pickle, no ONNX."""
        scoring = {
            "encoding": self.encoding.as_dict(),
            "calibration": self.calibration.as_dict(),
            "rarity": self.rarity.as_dict(),
            "abstention": {name: getattr(self.abstention, name) for name in ("threshold", "near", "unseen")},
            "kinds": sorted(self.kinds),
            "expires_at": self.expires_at.isoformat(),
        }
        return {BOOSTER: self.booster.text.encode(), SCORING: orjson.dumps(scoring, option=orjson.OPT_SORT_KEYS)}


def digest(files: Mapping[str, bytes]) -> str:
    """Give the SHA-256 of an artefact's two files, each by its own hash."""
    parts = [hashlib.sha256(files[name]).hexdigest() for name in (BOOSTER, SCORING)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_scorer(files: Mapping[str, bytes], expected: str) -> Scorer:
    """Read an artefact. Raises ``TidewaiterError`` (``model-altered``) where its content is not that of its name."""
    if any(name not in files for name in (BOOSTER, SCORING)) or digest(files) != expected:
        raise TidewaiterError(
            f"the files of model {expected[:12]} are not those it was named for", code="model-altered"
        )
    written: dict[str, Any] = orjson.loads(files[SCORING])
    return Scorer(
        Booster(files[BOOSTER].decode()),
        Encoding.of_dict(written["encoding"]),
        Calibration.of_dict(written["calibration"]),
        Rarity.of_dict(written["rarity"]),
        Abstention(**written["abstention"]),
        frozenset(written["kinds"]),
        datetime.fromisoformat(written["expires_at"]),
    )


def silences(scored: pl.DataFrame) -> Sequence[tuple[str, int]]:
    """Count the rows of a scored table for which the model was silent, by reason."""
    counts = scored["silent"].drop_nulls().value_counts().sort("silent")
    return [(str(why), int(count)) for why, count in counts.iter_rows()]
