"""PNRGOV: passenger name records that carriers push to governments (IATA PADIS EDIFACT 11.1 to 15.1)."""

from tidewaiter.formats.pnrgov.reading import read
from tidewaiter.formats.pnrgov.writing import write

__all__ = ["read", "write"]
