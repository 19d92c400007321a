"""Targeting: the queue, hits with their evidence, seats, notes; with two dozen namesakes of a listed person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.browser.pages import Shown
from tests.browser.site import Site
from tests.journey.border import INBOUND, passenger_list, person

from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.receive import Delivery
from tidewaiter.vocabulary.announcement import Leg
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMESAKES = 24
ANALYST = frozenset({"analyst"})
DESK = Officer("Mira Okafor", ANALYST, "*", "hits")


def seed(site: Site) -> None:
    """Let a flight come in some hours with namesakes aboard; one filter is shared, one note is left."""
    local = site.house.policies.clock() + timedelta(hours=4)
    leg = Leg(**{**_of(INBOUND), "number": "718", "departs_local": _naive(local - timedelta(hours=3)),
                 "arrives_local": _naive(local)})  # fmt: skip
    listed = date(1971, 4, 9)
    people = [
        person("QUENNELL", "TOBIAS ARNE" if n % 3 else "TOBIAS A", f"P88{n:05d}", birth_date=listed,
               seat=f"{10 + n // 4}{'ABCD'[n % 4]}", locator=f"R2J{n // 2:03d}", carrier_reference=f"ZZ-{n}")
        for n in range(NAMESAKES)
    ]  # fmt: skip
    people.append(person("HALLORAN-VASCONCELLOS DE ALBUQUERQUE", "NIAMH MARGARETHA", seat="20A", locator="R2J000"))
    raw = passenger_list(people, f"T{local:%j%H%M}", leg=leg)
    assert all(one.accepted for one in site.house.ingest([Delivery(raw, "test", "namesakes.edi")]))
    desk = TargetingDesk.of(site.house)
    desk.save_filter(DESK, name="Air, with a match", page="arrivals", query={"mode": "air", "hit": "yes"}, shared=True)
    desk.hand_over(DESK, "The flight at noon carries many namesakes of one entry.\nTheir documents tell them apart.")


def _of(leg: Leg) -> dict[str, Any]:
    return {name: getattr(leg, name) for name in leg.__dataclass_fields__}


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def first_hit(site: Site) -> dict[str, Any]:
    """Give the hit of a namesake that is due first."""
    found = TargetingDesk.of(site.house).hits.queue(DESK, unsettled=True, limit=100)
    return next(row for row in found if row["surname"] == "QUENNELL")


def _dialog(page: Page, _site: Site) -> None:
    page.keyboard.press("n")
    page.get_by_role("dialog").wait_for()


PAGES = [
    Shown("targeting", "/targeting", role="analyst"),
    Shown("targeting-none-fits", "/targeting?mode=sea&rule=document-expired", role="analyst"),
    Shown("targeting-too-wide", "/targeting?flight=718&who=everyone", role="analyst"),
    Shown("targeting-hits", "/targeting/hits", role="analyst"),
    Shown("targeting-no-hits", "/targeting/hits?mine=yes", role="analyst"),
    Shown("targeting-hit", lambda site: f"/targeting/hits/{first_hit(site)['hit_id']}", role="analyst"),
    Shown("targeting-hit-settling", lambda site: f"/targeting/hits/{first_hit(site)['hit_id']}", role="analyst",
          prepare=_dialog),
    Shown("targeting-encounter", lambda site: f"/targeting/encounters/{first_hit(site)['encounter_id']}",
          role="analyst"),
    Shown("targeting-seats", lambda site: f"/targeting/encounters/{first_hit(site)['encounter_id']}/seats",
          role="analyst"),
    Shown("targeting-second-looks", "/targeting/second-looks", role="analyst"),
    Shown("targeting-shift", "/targeting/shift", role="analyst"),
]  # fmt: skip
