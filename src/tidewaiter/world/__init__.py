"""A simulated border with hidden truth. Not begun yet: the name stands so that the contracts of imports hold from the start."""
