"""Where secondary stands: the list, what supervisors are asked, one file with its forms, its print, its attachments."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.secondary import acts, lists, record

urlpatterns = [
    path("secondary", lists.waiting, name="secondary"),
    path("secondary/approvals", lists.approvals, name="approvals"),
    path("secondary/approvals/<str:encounter_id>/<str:number>", lists.answer, name="approval-answer"),
    path("secondary/<str:encounter_id>", record.one, name="secondary-one"),
    path("secondary/<str:encounter_id>/print", record.printed, name="secondary-print"),
    path("secondary/<str:encounter_id>/files/<str:attachment_id>", record.attached, name="secondary-file"),
    *(path(f"secondary/<str:encounter_id>/{name}", acts.form(name), name=f"secondary-{name}") for name in acts.DOINGS),
]
