"""The pages that stand since the first release: one encounter with why."""

from __future__ import annotations

from tests.browser.pages import Shown

PAGES = [
    Shown("encounter", lambda site: f"/encounters/{site.encounters('JFK')[0]['encounter_id']}", role="analyst"),
]
