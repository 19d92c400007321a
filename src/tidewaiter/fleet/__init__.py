"""The same walk on many machines. Not begun yet: the name stands so that the contracts of imports hold from the start."""
