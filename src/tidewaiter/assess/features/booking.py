"""Features of how the journey was booked and paid, and of the manifest held against the booking."""

from __future__ import annotations

import polars as pl

from tidewaiter.assess.features.movement import days_between, hours_between

_col = pl.col
_PLAIN = (
    "booked_at",
    "payment_form",
    "payer_differs",
    "party",
    "booking_changes",
    "booking_split",
    "seat_changes",
    "contact_missing",
    "agency_code",
    "agency_country",
    "one_way",
    "booking_legs",
)
# A difference in one of these would tell a rule something of a protected attribute.
_NEVER_COMPARED = ["sex", "nationality", "residence", "document_issuer", "infant", "unaccompanied_minor"]
_HALF = 0.5
_PASSENGER = _col("role") == "passenger"

_DIFFERENCES = _col("differs_from").list.set_difference(_NEVER_COMPARED)

BOOKING: dict[str, pl.Expr] = {
    **{name: _col(name) for name in _PLAIN},
    "days_booked_before_departure": days_between(_col("booked_at"), _col("departs_at")),
    "hours_ticketed_before_departure": hours_between("ticketed_at", "departs_at"),
    "stay_nights": days_between(_col("arrives_at"), _col("returns_at")),
    "differs_from": _DIFFERENCES,
    "differences": _DIFFERENCES.list.len(),
    "absent_from_booking": pl.when(_PASSENGER & _col("filed") & (_col("booked_share") >= _HALF))
    .then(_col("booked").not_())
    .when(_PASSENGER.not_())
    .then(statement=False),
}
