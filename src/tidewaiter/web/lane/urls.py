"""Where the lane stands."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.lane import acts, views

urlpatterns = [
    path("lane", views.lane, name="lane"),
    path("lane/here", views.here, name="lane-here"),
    path("lane/unannounced", views.stranger, name="lane-unannounced"),
    path("lane/<str:encounter_id>", views.one, name="lane-one"),
    path("lane/<str:encounter_id>/admit", acts.admit, name="lane-admit"),
    path("lane/<str:encounter_id>/all", acts.admit_all, name="lane-all"),
    path("lane/<str:encounter_id>/check", acts.check, name="lane-check"),
    path("lane/<str:encounter_id>/refer", acts.refer, name="lane-refer"),
    path("lane/<str:encounter_id>/report", acts.report, name="lane-report"),
    path("lane/<str:encounter_id>/undo", acts.undo, name="lane-undo"),
]
