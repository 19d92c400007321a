"""Check how documents are used: reported lost, shown by two people, two in use by one, a visa for another aim.

Each answer names both values. A finding is about documents: who holds a reported one may be its owner, and two people
under one number may be one slip of a typist. A human looks; nobody is accused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import polars as pl

from tidewaiter.identify.document_policy import DocumentPolicy, load_documents
from tidewaiter.identify.names import joined, plain, untitled
from tidewaiter.identify.needs import Needs
from tidewaiter.vocabulary.tables import CHECK, TEXT, Schema

REPORTED, ONE_HOLDER, ONE_DOCUMENT, VISA = "lost-or-stolen", "one-holder", "one-document", "visa-purpose"
NAMES = (REPORTED, ONE_HOLDER, ONE_DOCUMENT)
"""The checks of every document that identifies, in the order in which they are listed."""

FINDINGS = (*NAMES, VISA)
"""The checks whose failures are listed for a human (``report documents``)."""

USES: Schema = dict.fromkeys(
    ("document", "subject_id", "identity", "kind", "encounter_id", "first_at", "last_at"), TEXT
)
"""Who showed which document when: ``document`` is issuer|number, ``identity`` surname|given names|birth date."""

Found = dict[tuple[int, int], tuple[str, str]]
"""What is not a plain pass: by row and check, its state and detail."""


def document_checks(rows: pl.DataFrame, hits: pl.DataFrame, listings: pl.DataFrame, needs: Needs) -> pl.Series:
    """Run the checks: a list of ``CHECK`` for each row, empty where no document and no visa was declared.

    ``rows``: plain, resolved and bound (``encounter_id, subject_id, link_basis``); ``hits`` and ``listings`` of the
    same rows. Uses of the same documents and subjects are asked of the store in one call.
    """
    policy = load_documents()
    shown = _shown(rows)
    checks = _none(rows.height) if shown.is_empty() else _of_documents(rows, shown, hits, listings, needs, policy)
    visas = _visas(rows, policy)
    if not visas:
        return checks
    more = [[visas[row]] if row in visas else [] for row in range(rows.height)]
    return together(checks, pl.Series(more, dtype=pl.List(CHECK)))


def together(one: pl.Series, other: pl.Series) -> pl.Series:
    """Put two lists of checks a row into one."""
    return pl.select(pl.concat_list(one, other).alias("checks")).to_series()


def _none(height: int) -> pl.Series:
    return pl.Series("checks", [[]], dtype=pl.List(CHECK)).new_from_index(0, height)


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that show a document by which it can be known again, with what is compared."""
    whole = pl.col("p_issuer").is_not_null() & pl.col("p_number").is_not_null() & (pl.col("kind") != "conveyance")
    return rows.filter(whole).select(
        "row",
        "encounter_id",
        "subject_id",
        "link_basis",
        "birth_date",
        pl.col("p_surname").fill_null("").alias("surname"),
        pl.col("p_given").fill_null("").alias("given"),
        pl.concat_str("p_issuer", "p_number", separator="|").alias("document"),
        pl.col("document_kind").str.head(1).fill_null("P").alias("kind"),
        pl.concat_str(
            "surname", "given_names", pl.col("birth_date").cast(TEXT), separator=" ", ignore_nulls=True
        ).alias("said"),
    )


def _of_documents(
    rows: pl.DataFrame,
    shown: pl.DataFrame,
    hits: pl.DataFrame,
    listings: pl.DataFrame,
    needs: Needs,
    policy: DocumentPolicy,
) -> pl.Series:
    on_record = shown.filter(pl.col("link_basis") != "new")["subject_id"]
    uses = needs.document_uses(shown["document"].unique(), on_record.unique())
    ran, size = _lists(listings, policy)
    found: Found = {} if ran == "pass" else dict.fromkeys(((row, 0) for row in shown["row"]), (ran, size))
    found.update(_reported(shown, hits, policy))
    found.update(_holders(shown, uses))
    if not uses.is_empty():
        found.update(_documents(shown, uses))
    passed = [size, "nobody else has shown this document", "no other document of its kind and issuer is in use"]
    return _listed(rows.height, shown["row"], passed, found)


