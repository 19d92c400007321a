"""Targeting: who is coming with something to look at, hits with their evidence side by side, and the shift's notes."""
