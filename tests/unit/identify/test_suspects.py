"""Narrowing down loses nobody: what a few entries are compared with holds all that screening everybody would find."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest

from tidewaiter.identify import screen, shipped_screening
from tidewaiter.identify.lookup import LISTINGS
from tidewaiter.identify.suspects import suspects
from tidewaiter.vocabulary.tables import conform

POLICY = shipped_screening()
ENTRIES = (
    ("e1", "Marrowgate, Tibor", "1971-04-09"),
    ("e2", "Abu Bakr Harouni", "1980"),
    ("e3", "محمد الخطيب", None),
    ("e4", "Тихонравов, Сергей", "1968/1973"),
    ("e5", "Zhao Qingling", "1990~"),
    ("e6", "Maung Maung Kyaw", "1964"),
    ("e7", "Alexander Oyelaran Brandt", "1955-02-17"),
)
PEOPLE = (
    ("MARROWGATE", "TIBOR", "1971-04-09"), ("MAROGATE", "TYBOR", "1971-09-04"), ("MARROWGATE", "T", "1971-04-09"),
    ("HARUNI", "ABUBAKR", "1980-11-02"), ("ALKHATIB", "MOHAMMED", None), ("EL KHATEEB", "MUHAMAD", "1977-01-01"),
    ("TIKHONRAVOV", "SERGEI", "1970-06-06"), ("TICHONRAWOW", "SERGEJ", None), ("QINGLING", "ZHAO", "1991-01-01"),
    ("KYAW", "MAUNG MAUNG", "1964-07-23"), ("BRANDT", "ALEX OYELARAN", None), ("BRANDT", "OYELARAN", "1955-02-17"),
)  # fmt: skip


def listings(*wanted: str) -> pl.DataFrame:
    rows = [
        {"list_id": "L", "entry_id": at, "entry_kind": "person", "name": name, "births": births}
        for at, name, births in ENTRIES
        if not wanted or at in wanted
    ]
    return conform(pl.DataFrame(rows, infer_schema_length=None), LISTINGS)


def people() -> pl.DataFrame:
    chance = random.Random(7)
    letters, given = "AEIOUBDGKLMNRSTZ", ("SERGEI", "MAUNG", "NOOR")
    others = [
        ("".join(chance.choices(letters, k=chance.randint(4, 9))), chance.choice(given), f"{year}-03-01")
        for year in chance.choices(range(1950, 2000), k=300)
    ]
    rows = [{"surname": a, "given_names": b, "birth_date": c} for a, b, c in [*PEOPLE, *others]]
    table = pl.DataFrame(rows, infer_schema_length=None).with_row_index("n")
    blank = [pl.lit(None, pl.String).alias(name) for name in ("document_number", "plate", "conveyance_name")]
    made = pl.format("enc-{}", "n")
    return table.select(pl.exclude("n"), *blank, kind=pl.lit("person"), encounter_id=made, declaration_id=made)


def found(table: pl.DataFrame) -> set[tuple[str, str]]:
    born = pl.col("birth_date").str.to_date()
    hits = screen(table.with_columns(born), listings(), policy=POLICY)
    return set(hits.select("encounter_id", "entry_id").rows())


@pytest.mark.parametrize("wanted", [("e1",), ("e2", "e3"), ("e4", "e5", "e6", "e7")])
def test_whoever_screening_would_hit_is_among_those_looked_at(wanted: tuple[str, ...]):
    everybody = people()
    near = suspects(everybody, listings(*wanted), POLICY)
    hits = {pair for pair in found(everybody) if pair[1] in wanted}
    assert len(hits) >= len(wanted)
    assert {pair for pair in found(near) if pair[1] in wanted} == hits
    assert near.height < everybody.height / 4


def test_a_number_or_plate_is_looked_at_whatever_the_name():
    table = people().with_columns(
        document_number=pl.when(pl.col("encounter_id") == "enc-40").then(pl.lit("x 12-345")),
        plate=pl.when(pl.col("encounter_id") == "enc-41").then(pl.lit("TWX 4471")),
    )
    few = pl.DataFrame([{"entry_id": "d", "document_number": "X12345"}, {"entry_id": "p", "plate": "twx4471"}])
    assert suspects(table, conform(few, LISTINGS), POLICY)["encounter_id"].to_list() == ["enc-40", "enc-41"]


def test_a_name_alone_and_a_million_get_the_same_answers():
    everybody = people().head(40).with_columns(pl.col("birth_date").str.to_date())
    whole = screen(everybody, listings(), policy=POLICY)
    single = pl.concat([screen(one, listings(), policy=POLICY) for one in everybody.iter_slices(1)])
    assert whole.height > 5 and whole.sort("declaration_id", "entry_id").equals(
        single.sort("declaration_id", "entry_id")
    )


def test_nationality_and_sex_stand_in_the_evidence_where_the_entry_has_them_and_weigh_nothing():
    entry = {
        "list_id": "L",
        "entry_id": "e",
        "entry_kind": "person",
        "name": "Marrowgate, Tibor",
        "births": "1971-04-09",
    }
    told = entry | {"nationalities": "SYR; IRQ", "sex": "M"}
    row = people().head(1).with_columns(nationality=pl.lit("UTO"), sex=pl.lit("F"), birth_date=pl.lit(date(1971, 4, 9)))
    plain, with_both = (screen(row, conform(pl.DataFrame([one]), LISTINGS)) for one in (entry, told))
    assert plain["score"].to_list() == with_both["score"].to_list() != []
    assert '"nationality":{"asked":"UTO","listed":"SYR; IRQ","agreement":"different"}' in with_both["evidence"][0]
    assert "nationality" not in plain["evidence"][0] and "sex" not in plain["evidence"][0]
