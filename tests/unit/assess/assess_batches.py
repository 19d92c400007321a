"""A batch of invented travelers, as receive and identify would hand it over."""

import random
from datetime import UTC, datetime, timedelta

import polars as pl

from tidewaiter.assess import COUNTS
from tidewaiter.vocabulary.tables import DECLARED, HITS, IDENTIFIED, empty

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Books:
    """A history in memory: what earlier messages said, and counts by subject."""

    def __init__(self, earlier=None, counts=None):
        self._earlier = earlier if earlier is not None else empty({**DECLARED, "encounter_id": pl.String()})
        self._counts = counts if counts is not None else empty(COUNTS)
        self.asked = []

    def earlier(self, encounter_ids):
        self.asked.append(sorted(encounter_ids))
        return self._earlier.filter(pl.col("encounter_id").is_in(encounter_ids.to_list()))

    def counts(self, subject_ids, as_of):
        return self._counts


def declared_rows(rows):
    """Make a declared table from dicts; what a row leaves out is null, but for what every row has."""
    every = {"kind": "person", "role": "passenger", "source": "api", "mode": "air", "direction": "inbound"}
    every |= {"received_at": NOW, "scheduled_at": NOW + timedelta(days=1), "message_id": "msg-1", "trip": "T1"}
    full = [{**every, "declaration_id": f"dec-{i}", "ordinal": i + 1, **row} for i, row in enumerate(rows)]
    return pl.DataFrame(full, schema=dict(DECLARED), strict=False)


def identified_rows(declared, rows=None):
    """Make the identified table beside it: by default every row is a new encounter of a new subject."""
    names = declared["declaration_id"].to_list()
    rows = rows or [{} for _ in names]
    full = [
        {"declaration_id": name, "encounter_id": f"enc-{name}", "is_new": True, "subject_id": f"sub-{name}", **row}
        for name, row in zip(names, rows, strict=True)
    ]
    return pl.DataFrame(full, schema=dict(IDENTIFIED))


def invented_batch(size, seed=7):
    """Make a mixed batch of the given size: manifest and booking rows, some earlier seen, with nulls everywhere."""
    draw = random.Random(seed)
    maybe = lambda value: None if draw.random() < 0.2 else value  # noqa: E731
    rows = []
    for i in range(size):
        booking = draw.random() < 0.5
        departs = NOW + timedelta(hours=draw.randint(2, 90))
        row = {
            "source": "booking" if booking else "api",
            "trip": f"T{i // 200}",
            "message_id": f"msg-{i // 200}",
            "departs_at": departs,
            "arrives_at": departs + timedelta(hours=8),
            "scheduled_at": departs + timedelta(hours=8),
            "received_at": NOW - timedelta(hours=draw.randint(0, 40)),
            "departure": "GRU",
            "arrival": "JFK",
            "locator": f"L{i // 3}",
            "surname": f"INVENTED{i % 50}",
            "given_names": draw.choice(["ALEX", "KIM", "SASHA"]),
            "birth_date": maybe((NOW - timedelta(days=draw.randint(300, 30000))).date()),
            "sex": maybe(draw.choice(["M", "F", "X"])),
            "nationality": maybe(draw.choice(["UTO", "D", "XXA"])),
            "residence": maybe(draw.choice(["UTO", "XXA"])),
            "infant": draw.random() < 0.1,
            "unaccompanied_minor": draw.random() < 0.1,
            "document_issuer": maybe(draw.choice(["UTO", "XXA"])),
            "document_number": maybe(f"X{i:07d}"),
            "document_kind": "P",
            "document_expires": maybe((NOW + timedelta(days=draw.randint(-30, 900))).date()),
            "mrz_valid": maybe(draw.random() < 0.97),
        }
        if booking:
            row |= {
                "booked_at": maybe(departs - timedelta(days=draw.randint(0, 60))),
                "ticketed_at": maybe(departs - timedelta(hours=draw.randint(1, 900))),
                "party": draw.randint(1, 5),
                "booking_legs": draw.randint(1, 5),
                "booking_places": draw.choice([["GRU", "JFK"], ["GRU", "PTY", "MIA", "JFK", "BOS"], None]),
                "one_way": maybe(draw.random() < 0.4),
                "payment_form": maybe(draw.choice(["CA", "CC"])),
                "payer_differs": maybe(draw.random() < 0.2),
                "contact_missing": draw.random() < 0.1,
                "booking_split": draw.random() < 0.1,
                "booking_changes": draw.randint(0, 14),
                "seat_changes": draw.randint(0, 6),
                "bag_count": maybe(draw.randint(0, 4)),
                "bag_weight_kg": maybe(draw.uniform(5, 90)),
            }
        rows.append(row)
    declared = declared_rows(rows)
    states = ["pass", "fail", "not-run"]
    identified = identified_rows(
        declared,
        [
            {
                "checks": [
                    {"name": "issuer-code", "state": draw.choices(states, [90, 3, 7])[0], "detail": ""},
                    {"name": "expiry", "state": draw.choices(states, [90, 3, 7])[0], "detail": ""},
                ],
                "differs_from": draw.choice([[], [], ["document_number"], ["birth_date", "sex"]]),
                "link_score": 1.0,
                "encounter_id": f"enc-{i - (i % 10 == 1)}",
            }
            for i in range(size)
        ],
    )
    bases = ["document", "name-and-birth-date"]
    hits = pl.DataFrame(
        [
            {"encounter_id": f"enc-{i}", "list_id": "wanted", "basis": draw.choice(bases), "list_stale": False}
            for i in range(0, size, 40)
        ],
        schema=dict(HITS),
    )
    counts = pl.DataFrame(
        [
            {"subject_id": f"sub-dec-{i}", "crossings_365d": draw.randint(0, 20), "refusals": i % 2, "findings": i % 3}
            for i in range(0, size, 9)
        ],
        schema=dict(COUNTS),
    )
    return declared, identified, hits, Books(counts=counts)
