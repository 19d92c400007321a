"""Every number by which the matcher weighs, in one place. Fitted ones say so; none belongs to a single name."""

from __future__ import annotations

NEAR_WORDS = 48
"""Listed words compared with each word asked for."""
LEAST_NEAR = 0.2
"""Cosine of n-grams under which two words are not compared."""
LEAST_ALIKE = 0.58
"""Likeness under which two words are not taken as one."""
STEPS = 40
"""Steps of likeness within which two listed words count as equally near."""
UNSEEN = 1.0
"""Entities added to each word's holders: a word seen once is not infinitely telling."""
UNLIKE = 6.0
"""Nats lost from full likeness to none."""
PLAIN_PART, FOLD_PART, BONE_PART = 0.3, 0.35, 0.35
BONE_ALONE = 0.6
"""Part of the bones where one of two words has no vowels; the rest is the Arabic spelling."""
SOFT_NAMES = 24
GRAM_NAMES = 8
"""Names taken into comparison for each name asked for: by words, and by n-grams of the whole."""
