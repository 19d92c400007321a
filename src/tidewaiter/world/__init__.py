"""A simulated border with hidden truth. So far a planted set of snapshots; the whole border is a later step."""
