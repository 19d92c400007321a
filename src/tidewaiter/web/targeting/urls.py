"""Addresses of targeting."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.targeting import acts, arrivals, encounters, filters, hits, shift

HIT = "targeting/hits/<str:hit_id>"

urlpatterns = [
    path("targeting", arrivals.arrivals, name="targeting"),
    path("targeting/hits", hits.queue, name="targeting-hits"),
    path(HIT, hits.one, name="targeting-hit"),
    path(f"{HIT}/claim", acts.claim, name="targeting-claim"),
    path(f"{HIT}/release", acts.release, name="targeting-release"),
    path(f"{HIT}/settle", acts.settle, name="targeting-settle"),
    path(f"{HIT}/escalate", acts.escalate, name="targeting-escalate"),
    path(f"{HIT}/review", acts.review, name="targeting-review"),
    path(f"{HIT}/take-back", acts.take_back, name="targeting-take-back"),
    path("targeting/dismissals", acts.dismiss, name="targeting-dismiss"),
    path("targeting/second-looks", hits.second_looks, name="targeting-second-looks"),
    path("targeting/encounters/<str:encounter_id>", encounters.one, name="targeting-encounter"),
    path("targeting/encounters/<str:encounter_id>/seats", encounters.seats, name="targeting-seats"),
    path("targeting/filters", filters.save, name="targeting-filters"),
    path("targeting/filters/<str:filter_id>/drop", filters.drop, name="targeting-drop"),
    path("targeting/shift", shift.shift, name="targeting-shift"),
    path("targeting/shift/notes", shift.note, name="targeting-note"),
    path("targeting/shift/notes/<str:handover_id>/take", shift.take, name="targeting-take"),
]
