"""Who may issue a travel document: ISO 3166-1 alpha-3 and the codes Doc 9303-3 section 5 adds to it."""

from __future__ import annotations

import iso3166

_SPECIAL: dict[str, str | None] = {
    "D": "DEU",  # Germany writes one letter
    "GBD": "GBR",  # overseas territories citizen
    "GBN": "GBR",  # national (overseas)
    "GBO": "GBR",  # overseas citizen
    "GBP": "GBR",  # protected person
    "GBS": "GBR",  # subject
    "RKS": None,  # Kosovo, a user-assigned code in wide use
    "EUE": None,  # European Union laissez-passer
    "UNO": None,  # United Nations
    "UNA": None,  # United Nations specialised agency
    "UNK": None,  # resident of Kosovo, document of the UN mission
    "XAA": None,  # user-assigned by some states for stateless persons
    "XBA": None,  # African Development Bank
    "XIM": None,  # African Export-Import Bank
    "XCC": None,  # Caribbean Community
    "XCE": None,  # Council of Europe
    "XCO": None,  # Common Market for Eastern and Southern Africa
    "XEC": None,  # Economic Community of West African States
    "XPO": None,  # INTERPOL
    "XES": None,  # Organization of Eastern Caribbean States
    "XMP": None,  # Parliamentary Assembly of the Mediterranean
    "XOM": None,  # Sovereign Military Order of Malta
    "XDC": None,  # Southern African Development Community
    "XXA": None,  # stateless person (1954 Convention)
    "XXB": None,  # refugee (1951 Convention)
    "XXC": None,  # refugee, other
    "XXX": None,  # nationality not stated
    "UTO": None,  # Utopia, the standard's specimen state
    "NTZ": None,  # neutral zone
    "ZIM": "ZWE",  # a code still printed by its issuer
}

SPECIMEN = frozenset({"UTO"})
"""Codes no real document carries."""

_KNOWN = frozenset(iso3166.countries_by_alpha3) | frozenset(_SPECIAL)
_ALPHA3_OF_2 = {two: country.alpha3 for two, country in iso3166.countries_by_alpha2.items()}


def known_issuer(code: str) -> bool:
    """Tell whether ``code`` (fillers allowed: ``D<<``) is an issuer or nationality that Doc 9303-3 section 5 knows."""
    return code.rstrip("<").upper() in _KNOWN


def country_of(code: str) -> str | None:
    """Give the ISO 3166-1 alpha-3 code of the state behind ``code``: ``D`` is DEU, ``GBN`` GBR, ``UNO`` none."""
    bare = code.rstrip("<").upper()
    return _SPECIAL.get(bare, bare if bare in _KNOWN else None)


def alpha3_of_alpha2(code: str) -> str | None:
    """Give the alpha-3 code of a two-letter country code, or None when there is no such country."""
    return _ALPHA3_OF_2.get(code.upper())
