"""Who travels, pays or is reached with whom: grounds to look closer beside other grounds, never a ground alone.

A tie is one booking on one movement, one contact or one card, given for one encounter. Contacts and cards are digests
under the house's key. What more than ``CROWD`` encounters share (an agency's telephone, a group) ties nobody.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from tidewaiter.vocabulary.tables import COUNT, TEXT, UTC, Schema

LOOK_BACK = timedelta(days=180)
"""How old a tie may be; announcements are kept a year, so that a past day can be computed anew for half a year."""
CROWD = 100

TIES: Schema = {
    "token": TEXT,
    "kind": TEXT,  # booking | contact | payment
    "encounter_id": TEXT,
    "subject_id": TEXT,
    "at": UTC,  # when the journal first knew the tie
    "known_at": UTC,  # when it came to stand under this subject; equal to ``at`` unless the subject was put right
    "until": UTC,  # when it moved to another subject; null: it stands
}

FOUND: Schema = {"subject_id": TEXT, "known_at": UTC, "until": UTC}
"""Findings on a subject, and for how long they stand."""

ASSOCIATIONS: Schema = {
    "companions_before": COUNT,
    "companions_with_finding": COUNT,
    "contacts_shared": COUNT,
    "contacts_shared_with_finding": COUNT,
    "payments_shared": COUNT,
    "payments_shared_with_finding": COUNT,
}
_NAMES = {
    "contact": ("contacts_shared", "contacts_shared_with_finding"),
    "payment": ("payments_shared", "payments_shared_with_finding"),
}
_WHICH = ("row", "encounter_id", "subject_id", "as_of")


def booking_token(trip: pl.Expr, locator: pl.Expr) -> pl.Expr:
    """Write the token of one booking on one movement; null where either is unknown."""
    return pl.concat_str(pl.lit("B"), trip, locator, separator="|")


def digest_tokens(kind: str) -> pl.Expr:
    """Write the tokens of a column of digests, ``contact_digests`` or ``payment_digests``: a letter and the digest."""
    letter = {"contact": "C|", "payment": "P|"}[kind]
    return pl.col(f"{kind}_digests").list.eval(pl.lit(letter) + pl.element())


def tokens(asked: pl.DataFrame) -> pl.DataFrame:
    """Lay out what could tie each row of ``asked``: ``row, encounter_id, subject_id, as_of, kind, token``.

    ``asked`` holds ``encounter_id, subject_id, as_of, trip, locator, contact_digests, payment_digests``.
    """
    rows = asked.with_row_index("row").filter(pl.col("subject_id").is_not_null())
    booked = rows.select(*_WHICH, kind=pl.lit("booking"), token=booking_token(pl.col("trip"), pl.col("locator")))
    given = [
        rows.select(*_WHICH, kind=pl.lit(kind), token=digest_tokens(kind)).explode("token", empty_as_null=True)
        for kind in ("contact", "payment")
    ]
    return pl.concat([booked, *given]).drop_nulls("token").unique(["row", "token"], maintain_order=True)


def associations(asked: pl.DataFrame, ties: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Count ``ASSOCIATIONS`` for each row of ``asked`` (see ``tokens``) from ``TIES`` and ``FOUND`` as known then.

    Unknown (null) where a row gives no booking, contact or card, or only such as a crowd shares.
    """
    mine = _uncrowded(tokens(asked), ties)
    others = _others(mine, ties)
    companions = others.filter(pl.col("kind") == "booking")
    strangers = others.filter(pl.col("kind") != "booking").join(companions, on=["row", "other"], how="anti")
    table = pl.DataFrame({"row": pl.int_range(asked.height, dtype=pl.get_index_type(), eager=True)})
    together = _before(companions, ties)
    for name, pairs in (
        ("companions_before", together),
        ("companions_with_finding", _with_finding(companions, found)),
    ):
        table = _counted(table, name, pairs, mine.filter(pl.col("kind") == "booking"))
    for kind, (shared, flagged) in _NAMES.items():
        theirs, asking = strangers.filter(pl.col("kind") == kind), mine.filter(pl.col("kind") == kind)
        table = _counted(table, shared, theirs, asking)
        table = _counted(table, flagged, _with_finding(theirs, found), asking)
    return table.select(pl.col(name).cast(kind) for name, kind in ASSOCIATIONS.items())


