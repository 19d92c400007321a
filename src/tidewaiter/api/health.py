"""Is it up? Asked without a token it says no more than that."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tidewaiter.api.access import Token
from tidewaiter.api.errors import Error
from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.store import queries
from tidewaiter.vocabulary.officer import Officer

router = Router(tags=["health"])


class Health(Schema):
    """Up; and for a token that carries ``house:health:read``, what stands behind it."""

    status: str
    journal_entries: int | None = None
    lists: list[dict[str, Any]] | None = None


@router.get("/health", auth=None, response={200: Health, 503: Error}, exclude_none=True, operation_id="health")
def health(request: HttpRequest) -> dict[str, Any]:
    """Answer 200 when the store can be read, 503 when it cannot."""
    officer = Token()(request)
    with house().store.read() as reader:
        reader.cursor.execute("SELECT size FROM journal_head")
        head = reader.cursor.fetchone()
        told: dict[str, Any] = {"status": "ok"}
        if isinstance(officer, Officer) and house().authority.allows(officer, Permission.HOUSE_HEALTH_READ):
            told["journal_entries"] = int(head[0]) if head else 0
            told["lists"] = queries.lists(reader.cursor, house().policies.clock().date())
    return told
