"""A small world that answers the room's needs from memory, and rows of invented people."""

from datetime import UTC, date, datetime

import polars as pl

from tidewaiter.identify import identify
from tidewaiter.identify.document_use import USES
from tidewaiter.identify.lookup import LISTINGS
from tidewaiter.identify.troubles import TROUBLES
from tidewaiter.vocabulary.ids import Ids
from tidewaiter.vocabulary.place import Place, Places
from tidewaiter.vocabulary.tables import DECLARED, TEXT, conform, empty

AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRAVEL = datetime(2026, 3, 2, 16, tzinfo=UTC)
PLACES = Places([Place("JFK", "Kennedy", "US", "America/New_York", "air", kind="port-of-entry")], {"KJFK": "JFK"})


class World:
    """Keeps what was identified, as the store would: first subject under a key wins."""

    def __init__(self):
        self.keys, self.pairs, self.said, self.status = {}, [], empty({**DECLARED, "encounter_id": TEXT}), {}
        self.lists, self.troubles = empty(LISTINGS), empty(TROUBLES)
        self.uses = []

    def subjects(self, keys):
        found = [(key, self.keys[key]) for key in keys.to_list() if key in self.keys]
        return pl.DataFrame(found, schema={"key": TEXT, "subject_id": TEXT}, orient="row")

    def encounters(self, pairs):
        schema = {"trip": TEXT, "subject_id": TEXT, "encounter_id": TEXT}
        return pl.DataFrame(self.pairs, schema=schema, orient="row").join(pairs, on=["trip", "subject_id"], how="semi")

    def earlier(self, encounter_ids):
        return self.said.filter(pl.col("encounter_id").is_in(encounter_ids.to_list()))

    def listings(self, as_of):
        return self.lists

    def list_troubles(self, as_of):
        return self.troubles

    def document_uses(self, documents, subject_ids):
        table = pl.DataFrame(self.uses, schema=USES, orient="row")
        wanted = pl.col("document").is_in(documents.to_list()) | pl.col("subject_id").is_in(subject_ids.to_list())
        return table.filter(wanted)

    def encounter(self, encounter_id):
        return {"status": self.status.get(encounter_id, "announced")}

    def take(self, *rows):
        """Identify rows, remember the result as the store would, and return (identified rows, hits)."""
        declared = table(*rows)
        identified, hits = identify(declared, self, ids=Ids(), places=PLACES, as_of=AS_OF)
        joined = declared.join(identified.select("declaration_id", "encounter_id", "subject_id"), on="declaration_id")
        for row in identified.iter_rows(named=True):
            for key in row["subject_keys"]:
                self.keys.setdefault(key, row["subject_id"])
        self.pairs += [
            pair for pair in joined.select("trip", "subject_id", "encounter_id").unique().iter_rows() if pair[0]
        ]
        self.said = pl.concat([self.said, joined.select([*DECLARED, "encounter_id"])])
        return list(identified.iter_rows(named=True)), hits


_count = iter(range(10**9))


def person(message="m1", **said):
    """Make one declared row: an adult with a passport on a flight to JFK, unless said otherwise."""
    number = next(_count)
    row = {
        "declaration_id": f"dec-{number:06d}",
        "message_id": message,
        "ordinal": number,
        "kind": "person",
        "role": "passenger",
        "source": "api",
        "received_at": AS_OF,
        "direction": "inbound",
        "mode": "air",
        "port": "JFK",
        "trip": "TW|100|2026-03-02|AMS|JFK",
        "carrier": "TW",
        "scheduled_at": TRAVEL,
        "surname": "Ravensdale",
        "given_names": "Ottoline Mae",
        "birth_date": date(1984, 5, 17),
        "document_kind": "P",
        "document_number": "RV1234567",
        "document_issuer": "GBR",
        "document_expires": date(2031, 1, 1),
    }
    return row | said


def booked(message="p1", **said):
    """Make the same adult as a booking knows them: no birth date, no document."""
    lacks = dict.fromkeys(("birth_date", "document_kind", "document_number", "document_issuer", "document_expires"))
    return person(message, **({"source": "booking", "locator": "QX7TRA"} | lacks | said))


def vehicle(message="v1", **said):
    """Make a car at a land port."""
    lacks = dict.fromkeys(("surname", "given_names", "birth_date", "role"))
    documents = dict.fromkeys(("document_kind", "document_number", "document_issuer", "document_expires"))
    land = {
        "kind": "conveyance",
        "source": "lane",
        "mode": "land",
        "port": "ELP",
        "trip": "land|ELP|2026-03-01|inbound",
    }
    return person(message, **(lacks | documents | land | {"plate": "TWX-4471", "plate_issuer": "US-TX"} | said))


def table(*rows):
    """Make a declared table of rows."""
    return conform(pl.DataFrame(rows, infer_schema_length=None), DECLARED)


def check(row, name):
    """Give the state of one check of an identified row."""
    return next(one["state"] for one in row["checks"] if one["name"] == name)
