"""Check what is declared about documents and birth dates, without judging the person: pass, fail, or not run.

Rules of form follow ICAO Doc 9303 (parts 3 and 4): numbers of capitals and digits, issuer codes of section 5.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import polars as pl

from tidewaiter.formats.mrz.issuers import alpha3_of_alpha2, known_issuer
from tidewaiter.identify.names import wrong_ship_number

OLDEST_YEARS = 125
CHECKS = (
    *(
        "complete",
        "document-present",
        "number-form",
        "mrz-digits",
        "expiry",
        "issuer-code",
        "birth-date-possible",
        "lists",
    ),
)
"""Every check there is, in the order in which they are listed on a person's row."""
OF_CONVEYANCES = ("complete", "lists")
"""The checks that apply to a conveyance: it carries no travel document and was not born, so no more is said of it."""


def checks(rows: pl.DataFrame, as_of: datetime, lists: pl.DataFrame) -> pl.Series:
    """Run every check that applies on rows of ``differences.lend_documents``: a list of ``CHECK`` structs a row.

    ``lists`` is what ``troubles.list_check`` found: ``row, lists_state, lists_detail``. Dates are judged by the day of
    travel, by ``as_of`` where it is unknown. A booking need not name a document: without one its checks did not run.
    """
    codes = {code: _issuer_state(code) for code in rows["document_issuer"].unique().drop_nulls().to_list()}
    issuer = rows["document_issuer"]
    state, detail = (
        issuer.replace_strict(list(codes), list(said), default=None, return_dtype=pl.String)
        for said in (zip(*codes.values(), strict=True) if codes else ((), ()))
    )
    table = rows.join(lists, on="row", how="left", maintain_order="left").with_columns(
        pl.coalesce("scheduled_at", pl.lit(as_of)).dt.date().alias("day"),
        (pl.col("kind") == "conveyance").alias("is_conveyance"),
        pl.col("document_number").is_not_null().alias("has_document"),
        state.alias("issuer_state"),
        detail.alias("issuer_detail"),
    )
    found = _side_by_side(table.select(_every_outcome()))
    return _applicable(found, table["is_conveyance"])


def number_forms(rows: pl.DataFrame) -> list[dict[str, str]]:
    """Run the check of a document number's form alone, on plain rows: one ``CHECK`` a row."""
    state, detail = _form()
    has = rows.with_columns(pl.col("document_number").is_not_null().alias("has_document"))
    return has.select(pl.lit("number-form").alias("name"), state.alias("state"), detail.alias("detail")).to_dicts()


def _applicable(found: pl.Series, conveyance: pl.Series) -> pl.Series:
    """Leave to conveyances the checks that apply to them: one that cannot run on anything is none that did not run."""
    if not conveyance.any():
        return found
    few = pl.lit([CHECKS.index(name) for name in OF_CONVEYANCES], pl.List(pl.UInt32))
    chosen = pl.when(conveyance).then(pl.col("checks").list.gather(few)).otherwise("checks")
    return found.alias("checks").to_frame().select(chosen)["checks"]


def _side_by_side(outcomes: pl.DataFrame) -> pl.Series:
    """Lay states and details of all checks (columns ``state 0, detail 0, ...``) into one list a row.

    Lists of texts, taken apart again, are a third of the cost of a list of structs.
    """
    several = range(len(CHECKS))
    long = outcomes.select(
        pl.lit(pl.Series(list(CHECKS) * outcomes.height, dtype=pl.String)).alias("name"),
        *(
            pl.concat_list(f"{part} {number}" for number in several).explode().alias(part)
            for part in ("state", "detail")
        ),
    )
    return long.to_struct("checks").reshape((outcomes.height, len(CHECKS))).arr.to_list()


@cache
def _every_outcome() -> list[pl.Expr]:
    built = [_complete(), _present(), _form(), _digits(), _expiry(), _issuer(), _birth(), _lists()]
    return [
        outcome.alias(f"{part} {number}")
        for number, outcomes in enumerate(built)
        for part, outcome in zip(("state", "detail"), outcomes, strict=True)
    ]


Outcome = tuple[pl.Expr, pl.Expr]
PASS, FAIL, NOT_RUN = pl.lit("pass"), pl.lit("fail"), pl.lit("not-run")
NO_DOCUMENT = "no document was declared"


def _choose(*cases: tuple[pl.Expr, pl.Expr, pl.Expr], otherwise: Outcome) -> Outcome:
    """Take state and detail of the first case whose test holds."""
    state, detail = otherwise
    for test, case_state, case_detail in reversed(cases):
        state = pl.when(test).then(case_state).otherwise(state)
        detail = pl.when(test).then(case_detail).otherwise(detail)
    return state, detail


