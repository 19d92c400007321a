"""Bring names and numbers to the plain form in which they are compared: exact, and the same on every path."""

from __future__ import annotations

import polars as pl

from tidewaiter.formats.mrz.issuers import alpha3_of_alpha2, country_of

TITLES = ("mr", "mrs", "ms", "miss", "mstr", "dr")

_UNDECOMPOSED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
_TITLE = "(?:" + "|".join(TITLES) + ")"
_TITLES_AT_ENDS = rf"^(?:{_TITLE} )+|(?: {_TITLE})+$"
_ONE_CHARACTER = "^(?:" + "|".join(f"{c}+" for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + ")$"


def plain(name: pl.Expr) -> pl.Expr:
    """Fold case, strip marks (NFKD), drop apostrophes, make other punctuation single blanks; null if nothing is left.

    Letters that Unicode does not decompose (ß, ø, ł ...) become their usual Latin spelling; other scripts stay.
    """
    folded = (
        name.str.to_lowercase()
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}+", "")
        .str.to_lowercase()
        .str.replace_many(list(_UNDECOMPOSED), list(_UNDECOMPOSED.values()))
        .str.replace_all(r"['’`´ʼ]", "")
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars(" ")
    )
    return pl.when(folded != "").then(folded)


def untitled(given: pl.Expr) -> pl.Expr:
    """Strip titles (MR, MRS, MS, MISS, MSTR, DR) from either end of a plain given name."""
    return given.str.replace_all(_TITLES_AT_ENDS, "")


def joined(name: pl.Expr) -> pl.Expr:
    """Take the blanks out, because airline systems glue given names together."""
    return name.str.replace_all(" ", "", literal=True)


def plain_number(number: pl.Expr) -> pl.Expr:
    """Bring a document number or plate to capitals and digits only; null if nothing is left."""
    bare = number.str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", "")
    return pl.when(bare != "").then(bare)


def plain_plate(plate: pl.Expr) -> pl.Expr:
    """Bring a plate, or the number of a ship, to the same; an IMO number stands without the letters before it."""
    return plain_number(plate).str.replace(r"^IMO(\d{7})$", "${1}")


def wrong_ship_number(plate: pl.Expr) -> pl.Expr:
    """Tell whether an IMO number's last digit is not what its others make (IMO Resolution A.1117(30)).

    The check digit is the last digit of the sum of the first six, weighed 7 to 2. Null where it is no such number.
    """
    number = plain_plate(plate)
    digits = [number.str.slice(at, 1).cast(pl.Int32, strict=False) for at in range(7)]
    weighed = pl.sum_horizontal([digit * (7 - at) for at, digit in enumerate(digits[:6])], ignore_nulls=False)
    return pl.when(number.str.contains(r"^\d{7}$")).then(weighed % 10 != digits[6])


def telling(number: pl.Expr) -> pl.Expr:
    """Tell whether a plain number can identify: four characters or more, a digit, not one character repeated."""
    return number.str.contains(r"^.{4,}$") & number.str.contains(r"\d") & ~number.str.contains(_ONE_CHARACTER)


def plain_issuers(codes: pl.Series) -> pl.Series:
    """Bring issuers to ISO 3166-1 alpha-3 where the code names a state (``D``: DEU, ``NL``: NLD); others as sent."""
    known = {code: _issuer(code) for code in codes.unique().drop_nulls().to_list()}
    if not known:
        return codes
    return codes.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)


def _issuer(code: str) -> str:
    bare = code.replace("<", "").strip().upper()
    return country_of(bare) or alpha3_of_alpha2(bare) or bare
