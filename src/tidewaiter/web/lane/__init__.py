"""The primary lane: one field, one screen, two keys, and one to take them back."""
