"""Where everything stands: the API under ``/api/``, each area of the workbench beside it."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from tidewaiter.api import application
from tidewaiter.web import live, pages, single_keys
from tidewaiter.web.accounts import urls as accounts
from tidewaiter.web.audit import urls as audit
from tidewaiter.web.board import urls as board
from tidewaiter.web.corner import urls as corner
from tidewaiter.web.glass import urls as glass
from tidewaiter.web.lane import urls as lane
from tidewaiter.web.rules import urls as rules
from tidewaiter.web.search import urls as search
from tidewaiter.web.secondary import urls as secondary
from tidewaiter.web.steward import urls as steward
from tidewaiter.web.targeting import urls as targeting

urlpatterns = [
    path("api/", application().urls),
    path("", pages.first, name="first"),
    path("encounters/<str:encounter_id>", pages.one, name="encounter"),
    path("live", live.live, name="live"),
    path("language", set_language, name="language"),
    path("keys", single_keys.switch, name="keys"),
    path("purpose", pages.purpose, name="purpose"),
    *accounts.urlpatterns,
    *glass.urlpatterns,
    *lane.urlpatterns,
    *secondary.urlpatterns,
    *targeting.urlpatterns,
    *search.urlpatterns,
    *rules.urlpatterns,
    *steward.urlpatterns,
    *board.urlpatterns,
    *audit.urlpatterns,
    *corner.urlpatterns,
]
handler404 = "tidewaiter.web.pages.not_found"
handler500 = "tidewaiter.web.pages.fault"
