"""Measurements, each beside its peer: ``python -m benchmarks.formats`` and its neighbours."""
