"""The qualifiers and codes of PAXLST, each with the noun it fills: one table for reading, writing and the manual."""

from __future__ import annotations

from typing import Final, Literal

from tidewaiter.vocabulary.announcement import MessageFunction, Role
from tidewaiter.vocabulary.place import Mode

PEOPLE: Final[dict[str, tuple[Role, bool]]] = {  # NAD 3035: role, in transit
    "FL": ("passenger", False),
    "FM": ("crew", False),
    "DDU": ("passenger", True),
    "DDT": ("crew", True),
}
PLACES: Final = {"178": "embarkation", "179": "debarkation"}  # LOC 3227 in a person's group
COUNTRIES: Final = {"174": "residence"}
LEFT_PLACES: Final = frozenset(("22",))  # port where clearance is completed: no rule or room asks for it
REFERENCES: Final = {"AVF": "locator", "ABO": "carrier_reference", "SEA": "seat"}  # RFF 1153
LEFT_REFERENCES: Final = frozenset(("CR", "YZY", "AWR"))  # frequent flyer; national references of others
PROGRAMMES: Final = {"R": "redress_number", "K": "known_traveler_number"}  # DOC, with the letters of SSR DOCO
DOCUMENTS: Final = frozenset(
    "P V I A C F L M IP IN IR AC VS PP PD PO PS PE PR PT PU PL PM PV".split()  # noqa: SIM905
)
"""DOC 1001: the WCO/IATA/ICAO guide's own, the US ones, and the two-letter passport types of ICAO 9303-4."""
SEXES: Final[dict[str, Literal["M", "F", "X"]]] = {"M": "M", "F": "F", "X": "X", "U": "X"}  # U: undisclosed
SEX_WORDS: Final[dict[str, Literal["M", "F", "X"]]] = {"MALE": "M", "FEMALE": "F"}
MODES: Final[dict[str, Mode]] = {"1": "sea", "2": "land", "3": "land", "4": "air"}  # TDT 8067
WEIGHTS: Final = {"KGM": 1.0, "": 1.0, "LBR": 0.45359237, "LBS": 0.45359237}  # MEA 6411, in kilograms

LISTS: Final = {"745": "passenger list", "250": "crew list", "266": "flight status", "336": "master crew list"}
STATUS: Final[dict[str, MessageFunction]] = {  # BGM 1004, as carriers use it
    "CP": "update",
    "RP": "update",
    "XR": "cancel",
    "CF": "cancel",
    "CL": "close-out",
    "CLOB": "close-out",
    "CLNB": "close-out",
}
ABSENT: Final = frozenset(("CLNB",))
"""Close-outs that name who is not on board; all others name who is."""
FUNCTIONS: Final[dict[str, MessageFunction]] = {  # BGM 1225
    "1": "cancel",
    "2": "update",
    "3": "cancel",
    "4": "update",
    "5": "update",
    "9": "original",
}
LEFT_TAGS: Final = frozenset(("UNH", "GEI", "EMP", "CTA", "UNS", "CPI", "QTY", "AUT", "GIS"))
