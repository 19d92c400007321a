"""A simulated border with hidden truth. Not begun yet; named so that the contracts of imports hold."""
