"""The same walk on many machines. Not begun yet; named so that the contracts of imports hold."""
