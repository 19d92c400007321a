"""The questions faces ask of the read models: who is coming, what did not come, what waits for a human.

Plain functions over a cursor (``explain`` needs a reader of the journal as well); each gives dicts of JSON values.
Moments are ISO 8601 text in UTC. Who may see which rows is decided above, by ``authority``.
"""

from tidewaiter.store.queries.board import alarms, ports_of_entry
from tidewaiter.store.queries.diversions import diverted, expected
from tidewaiter.store.queries.documents import document_findings
from tidewaiter.store.queries.encounters import cases, encounter, encounters, explain, held, screening
from tidewaiter.store.queries.glass import glass, glass_counts, glass_open, glass_waiting, glasses
from tidewaiter.store.queries.hits import hit, hit_queue, hits_by_id, redress_case, redress_cases
from tidewaiter.store.queries.house import compared, dead_letter, draw, letter_status, lists
from tidewaiter.store.queries.inbox import deadletters, feeds, messages
from tidewaiter.store.queries.inspections import approvals_waiting, attachment, inspections_waiting, remembered
from tidewaiter.store.queries.links import declared_subjects, links, proposal, proposed, together
from tidewaiter.store.queries.models import model_backtests, model_in_force, risk_model, risk_models
from tidewaiter.store.queries.quality import (
    findings_behind,
    message_journey,
    quality_overview,
)
from tidewaiter.store.queries.reporting import GRACE, late_manifests, not_reported, reporting, unannounced
from tidewaiter.store.queries.rules import (
    backtests,
    files_of,
    live_at,
    rule_mark,
    rule_versions,
    rulebooks,
    rules,
    running,
    shadow_counts,
    shadow_pairs,
    switched_off,
)
from tidewaiter.store.queries.stays import exit_matching, open_stays, overstays, unmatched_exits
from tidewaiter.store.queries.targeting import (
    aboard,
    arrivals,
    companions,
    filter_kept,
    filters,
    filters_kept,
    fired_by_day,
    handover,
    handovers,
    rules_fired,
    sources,
    waiting,
)
from tidewaiter.store.queries.totals import foremost, totals

__all__ = [
    "GRACE", "aboard", "alarms", "approvals_waiting", "arrivals", "attachment", "backtests", "cases", "companions",
    "compared", "dead_letter", "deadletters", "declared_subjects", "diverted", "document_findings", "draw", "encounter",
    "encounters", "exit_matching", "expected", "explain", "feeds", "files_of", "filter_kept", "filters", "filters_kept",
    "findings_behind", "fired_by_day", "foremost", "glass", "glass_counts",
    "glass_open", "glass_waiting", "glasses", "handover",
    "handovers", "held", "hit", "hit_queue", "hits_by_id", "inspections_waiting", "late_manifests", "letter_status",
    "links", "lists", "live_at", "message_journey", "messages", "model_backtests", "model_in_force", "not_reported",
    "open_stays", "overstays", "ports_of_entry", "proposal", "proposed", "quality_overview",
    "redress_case", "redress_cases", "remembered", "reporting", "risk_model",
    "risk_models", "rule_mark", "rule_versions", "rulebooks", "rules", "rules_fired", "running", "screening",
    "shadow_counts", "shadow_pairs", "sources", "switched_off", "together", "totals", "unannounced", "unmatched_exits",
    "waiting",
]  # fmt: skip
