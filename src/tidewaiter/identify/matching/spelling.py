"""Words as the compiled loops read them: letters one after another, and what is to be known of each word."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.forms import Forms
from tidewaiter.identify.matching.names import is_title
from tidewaiter.identify.matching.osa import Letters

Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bits = npt.NDArray[np.bool_]


Records = npt.NDArray[Any]
"""An array of records, one of the types below."""

WORD = np.dtype(
    [
        ("start", np.int32),  # where its letters begin: plain, fold, bone, long
        ("plain", np.int16), ("fold", np.int16), ("bone", np.int16), ("long", np.int16),  # how many letters each has
        ("first", np.int32), ("last", np.int32),  # its pairs, if it was heard; the names that hold it, if it is listed
        ("missed", np.float32),  # what it counts if it is not met: 1, less for titles
        ("tells", np.float32),  # what it tells on the list if it is met as it stands, in nats
        ("initial", np.uint8),
        ("bare", np.bool_),  # its script leaves vowels out
    ],
    align=True,
)  # fmt: skip
"""Half a line of a processor's memory, for these are read in no order."""


class Words(NamedTuple):
    """Words one a place, and their letters one after another."""

    letters: Letters
    facts: Records
    """Of type ``WORD``."""


def spelt(forms: Forms) -> Words:
    """Write words down; what they tell, and where else they stand, is left nought."""
    plain = forms.plain
    facts = np.zeros(len(plain), WORD)
    if not len(plain):
        return Words(np.zeros(0, np.uint8), facts)
    columns = {"plain": plain, "fold": forms.fold, "bone": forms.bone, "long": forms.long}
    sizes = {}
    for name, words in columns.items():
        facts[name] = sizes[name] = np.fromiter(map(len, words), np.int32, len(plain))
    whole = sum(sizes.values())
    facts["start"] = np.cumsum(whole) - whole
    facts["initial"] = [ord(word[-1] if word[0] == "~" else word[0]) for word in plain]
    facts["bare"] = forms.unvowelled
    facts["missed"] = [weights.TITLE_MISSED if is_title(word) else 1.0 for word in plain]
    letters = "".join([part for four in zip(*columns.values(), strict=True) for part in four])
    return Words(np.frombuffer(letters.encode("ascii", "replace"), np.uint8).copy(), facts)
