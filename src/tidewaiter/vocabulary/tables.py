"""The tables that walk the rooms: column names and types, the one place where they are written down.

Every table is a Polars ``DataFrame``; one row is one person or conveyance of one message (``DECLARED``) or one
encounter (all others). Times are UTC with microseconds; text columns are null where nothing was said, never empty.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

Schema = dict[str, pl.DataType]

UTC = pl.Datetime("us", "UTC")
TEXT, COUNT, FLAG, NUMBER, DAY = pl.String(), pl.UInt32(), pl.Boolean(), pl.Float64(), pl.Date()

DECLARED: Schema = {
    # which row this is
    "declaration_id": TEXT,  # dec-…, one for each row of each message
    "message_id": TEXT,
    "ordinal": COUNT,  # 1-based place in the message
    "segment": COUNT,  # where in the interchange the person begins (CSV: line; JSON: null)
    "kind": TEXT,  # person | conveyance
    "role": TEXT,  # passenger | crew | driver | pedestrian | stowaway; null for conveyances
    "source": TEXT,  # api (PAXLST) | booking (PNRGOV) | manifest (JSON, CSV) | lane | field
    "function": TEXT,  # original | update | cancel | close-out | not-aboard (named by a close-out as absent)
    "sender": TEXT,
    "received_at": UTC,
    # which movement it is on
    "direction": TEXT,  # inbound | outbound
    "mode": TEXT,  # air | sea | land
    "port": TEXT,  # port of entry (or exit) concerned
    "trip": TEXT,  # key of the movement: carrier, number, local departure day, departure, arrival
    "carrier": TEXT,
    "number": TEXT,
    "departure": TEXT,
    "arrival": TEXT,
    "departs_at": UTC,
    "arrives_at": UTC,
    "scheduled_at": UTC,  # arrival when inbound, departure when outbound
    "lane": TEXT,
    # who it says it is: evidence for Identify, never for Assess
    "surname": TEXT,
    "given_names": TEXT,
    "birth_date": DAY,
    "sex": TEXT,
    "nationality": TEXT,
    "residence": TEXT,
    "infant": FLAG,
    "unaccompanied_minor": FLAG,
    "in_transit": FLAG,
    "document_kind": TEXT,
    "document_number": TEXT,
    "document_issuer": TEXT,
    "document_expires": DAY,
    "document_count": COUNT,
    "mrz_valid": FLAG,  # null: no machine-readable zone was read
    "visa_number": TEXT,
    "visa_class": TEXT,
    "purpose": TEXT,  # why they travel, a word of policies/documents.yaml
    "redress_number": TEXT,
    "known_traveler_number": TEXT,
    "presubmission": TEXT,
    "plate": TEXT,
    "plate_issuer": TEXT,
    "vehicle_kind": TEXT,
    "conveyance_name": TEXT,
    "occupants": COUNT,
    # how they travel
    "embarkation": TEXT,
    "debarkation": TEXT,
    "seat": TEXT,
    "locator": TEXT,
    "carrier_reference": TEXT,
    "bag_count": COUNT,
    "bag_weight_kg": NUMBER,
    # how it was booked; all null unless the source is a booking
    "booked_at": UTC,
    "ticketed_at": UTC,
    "party": COUNT,
    "booking_legs": COUNT,
    "booking_places": pl.List(pl.String),
    "one_way": FLAG,
    "returns_at": UTC,  # departure of the leg that turns back, where there is one
    "agency_code": TEXT,
    "agency_country": TEXT,
    "payment_form": TEXT,  # CC card | CA cash | MS miscellaneous | CK cheque ...
    "payer_differs": FLAG,
    "contact_missing": FLAG,
    # digests under the house's key: they tell who gives the same, never what
    "contact_digests": pl.List(pl.String),
    "payment_digests": pl.List(pl.String),
    "booking_split": FLAG,
    "booking_changes": COUNT,
    "seat_changes": COUNT,
}

CHECK = pl.Struct({"name": pl.String, "state": pl.String, "detail": pl.String})
"""One check and how it ended: ``state`` is pass, fail or not-run; a check that did not run never reads as a pass."""

IDENTIFIED: Schema = {
    "declaration_id": TEXT,
    "encounter_id": TEXT,
    "is_new": FLAG,  # false: an earlier message announced the same subject on the same movement
    "subject_id": TEXT,
    # document | presubmission | name-and-birth-date | booking-and-name | movement-and-name | plate |
    # conveyance-name | new
    "link_basis": TEXT,
    "link_score": NUMBER,  # 0..1, how sure the link to the subject is; 1 for a new subject
    "link_evidence": TEXT,  # the two values that made the link, in words
    "checks": pl.List(CHECK),
    "subject_keys": pl.List(pl.String),  # what this row lets the subject be found by again: D|issuer|number|birth ...
    "differs_from": pl.List(pl.String),  # fields that differ from what another source declared for this encounter
}

HITS: Schema = {
    "encounter_id": TEXT,
    "declaration_id": TEXT,
    "list_id": TEXT,
    "list_version": TEXT,
    "list_stale": FLAG,
    "entry_id": TEXT,
    "category": TEXT,
    "basis": TEXT,  # document | plate | name-and-birth-date | name | organisation-name | conveyance-name
    "score": NUMBER,  # of a name: the calibrated probability that the two are one
    "declared_value": TEXT,
    "listed_value": TEXT,
    "ground": TEXT,
    "evidence": TEXT,  # JSON: for each field the two values compared (asked, listed) and what they say (agreement)
}

STANDING: Schema = {
    **HITS,
    "hit_id": TEXT,  # vocabulary.hit.hit_id
    "entry_digest": TEXT,  # of what the entry said when it was compared
    "suppressed_by": TEXT,  # the settled hit or the redress case that keeps it from stopping anybody; null: it stands
    "redress": TEXT,  # what became of a redress number in the message, in words for the analyst
}
"""Hits with what settlements and redress say of them: what the journal keeps under ListHit."""

Band = Literal["low", "medium", "high"]
Assignment = Literal["expedite", "primary", "secondary"]
Direction = Literal["inbound", "outbound"]

REASON = pl.Struct({"rule": pl.String, "version": pl.Int64, "weight": pl.Float64, "text": pl.String})

ASSESSED: Schema = {
    "encounter_id": TEXT,
    "score": NUMBER,  # sum of the weights of the rules that fired
    "band": TEXT,  # low | medium | high
    "reasons": pl.List(REASON),  # heaviest first
    "not_evaluable": pl.List(pl.String),  # rules whose inputs were missing
    "ruleset": TEXT,  # content hash of the rules that ran
    "features": TEXT,  # JSON object: the catalogue's values that the rules saw
}

SHADOWED: Schema = {
    "encounter_id": TEXT,
    "rule": TEXT,
    "version": pl.Int64(),
}
"""On whom a rule in the shadow fired: kept apart from every score, and from every officer."""

ASSIGNED: Schema = {
    "encounter_id": TEXT,
    "port": TEXT,
    "assignment": TEXT,  # expedite | primary | secondary
    "stream": TEXT,  # routine | risk | random: a random examination is not a suspicion
    "advice": TEXT,  # what the carrier is told: cleared | check-documents | insufficient-data | contact-authority
    "lookout": TEXT,  # one line for the port of arrival, null where there is none
    "draw_day": DAY,  # the day (UTC) whose committed secret drew: the day the encounter is due
    "draw": NUMBER,  # 0..1, the keyed draw that the random stream compared with its rate
    "rate": NUMBER,
}

QUALITY: Schema = {
    "message_id": TEXT,
    "traveler": COUNT,
    "code": TEXT,
    "severity": TEXT,
    "field": TEXT,
    "segment": COUNT,
    "element": COUNT,
    "component": COUNT,
    "path": TEXT,
    "text": TEXT,
}


def empty(schema: Schema) -> pl.DataFrame:
    """Make the table with no rows."""
    return pl.DataFrame(schema=schema)


def conform(table: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Give the table exactly the columns of ``schema``, in order and type; missing columns become null."""
    return table.select(
        (pl.col(name) if name in table.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )
