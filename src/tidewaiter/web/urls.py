"""Where everything stands: the API under ``/api/``, the first page at ``/``."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from tidewaiter.api import application
from tidewaiter.web import live, measures, pages
from tidewaiter.web.accounts import urls as accounts
from tidewaiter.web.glass import urls as glass
from tidewaiter.web.lane import urls as lane

urlpatterns = [
    path("api/", application().urls),
    path("", pages.first, name="first"),
    path("encounters/<str:encounter_id>", pages.one, name="encounter"),
    path("fairness", measures.fairness, name="fairness"),
    path("live", live.live, name="live"),
    path("language", set_language, name="language"),
    path("purpose", pages.purpose, name="purpose"),
    *accounts.urlpatterns,
    *glass.urlpatterns,
    *lane.urlpatterns,
]
handler404 = "tidewaiter.web.pages.not_found"
handler500 = "tidewaiter.web.pages.fault"
