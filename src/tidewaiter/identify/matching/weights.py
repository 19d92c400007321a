"""Every number by which the matcher weighs, in one place. Fitted ones say so; none belongs to a single name."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

NEAR_WORDS, NEAR_BARE = 96, 400
"""Listed words compared with each word asked for; with one of a script without vowels, which many words are near."""
LEAST_NEAR, LEAST_BARE = 0.1, 0.05
"""Cosine of keys under which two words are not compared; the same for words without vowels."""
SPARED_WORD, SPARED_NAME = 0.0, 0.1
"""Share of what all keys of a word, or of a name, weigh that its commonest keys may hold and not be followed."""
LEAST_ALIKE = 0.54
"""Likeness under which two words are not taken as one."""
STEPS = 40
"""Steps of likeness within which two listed words count as equally near."""
UNSEEN = 1.0
"""Entities added to each word's holders: a word seen once is not infinitely telling."""
FEWEST_ENTITIES = 10_000
"""A shorter list says too little about how rare a word is among people: it is counted as if it were this long."""
UNLIKE = 8.0
"""Nats lost from full likeness to none."""
PLAIN_PART, FOLD_PART, BONE_PART = 0.3, 0.35, 0.35
BONE_ALONE = 0.6
"""Part of the bones where one of two words has no vowels; the rest is the Arabic spelling."""
SHORT_FORM, SHORT_FORM_ALIKE = 4, 0.8
"""Letters from which the beginning of a word may stand for it (Alex for Alexander), and the likeness then."""
SECOND_LOOK = 0.4
"""Share of what two names tell from which their other words are compared with each other, near by their keys or not."""
GRAM_NAMES = 8
"""Names taken into comparison for each name asked for by n-grams of the whole."""
COMMON_GRAM = 0.02
"""Share of names that hold an n-gram from which it leads nowhere and is not looked up."""
LEAST_GRAM = 0.3
TITLE_MISSED = 0.25
"""What a missing title counts beside a missing word."""
INITIAL_TELLS = 1.2
"""Nats that an initial tells."""
SURE = 0.86
"""Likeness from which two words are not sought in words written together."""
JOINED_LENGTHS, JOINED_LEAST, JOINED_UNLIKE, JOINED_MOST = 0.7, 0.74, 2.5, 12.0


def exact(nats: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Round to 1/1024 nat: sums of such numbers are exact in any order, so one name and a million come out the same."""
    return (np.round(nats * 1024) / 1024).astype(np.float32)


BASE, TOLD, ELSEWHERE = -9.034, 0.503, 0.465
ASKED_MISSED, LISTED_MISSED = 1.772, 0.791
ASKED_SHARE, LISTED_SHARE, ONE_WORD, OTHER_KIND = 2.466, 4.546, 1.201, 7.575
"""Fitted on one half of a labelled set by conditional logistic regression (one entity, or none, for each query), held
against the other half; see docs/decisions/0010-matcher.md."""
NAMESAKES = 0.004
"""Share of pairs of people whose names agree in full and who are two all the same; read off the same two halves."""
LEAST_HOPE = -7.5
"""Log odds of the names under which a pair is not laid out: even an equal birth date would leave it in doubt."""
LEAST_SCORE = 0.002
"""Probability under which nothing is reported."""