def _uncrowded(mine: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Give each token the ranks ``first`` to ``last`` of its ties within the time looked back; leave crowds out."""
    ranked = _ranked(ties).select("token", "at", "rank")
    ends = pl.col("rank").alias("last") + 1
    # Known at the very moment counts: it is the message being assessed, and those that walk with it.
    upto = _asof(mine, ranked.select("token", "at", ends), pl.col("as_of"), exact=True)
    since = _asof(upto, ranked.select("token", "at", first=pl.col("rank") + 1), pl.col("as_of") - LOOK_BACK)
    filled = since.with_columns(pl.col("first", "last").fill_null(0))
    return filled.filter(pl.col("last") - pl.col("first") <= CROWD)


def _asof(rows: pl.DataFrame, steps: pl.DataFrame, moment: pl.Expr, *, exact: bool = False) -> pl.DataFrame:
    return (
        rows.with_columns(moment.alias("moment"))
        .sort("moment", maintain_order=True)
        .join_asof(
            steps,
            left_on="moment",
            right_on="at",
            by="token",
            strategy="backward",
            allow_exact_matches=exact,
            check_sortedness=False,  # `_ranked` sorts by time
            coalesce=True,
        )
        .drop("moment")
    )


def _ranked(ties: pl.DataFrame) -> pl.DataFrame:
    """Number the ties of each token by time, from 0."""
    ordered = ties.sort("at", "encounter_id", "known_at", maintain_order=True)
    return ordered.with_columns(rank=pl.int_range(pl.len(), dtype=pl.Int64).over("token"))


def _others(mine: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Give the other subjects that each row's tokens tie it to: ``row, kind, token, subject_id, as_of, other``."""
    ranked = _ranked(ties).select("token", "rank", "known_at", "until", other="subject_id", of="encounter_id")
    wanted = mine.with_columns(rank=pl.int_ranges("first", "last")).explode("rank", empty_as_null=False)
    met = wanted.join(ranked, on=["token", "rank"], how="inner")
    moved = pl.col("until") < pl.col("as_of")
    stands = (pl.col("known_at") <= pl.col("as_of")) & ~moved.fill_null(value=False)
    apart = (pl.col("other") != pl.col("subject_id")) & (pl.col("of") != pl.col("encounter_id"))
    return met.filter(stands & apart).select("row", "kind", "token", "subject_id", "as_of", "other").unique()


def _before(companions: pl.DataFrame, ties: pl.DataFrame) -> pl.DataFrame:
    """Give those of the pairs whom another booking carried together before."""
    people = pl.concat([companions["subject_id"], companions["other"]]).unique()
    booked = ties.filter((pl.col("kind") == "booking") & pl.col("subject_id").is_in(people.implode()))
    then = booked.select("subject_id", "at", "known_at", "until", earlier="token")
    both = companions.join(then, on="subject_id").filter(_in_time("at", "known_at", "until"))
    theirs = then.rename({"subject_id": "other"})
    met = both.filter(pl.col("earlier") != pl.col("token")).join(theirs, on=["other", "earlier"], suffix="_other")
    return met.filter(_in_time("at_other", "known_at_other", "until_other"))


def _in_time(at: str, known_at: str, until: str) -> pl.Expr:
    """Tell whether a tie was known, still stood and was not too old."""
    moment = pl.col("as_of")
    recent = (pl.col(known_at) <= moment) & (pl.col(at) >= moment - LOOK_BACK)
    return recent & (pl.col(until).is_null() | (moment <= pl.col(until)))


def _with_finding(pairs: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Give those of the pairs whose other had a finding by then."""
    known = found.select("known_at", "until", other="subject_id")
    met = pairs.join(known, on="other", how="inner")
    stands = pl.col("until").is_null() | (pl.col("as_of") <= pl.col("until"))
    return met.filter((pl.col("known_at") < pl.col("as_of")) & stands)


def _counted(table: pl.DataFrame, name: str, pairs: pl.DataFrame, asking: pl.DataFrame) -> pl.DataFrame:
    """Count different others a row; 0 for whoever shares with nobody, null for whoever has nothing to share."""
    counted = pairs.group_by("row").agg(pl.col("other").n_unique().alias(name))
    able = asking.select(pl.col("row").unique())
    answered = able.join(counted, on="row", how="left").with_columns(pl.col(name).fill_null(0))
    return table.join(answered, on="row", how="left", maintain_order="left")
