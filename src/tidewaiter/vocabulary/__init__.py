"""The nouns of the house: what crosses, what is said about it, and what happened; no decisions."""
