"""The addresses of the traveler's corner and of the redress officers' pages."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.corner import public, redress

urlpatterns = [
    path("corner", public.corner, name="corner"),
    path("corner/redress", public.ask, name="corner-redress"),
    path("corner/status", public.status, name="corner-status"),
    path("corner/notices", public.notices, name="corner-notices"),
    path("redress", redress.cases, name="redress"),
    path("redress/<str:number>", redress.case, name="redress-case"),
    path("redress/<str:number>/resolve", redress.resolve, name="redress-resolve"),
]
