"""Stands at the root so that every test may import ``tests.mutants`` and ``benchmarks``."""