def _listed(height: int, checked: pl.Series, passed: list[str], found: Found) -> pl.Series:
    """Lay the checks out: every one passes but for what was ``found``; rows that were not checked have none."""
    several = len(NAMES)
    states, details = ["pass"] * (several * height), passed * height
    for (row, number), (state, detail) in found.items():
        states[several * row + number], details[several * row + number] = state, detail
    long = pl.DataFrame({"name": list(NAMES) * height, "state": states, "detail": details})
    lists = long.to_struct("checks").reshape((height, several)).arr.to_list()
    if checked.len() == height:
        return lists
    rows = pl.int_range(pl.lit(height), dtype=pl.UInt32)
    kept = pl.when(rows.is_in(checked.implode())).then(pl.lit(lists)).otherwise(pl.lit(_none(height)))
    return pl.select(kept.alias("checks")).to_series()


def _lists(listings: pl.DataFrame, policy: DocumentPolicy) -> tuple[str, str]:
    """Say whether any list in force reports documents: a state, and words with the label of a stale one."""
    if listings.is_empty():
        return "not-run", "no list of lost or stolen documents is in force"
    reporting = listings.filter(pl.col("category").is_in(sorted(policy.reported)))
    if reporting.is_empty():
        return "not-run", "no list of lost or stolen documents is in force"
    stale = reporting.filter("list_stale")["list_id"].unique().sort().to_list()
    label = f"; STALE: {', '.join(stale)}" if stale else ""
    return "pass", f"not among {reporting.height} documents reported lost, stolen or cancelled{label}"


def _reported(shown: pl.DataFrame, hits: pl.DataFrame, policy: DocumentPolicy) -> Iterator[tuple[tuple[int, int], Any]]:
    if hits.is_empty():
        return
    told = hits.filter((pl.col("basis") == "document") & pl.col("category").is_in(sorted(policy.reported)))
    for row in shown.join(told, on="encounter_id", suffix="_hit").iter_rows(named=True):
        stale = " (STALE list)" if row["list_stale"] else ""
        text = (
            f"{row['declared_value']} is reported {row['category']} by {row['list_id']} entry {row['entry_id']}{stale},"
            f" as {row['listed_value']}; this is about the document, not about who shows it"
        )
        yield (row["row"], 0), ("fail", text)


def _holders(shown: pl.DataFrame, uses: pl.DataFrame) -> Iterator[tuple[tuple[int, int], Any]]:
    """Find documents that somebody else showed, now or before: another name, or another birth date and name."""
    others = shown.select("document", "encounter_id", "surname", "given", "birth_date", "said", at=pl.lit("now"))
    if not uses.is_empty():
        others = pl.concat([others, _parted(uses)])
    elif not shown["document"].is_duplicated().any():
        return
    pairs = shown.join(others, on="document", suffix="_there").filter(
        pl.col("encounter_id") != pl.col("encounter_id_there")
    )
    if pairs.is_empty():
        return
    surname, given = _other("surname"), _other("given")
    birth = (pl.col("birth_date") != pl.col("birth_date_there")).fill_null(False)
    told = pairs.with_columns(
        ((surname & given) | (birth & (surname | given))).alias("another"),
        (birth & ~surname & ~given).alias("mistyped"),
    ).filter(pl.col("another") | pl.col("mistyped"))
    for row in told.sort("row", "another", "at").iter_rows(named=True):
        when = "in the same delivery" if row["at"] == "now" else f"last on {row['at'][:10]}"
        there = f"'{row['said_there']}' {when} ({row['encounter_id_there']})"
        here = f"{row['document'].replace('|', ' ')} is declared by '{row['said']}'"
        if row["another"]:
            yield (row["row"], 1), ("fail", f"{here} and was by {there}")
        else:
            yield (row["row"], 1), ("pass", f"{here}, with another birth date by {there}: one of them is mistyped")


