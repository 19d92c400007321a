"""The pages that stand since the first release: who is coming, one encounter with why, fairness."""

from __future__ import annotations

from tests.browser.pages import Shown

PAGES = [
    Shown("arrivals", "/", role="analyst"),
    Shown("arrivals-none-fits", "/?port=XXX", role="analyst"),
    Shown("encounter", lambda site: f"/encounters/{site.encounters('JFK')[0]['encounter_id']}", role="analyst"),
    Shown("fairness", "/fairness", role="auditor"),
]
