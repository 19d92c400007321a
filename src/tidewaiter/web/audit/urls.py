"""The addresses of the auditor's pages."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.audit import decisions, journal, measures, readings

urlpatterns = [
    path("audit", decisions.decisions, name="audit"),
    path("audit/decisions/<int:seq>", decisions.decision, name="decision"),
    path("audit/readings", readings.readings, name="readings"),
    path("audit/unusual", readings.unusual, name="unusual"),
    path("audit/journal", journal.journal, name="journal"),
    path("audit/rules", decisions.rules, name="grounded-rules"),
    path("fairness", measures.fairness, name="fairness"),
]