def _other(name: str) -> pl.Expr:
    """Tell that a part of a name differs: neither begins the other. What was not said does not differ."""
    here, there = pl.col(name), pl.col(f"{name}_there")
    return (here != "") & (there != "") & ~here.str.starts_with(there) & ~there.str.starts_with(here)


def _parted(uses: pl.DataFrame) -> pl.DataFrame:
    parts = pl.col("identity").str.split_exact("|", 2).struct
    return uses.select(
        "document",
        "encounter_id",
        joined(plain(parts.field("field_0"))).fill_null("").alias("surname"),
        joined(untitled(plain(parts.field("field_1")))).fill_null("").alias("given"),
        parts.field("field_2").str.to_date("%Y-%m-%d", strict=False).alias("birth_date"),
        pl.col("identity").str.replace_all("|", " ", literal=True).alias("said"),
        pl.col("last_at").alias("at"),
    )


def _documents(shown: pl.DataFrame, uses: pl.DataFrame) -> Iterator[tuple[tuple[int, int], Any]]:
    """Find people who use two documents of one kind and issuer in turn; a new one that takes over is a renewal.

    In turn: the one shown now was first shown before the other was shown last.
    """
    mine = shown.filter(pl.col("link_basis") != "new")
    first = uses.group_by("document", "subject_id").agg(pl.col("first_at").min().alias("since"))
    pairs = (
        mine.join(uses.drop("encounter_id").rename({"document": "other"}), on=["subject_id", "kind"])
        .filter((pl.col("document") != pl.col("other")) & (_issuer("document") == _issuer("other")))
        .join(first, on=["document", "subject_id"], how="left")
        .sort("row", "last_at")
    )
    for row in pairs.iter_rows(named=True):
        here, there = row["document"].replace("|", " "), row["other"].replace("|", " ")
        last, words = row["last_at"][:10], f"linked by {row['link_basis']}"
        if row["since"] is not None and row["since"] < row["last_at"]:
            text = (
                f"{here} and {there} are both in use: this one since {row['since'][:10]}, the other on {last}; {words}"
            )
            yield (row["row"], 2), ("fail", text)
        else:
            yield (
                (row["row"], 2),
                ("pass", f"{there} was in use until {last}, before {here}: as after a renewal; {words}"),
            )


def _issuer(name: str) -> pl.Expr:
    return pl.col(name).str.split("|").list.first()


def _visas(rows: pl.DataFrame, policy: DocumentPolicy) -> dict[int, dict[str, str]]:
    """Compare visa class and purpose of the rows that name a visa, by row."""
    named = rows.filter(pl.col("visa_class").is_not_null() | pl.col("visa_number").is_not_null())
    shown: Iterable[tuple[int, str | None, str | None]] = named.select("row", "visa_class", "purpose").iter_rows()
    return {row: _visa(visa_class, purpose, policy) for row, visa_class, purpose in shown}


def _visa(visa_class: str | None, purpose: str | None, policy: DocumentPolicy) -> dict[str, str]:
    fitting = policy.purposes_of(visa_class) if visa_class else None
    if visa_class is None:
        state, text = "not-run", "a visa without its class was declared"
    elif fitting is None:
        state, text = "not-run", f"class {visa_class} is not in policies/documents.yaml"
    elif purpose is None:
        state, text = "not-run", f"class {visa_class}; no purpose was declared"
    elif purpose not in policy.purposes:
        state, text = "not-run", f"class {visa_class}; '{purpose}' is no purpose of policies/documents.yaml"
    else:
        state = "pass" if purpose in fitting else "fail"
        text = f"class {visa_class} is for {', '.join(fitting)}; declared was {purpose}"
    return {"name": VISA, "state": state, "detail": text}


def use_identity(surname: str | None, given_names: str | None, birth_date: date | str | None) -> str:
    """Write an identity as ``USES`` keeps it: surname|given names|birth date, as declared."""
    return "|".join(str(part).replace("|", " ") if part else "" for part in (surname, given_names, birth_date))
