"""The machine-readable zone of passports, identity cards and visas (ICAO Doc 9303 parts 3 to 7)."""

from tidewaiter.formats.mrz.digits import check_digit
from tidewaiter.formats.mrz.document import CHECKS, Check, Mrz, PartialDate
from tidewaiter.formats.mrz.issuers import alpha3_of_alpha2, country_of, known_issuer
from tidewaiter.formats.mrz.layout import Kind
from tidewaiter.formats.mrz.reading import read
from tidewaiter.formats.mrz.writing import write

__all__ = [
    "CHECKS",
    "Check",
    "Kind",
    "Mrz",
    "PartialDate",
    "alpha3_of_alpha2",
    "check_digit",
    "country_of",
    "known_issuer",
    "read",
    "write",
]
