"""How many letters two words differ by: insertions, deletions, changes, and neighbours that changed places.

Optimal string alignment by the bits of a machine word, after H. Hyyroe, "A bit-vector algorithm for computing
Levenshtein and Damerau edit distances" (2003).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tidewaiter.identify.matching.compiled import compiled

Letters = npt.NDArray[np.uint8]
Marks = npt.NDArray[np.uint64]
"""For each of 128 letters the places of a word where it stands, as bits."""

LONGEST = 64
"""Letters of a word that are compared."""


@compiled
def marked(letters: Letters, start: int, length: int, marks: Marks) -> int:
    """Write where the letters of a word stand into ``marks``, which must be nought; give how many there are."""
    count = min(length, LONGEST)
    for at in range(count):
        marks[letters[start + at]] |= np.uint64(1) << np.uint64(at)
    return count


@compiled
def unmarked(letters: Letters, start: int, length: int, marks: Marks) -> None:
    """Make nought again what ``marked`` wrote."""
    for at in range(start, start + min(length, LONGEST)):
        marks[letters[at]] = np.uint64(0)


@compiled
def similarity(marks: Marks, count: int, letters: Letters, start: int, length: int) -> np.float32:
    """Give 1 less the share of letters by which a word of ``count`` letters (``marks``) differs from another."""
    length = min(length, LONGEST)
    longer = max(count, length)
    if longer == 0:
        return np.float32(1.0)
    if count == 0 or length == 0:
        return np.float32(0.0)
    one = np.uint64(1)
    last = np.uint64(count - 1)
    up, down, same, before = ~np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    distance = count
    for at in range(start, start + length):
        here = marks[letters[at]]
        turned = (((~same) & here) << one) & before
        same = (((here & up) + up) ^ up) | here | down | turned
        rise, fall = down | ~(same | up), same & up
        distance += int((rise >> last) & one) - int((fall >> last) & one)
        rise = (rise << one) | one
        up, down = (fall << one) | ~(same | rise), rise & same
        before = here
    return np.float32(1.0 - distance / longer)
