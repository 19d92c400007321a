"""Match names of any script against a list: one question or a million, every answer with its evidence.

``Matcher.build`` indexes a list once; ``Matcher.screen`` asks it. Candidates come from the words of a name (compared
by spelling, by sound and by consonants), from its n-grams and from its bones; each pair is laid out word by word,
weighed by how rare the words are on the list, and given a probability.
"""

from tidewaiter.identify.matching.matcher import SCREENED, Counts, Matcher
from tidewaiter.identify.matching.workers import screen_all, screen_slices

__all__ = ["SCREENED", "Counts", "Matcher", "screen_all", "screen_slices"]
