"""What history holds of each subject, in the plain values compared, and which likely pairs are worth a human.

Only what says who somebody is goes in: names, birth date, document. Nationality and sex are left out: two records of
one person seldom differ in them, and nothing that is a protected ground should weigh here without need.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

import polars as pl

from tidewaiter.identify.names import joined, plain, plain_issuers, plain_number, telling, untitled
from tidewaiter.vocabulary.tables import TEXT, Schema

STORED: Schema = dict.fromkeys(
    ("subject_id", "surname", "given_names", "birth_date", "document_issuer", "document_number"), TEXT
)
"""What the store gives: each way in which a subject was declared, once."""

RECORDS: Schema = dict.fromkeys(("unique_id", "subject_id", "surname", "given", "birth", "document"), TEXT)
"""What is compared: one row for each way in which a subject was declared."""

FIELDS = ("surname", "given", "birth", "document")


def records(stored: pl.DataFrame) -> pl.DataFrame:
    """Bring ``STORED`` to ``RECORDS``; what was not said is null and counts neither for nor against."""
    number = plain_number(pl.col("document_number"))
    issuers = plain_issuers(stored["document_issuer"])
    table = stored.with_columns(issuers.alias("issuer")).select(
        "subject_id",
        joined(plain(pl.col("surname"))).alias("surname"),
        joined(untitled(plain(pl.col("given_names")))).alias("given"),
        pl.col("birth_date").alias("birth"),
        pl.when(telling(number)).then(pl.concat_str("issuer", number, separator="|")).alias("document"),
    )
    table = table.filter(pl.col("surname").is_not_null()).unique(maintain_order=True)
    return table.with_row_index("n").select(
        pl.format("{}#{}", "subject_id", "n").alias("unique_id"), *list(RECORDS)[1:]
    )


def pair_id(one: str, other: str) -> str:
    """Name a pair of subjects, the same in either order and at every run."""
    return "pair-" + hashlib.sha256("|".join(sorted((one, other))).encode()).hexdigest()[:20]


def proposals(
    links: pl.DataFrame, apart: Collection[tuple[str, str]], known: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Choose what to propose of scored links: the best link of each pair of subjects, heaviest first.

    ``links``: ``one, other`` (subjects), ``weight, probability`` and for each of ``FIELDS`` both values and the weight
    (``<field>_l, <field>_r, <field>_weight``). ``apart``: sorted pairs that one movement shows to be two people.
    ``known``: pairs proposed before, however that ended.
    """
    best = links.filter(pl.col("one") != pl.col("other")).sort("weight", descending=True, maintain_order=True)
    seen: set[str] = set()
    for row in best.iter_rows(named=True):
        kept, other = sorted((row["one"], row["other"]))  # ids are sortable by time: the older one is kept
        name = pair_id(kept, other)
        if name in seen or name in known or (kept, other) in apart:
            continue
        seen.add(name)
        evidence = [
            {
                "field": field,
                "one": row[f"{field}_l"],
                "other": row[f"{field}_r"],
                "weight": round(row[f"{field}_weight"], 2),
            }
            for field in FIELDS
        ]
        said = {"weight": round(row["weight"], 2), "probability": round(row["probability"], 6), "evidence": evidence}
        yield {"proposal_id": name, "subject_id": kept, "other_id": other, **said}