def _complete() -> Outcome:
    parts = {"name": pl.col("surname"), "birth date": pl.col("birth_date"), "document": pl.col("document_number")}
    missing = pl.concat_list(
        [pl.when(value.is_null()).then(pl.lit(word)) for word, value in parts.items()]
    ).list.drop_nulls()
    said = pl.format("missing: {}", missing.list.join(", "))
    nameless = pl.col("plate").is_null() & pl.col("conveyance_name").is_null()
    lacking = missing.list.len() > 0
    return _choose(
        (pl.col("is_conveyance") & nameless, FAIL, pl.lit("missing: plate or name")),
        (
            pl.col("is_conveyance") & (pl.col("vehicle_kind") == "vessel") & wrong_ship_number(pl.col("plate")),
            FAIL,
            pl.format("the check digit of the IMO number {} is wrong", "plate"),
        ),
        (pl.col("is_conveyance"), PASS, pl.lit("plate or name declared")),
        (lacking & (pl.col("source") == "booking"), NOT_RUN, pl.format("a booking alone; {}", said)),
        (lacking & (pl.col("source") == "field"), NOT_RUN, pl.format("asked in the field; {}", said)),
        (lacking, FAIL, said),
        otherwise=(PASS, pl.lit("name, birth date and document declared")),
    )


def _present() -> Outcome:
    lent = pl.format("document {} as declared by {}", "document_number", pl.col("lent_by").fill_null(""))
    return _choose(
        (pl.col("lent_by").is_not_null(), PASS, lent),
        (pl.col("has_document"), PASS, pl.format("document {}", "document_number")),
        (pl.col("source") == "booking", NOT_RUN, pl.lit("a booking need not name a document")),
        (pl.col("source") == "field", NOT_RUN, pl.lit("no document was typed in the field")),
        otherwise=(FAIL, pl.lit(NO_DOCUMENT)),
    )


def _form() -> Outcome:
    number = pl.col("document_number")
    shape = number.str.to_uppercase().str.replace_all(r"[ <-]", "")
    return _choose(
        (~pl.col("has_document"), NOT_RUN, pl.lit(NO_DOCUMENT)),
        (pl.col("p_number").is_null(), FAIL, pl.format("'{}' is too short or a placeholder", number)),
        (
            ~shape.str.contains(r"^[A-Z0-9]{4,22}$"),
            FAIL,
            pl.format("'{}' holds characters no document number has", number),
        ),
        otherwise=(PASS, pl.format("'{}' has the form of a document number", number)),
    )


def _digits() -> Outcome:
    return _choose(
        (pl.col("mrz_valid").is_null(), NOT_RUN, pl.lit("no machine-readable zone was read")),
        (pl.col("mrz_valid"), PASS, pl.lit("check digits of the machine-readable zone agree")),
        otherwise=(FAIL, pl.lit("check digits of the machine-readable zone do not agree")),
    )


def _expiry() -> Outcome:
    expires, day = pl.col("document_expires"), pl.col("day")
    by = pl.when(pl.col("scheduled_at").is_null()).then(pl.lit("today")).otherwise(pl.lit("the day of travel"))
    return _choose(
        (~pl.col("has_document"), NOT_RUN, pl.lit(NO_DOCUMENT)),
        (expires.is_null(), NOT_RUN, pl.lit("no expiry date was declared")),
        (
            expires < day,
            FAIL,
            pl.format("expired on {}, before {}, {}", expires.cast(pl.String), by, day.cast(pl.String)),
        ),
        otherwise=(PASS, pl.format("valid until {}", expires.cast(pl.String))),
    )


def _issuer() -> Outcome:
    return _choose(
        (~pl.col("has_document"), NOT_RUN, pl.lit(NO_DOCUMENT)),
        (pl.col("document_issuer").is_null(), NOT_RUN, pl.lit("no issuer was declared")),
        otherwise=(pl.col("issuer_state"), pl.col("issuer_detail")),
    )


def _issuer_state(code: str) -> tuple[str, str]:
    if known_issuer(code):
        return "pass", f"{code} is an issuer ICAO Doc 9303 knows"
    three = alpha3_of_alpha2(code)
    if three:
        return "pass", f"{code} names {three} in two letters"
    return "fail", f"{code} is no issuer that ICAO Doc 9303 knows"


def _birth() -> Outcome:
    birth, day = pl.col("birth_date"), pl.col("day")
    text = birth.cast(pl.String)
    return _choose(
        (birth.is_null(), NOT_RUN, pl.lit("no birth date was declared")),
        (birth > day, FAIL, pl.format("born {}, after the day of travel", text)),
        (
            day.dt.year() - birth.dt.year() > OLDEST_YEARS,
            FAIL,
            pl.format("born {}, more than {} years ago", text, pl.lit(OLDEST_YEARS)),
        ),
        otherwise=(PASS, pl.format("born {}", text)),
    )


def _lists() -> Outcome:
    return pl.col("lists_state").fill_null("not-run"), pl.col("lists_detail").fill_null("no list is loaded")
