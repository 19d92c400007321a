"""Screening beside its peers: ``python -m benchmarks.screening`` (``make bench-screening``).

Same queries, same run, one core: ours, nomenklatura's logic-v2 in an environment of its own, and rapidfuzz by brute
force. Then a typical day on two cores, one query at a time, lists from 10,000 to 1,000,000 names, and what the
choice of candidates loses against our own scorer over all pairs. All people are invented.
"""
