"""The addresses of the steward's pages."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.steward import letters, lists, quality

urlpatterns = [
    path("lists", lists.lists, name="lists"),
    path("lists/<str:list_id>", lists.one, name="list"),
    path("lists/<str:list_id>/differences", lists.differences, name="list-differences"),
    path("lists/<str:list_id>/rollback", lists.roll_back, name="list-rollback"),
    path("quality", quality.quality, name="quality"),
    path("quality/findings", quality.findings, name="quality-findings"),
    path("messages/<str:message_id>", quality.message, name="message"),
    path("deadletters", letters.letters, name="letters"),
    path("deadletters/<str:message_id>", letters.letter, name="letter"),
    path("deadletters/<str:message_id>/replay", letters.replay, name="letter-replay"),
    path("deadletters/<str:message_id>/close", letters.close, name="letter-close"),
]
