"""From what two names tell to the odds that one person is meant: one formula, monotone in every part of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.align import Sums
from tidewaiter.identify.matching.compiled import compiled


@compiled
def name_odds(
    sums: Sums, elsewhere: float, asked_tells: float, listed_tells: float, one_word: bool, other_kind: float
) -> float:
    """Give the log odds that two names mean one and the same, before any other field is looked at.

    ``elsewhere``: nats told by words that meet only another name of the same entity; ``asked_tells, listed_tells``:
    what each name would tell if it were met in full; ``one_word``: only one word was asked for; ``other_kind``: 0 if
    the listed name may be of the kind asked for, up to 1 where it surely is not.
    """
    return (
        weights.BASE
        + weights.TOLD * sums.told
        + weights.ELSEWHERE * elsewhere
        - weights.ASKED_MISSED * sums.asked_missed
        - weights.LISTED_MISSED * sums.listed_missed
        + weights.ASKED_SHARE * min(sums.told / max(asked_tells, 1.0), 1.0)
        + weights.LISTED_SHARE * min(sums.told / max(listed_tells, 1.0), 1.0)
        + weights.ONE_WORD * one_word
        - weights.OTHER_KIND * other_kind
    )


def probability(odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn log odds into a probability, to nine digits."""
    return np.round(1.0 / (1.0 + np.exp(-odds)), 9)


def with_namesakes(odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Bound the odds of names alone: however well they agree, two people may bear them."""
    return -np.log(np.exp(-odds) + weights.NAMESAKES)
