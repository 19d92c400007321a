"""The tables that Deter is handed: a day's assignments, and what the random sample found."""

from __future__ import annotations

from tidewaiter.vocabulary.tables import COUNT, NUMBER, TEXT, Schema

DRAWN: Schema = {
    "encounter_id": TEXT,
    "mode": TEXT,
    "port": TEXT,
    "assignment": TEXT,
    "stream": TEXT,
    "draw": NUMBER,
    "rate": NUMBER,
}
"""One row an encounter: ASSIGNED with the encounter's mode."""

DETECTION: Schema = {
    "mode": TEXT,
    "port": TEXT,
    "encounters": COUNT,
    "violators": COUNT,  # found in the whole random sample
    "also_targeted": COUNT,  # of these, those whom risk alone had sent to secondary
}
"""One row a port: what the random sample says about how many violators targeting sees."""
