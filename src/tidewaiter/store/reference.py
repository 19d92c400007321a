"""The register of places: airports of the world from ``airportsdata``, other ports from files of this administration.

Counts and codes of ports are data: whoever runs this elsewhere replaces ``policies/reference`` and names another home.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

import airportsdata
import iso3166
import polars as pl

from tidewaiter.vocabulary.errors import InvalidPolicy, TidewaiterError
from tidewaiter.vocabulary.place import MODES, Place, Places

REFERENCE = "policies/reference"


@cache
def places(home_country: str = "US") -> Places:
    """Load the register as seen from ``home_country`` (ISO 3166-1 alpha-2).

    Kinds: ``port-of-entry`` (at home, may examine arrivals), ``domestic`` (an airport at home that is none),
    ``foreign``, ``office``, ``sector`` (between the ports, known by its headquarters).

    Airports stand under their IATA code with the ICAO code as alias; sea ports under
    UN/LOCODE with the national code as alias, land ports under the national code. Territories of the home country
    (``territories.csv``) bear its country code. Where no list of the home's airports of entry exists, every airport
    of the home with an IATA code is one. Raises InvalidPolicy where a file is wrong, with its line, and
    TidewaiterError (``unknown-country``) for a code that is none.
    """
    home_country = _known_country(home_country)
    territories = {row["country"] for _, row in _rows("territories.csv") if row["home"] == home_country}
    home = territories | {home_country}
    airports, aliases = _airports(home_country, home)
    register = list(airports)
    for line, row in _rows("ports.csv"):
        register.append(_port(line, row, home_country, home))
        aliases |= {alias: row["code"] for alias in row["aliases"].split(";") if alias}
    register += [_sector(line, row) for line, row in _rows("sectors.csv") if row["country"] in home]
    register += [_office(row) for _, row in _rows("offices.csv") if row["country"] in home]
    return Places(register, aliases, home=home_country)


def _known_country(code: str) -> str:
    """Hold a code against ISO 3166-1; raises TidewaiterError with what was probably meant."""
    wanted = code.strip()
    if wanted in iso3166.countries_by_alpha2:
        return wanted
    meant = iso3166.countries_by_alpha2.get(wanted.upper()) or iso3166.countries_by_alpha3.get(wanted.upper())
    if meant is None:
        names = {each.name.upper(): each for each in iso3166.countries_by_alpha2.values()}
        near = get_close_matches(wanted.upper(), names, 1, 0.6)
        meant = names[near[0]] if near else None
    hint = f"; did you mean {meant.alpha2} ({meant.name})?" if meant else ", such as US, NZ or DE"
    raise TidewaiterError(
        f"TIDEWAITER_COUNTRY is '{wanted}', which is no country by ISO 3166-1 alpha-2{hint}", code="unknown-country"
    )


def _airports(home_country: str, home: set[str]) -> tuple[list[Place], dict[str, str]]:
    table = pl.read_csv(
        Path(airportsdata.__file__).with_name("airports.csv"),
        columns=["icao", "iata", "name", "country", "lat", "lon", "tz"],
        schema_overrides={"icao": pl.String, "iata": pl.String},
    ).filter(pl.col("iata").str.len_chars() == 3)
    offices = {row["code"]: row["office"] for _, row in _rows("airports.csv")}
    found, aliases = [], {}
    # The file's own order of columns is kept whatever order is asked for.
    wanted = table.select("icao", "iata", "name", "country", "lat", "lon", "tz")
    at_home = set(wanted.filter(pl.col("country").is_in(sorted(home)))["iata"])
    of_entry = (offices.keys() & at_home) or at_home
    for icao, iata, name, country, latitude, longitude, zone in wanted.iter_rows():
        kind = "port-of-entry" if iata in of_entry else "domestic" if country in home else "foreign"
        nation = home_country if country in home else country
        office = offices.get(iata, "") if country in home else ""
        found.append(Place(iata, name, nation, zone, "air", latitude, longitude, kind, 0, "", office, "airportsdata"))
        if icao:
            aliases[icao] = iata
    return found, aliases


def _port(line: int, row: dict[str, str], home_country: str, home: set[str]) -> Place:
    mode = next((mode for mode in MODES if mode == row["mode"]), None)
    if mode is None:
        raise InvalidPolicy(f"mode must be one of {', '.join(MODES)}", where="ports.csv", line=line)
    try:
        position = float(row["latitude"]), float(row["longitude"])
        lanes = int(row["lanes"] or 0)
    except ValueError as error:
        raise InvalidPolicy(
            f"a position or count of lanes is no number: {error}", where="ports.csv", line=line
        ) from error
    inside = row["country"] in home
    return Place(
        row["code"],
        row["name"],
        home_country if inside else row["country"],
        row["zone"] or None,
        mode,
        *position,
        "port-of-entry" if inside else "foreign",
        lanes,
        row["hours"],
        row["office"] if inside else "",
        row["source"],
    )


def _sector(line: int, row: dict[str, str]) -> Place:
    try:
        position = float(row["latitude"]), float(row["longitude"])
    except ValueError as error:
        raise InvalidPolicy(f"a position is no number: {error}", where="sectors.csv", line=line) from error
    return Place(
        row["code"], row["name"], row["country"], row["zone"], "land", *position, kind="sector", source=row["source"]
    )


def _office(row: dict[str, str]) -> Place:
    return Place(row["code"], row["name"], row["country"], row["zone"], "land", kind="office", source=row["source"])


def _rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a reference file: line number and row; every column of the heading is there in every row."""
    text = files("tidewaiter").joinpath(f"{REFERENCE}/{name}").read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        if None in row or None in row.values():
            raise InvalidPolicy("the row does not have as many fields as the heading", where=name, line=reader.line_num)
        yield reader.line_num, row
