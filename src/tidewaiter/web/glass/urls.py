"""Where a record of another port is opened in an emergency, and where that is reviewed."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.glass import views

urlpatterns = [
    path("glass", views.listed, name="glass"),
    path("glass/break", views.break_glass, name="glass_break"),
    path("glass/<str:glass_id>/review", views.review, name="glass_review"),
]
