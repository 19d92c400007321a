"""Names of states as lists write them, brought to ISO 3166-1 alpha-3 where they name one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import iso3166

_OTHERWISE = {
    "bolivia": "BOL",
    "british virgin islands": "VGB",
    "brunei": "BRN",
    "burma": "MMR",
    "cape verde": "CPV",
    "congo democratic republic of the": "COD",
    "congo republic of the": "COG",
    "democratic republic of congo": "COD",
    "republic of the congo": "COG",
    "cote d ivoire": "CIV",
    "ivory coast": "CIV",
    "czech republic": "CZE",
    "east timor": "TLS",
    "england": "GBR",
    "great britain": "GBR",
    "uk": "GBR",
    "united kingdom": "GBR",
    "holland": "NLD",
    "the netherlands": "NLD",
    "netherlands": "NLD",
    "iran": "IRN",
    "korea north": "PRK",
    "north korea": "PRK",
    "korea south": "KOR",
    "south korea": "KOR",
    "republic of korea": "KOR",
    "korea": "KOR",
    "laos": "LAO",
    "macau": "MAC",
    "macedonia": "MKD",
    "the republic of north macedonia": "MKD",
    "micronesia": "FSM",
    "moldova": "MDA",
    "republic of moldova": "MDA",
    "palestinian": "PSE",
    "palestine": "PSE",
    "state of palestine": "PSE",
    "occupied palestinian territory": "PSE",
    "west bank": "PSE",
    "russia": "RUS",
    "swaziland": "SWZ",
    "syria": "SYR",
    "taiwan": "TWN",
    "tanzania": "TZA",
    "the bahamas": "BHS",
    "bahamas the": "BHS",
    "the gambia": "GMB",
    "gambia the": "GMB",
    "turkey": "TUR",
    "uae": "ARE",
    "united states": "USA",
    "usa": "USA",
    "us": "USA",
    "u s": "USA",
    "vatican city": "VAT",
    "venezuela": "VEN",
    "vietnam": "VNM",
    "virgin islands british": "VGB",
    "republic of south sudan": "SSD",
}


def _bare(name: str) -> str:
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z ]+", " ", flat).split())


def _known() -> dict[str, str]:
    named = {_bare(country.name): country.alpha3 for country in iso3166.countries_by_alpha3.values()}
    also = {_bare(country.apolitical_name): country.alpha3 for country in iso3166.countries_by_alpha3.values()}
    comma = [(*country.name.split(", ", 1), country.alpha3) for country in iso3166.countries if ", " in country.name]
    turned = {_bare(f"{form} {name}"): code for name, form, code in comma}
    two = {key.lower(): country.alpha3 for key, country in iso3166.countries_by_alpha2.items()}
    three = {key.lower(): key for key in iso3166.countries_by_alpha3}
    return {**turned, **also, **named, **two, **three, **_OTHERWISE}


_KNOWN = _known()


@cache
def country(name: str) -> str | None:
    """Give the alpha-3 code of a state named in English, or by its two or three letters; None where it is none we know.

    Remarks in brackets are tried without them: ``Iran (Islamic Republic of)``.
    """
    bare = _bare(name)
    return (
        _KNOWN.get(bare) or _KNOWN.get(_bare(re.sub(r"\([^)]*\)", " ", name))) or _KNOWN.get(bare.removeprefix("the "))
    )


def as_country(name: str) -> str:
    """Give the alpha-3 code, or the name as written where it names no state we know."""
    return country(name) or name.strip()
