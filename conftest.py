"""Stands at the root so that every test may import ``tests.mutants`` and ``benchmarks``."""

from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the house is right.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
