"""The questions faces ask of the read models: who is coming, what did not come, what waits for a human.

Plain functions over a cursor (``explain`` needs a reader of the journal as well); each gives dicts of JSON values.
Moments are ISO 8601 text in UTC. Who may see which rows is decided above, by ``authority``.
"""

from tidewaiter.store.queries.encounters import cases, encounter, encounters, explain, held, hits, screening
from tidewaiter.store.queries.house import dead_letter, draw, letter_status, lists
from tidewaiter.store.queries.inbox import deadletters, feeds, messages
from tidewaiter.store.queries.reporting import GRACE, late_manifests, not_reported, reporting, unannounced
from tidewaiter.store.queries.stays import exit_matching, open_stays, overstays, unmatched_exits
from tidewaiter.store.queries.totals import foremost, ports, totals

__all__ = [
    "GRACE", "cases", "dead_letter", "deadletters", "draw", "encounter", "encounters", "exit_matching", "explain",
    "feeds", "foremost", "held", "hits", "late_manifests", "letter_status", "lists", "messages", "not_reported",
    "open_stays",
    "overstays", "ports", "reporting", "screening", "totals", "unannounced", "unmatched_exits",
]  # fmt: skip
