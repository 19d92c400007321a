"""The check digit of the machine-readable zone: modulus 10, weights 7-3-1 (Doc 9303-3, 4.9)."""

from __future__ import annotations

_VALUE = {ord(ch): value for value, ch in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {ord("<"): 0}
_VALUES = bytes(_VALUE.get(code, 0) for code in range(256))


def check_digit(text: str) -> str:
    """Compute the digit over ``text``: digits count as themselves, A-Z as 10-35, the filler as 0."""
    values = text.encode("latin-1", "replace").translate(_VALUES)
    return str((7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10)
