"""Every page says all its words in the reader's language: also what went wrong, and what rooms and policies state.

Each page is asked for in Spanish, each form is sent empty and sent wrong, and whatever stands there in lower-case words
outside of every message of the catalogue has to be data: what a person typed, a name, an id, a unit. ``DATA`` is all
that is let through; what an administration or the journal says in its own language is told so by ``lang`` or
``translate="no"`` in the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser import board_world
from tests.browser.lane_world import encounter
from tests.browser.pages import pages, seeds
from tests.browser.pages_targeting import first_hit
from tests.browser.site import Site
from tests.unit.api.serving import TWO_PORTS, serving
from tests.unit.web.budgets import WHAT
from tests.unit.web.signing import signed_in
from tests.unit.web.spoken import LANGUAGE, marked, speaking, unmarked

from tidewaiter import identify
from tidewaiter.assemble import policy
from tidewaiter.authority import read_authority
from tidewaiter.identify.listing import shipped

AUTHORITY = read_authority(policy("permissions.yaml"))
FORMS = sorted(
    row.removeprefix("POST ") for row in AUTHORITY.operations if row.startswith("POST /") and " /api/" not in row
)
OWN = ("/account", "/account/password", "/account/proof", "/account/factor", "/account/factor/keys/add", "/purpose")
FIELDS = (
    *("version", "encounter_version", "versions", "q", "reason", "note", "until", "words", "why", "code", "kind"),
    *("ground", "port", "lane", "surname", "birth_date", "document_number", "outcome", "report", "source", "text"),
    *("first", "last", "to", "step", "purpose", "number", "verdict", "seen", "item", "section", "action", "hit"),
    *("quantity", "unit", "origin-0", "seen-0", "second_name", "second_password", "role", "name", "login", "password"),
)
"""What forms ask for; each is sent with ``junk`` in it."""
PEOPLE = (
    *("Ada Quill", "Cy Fern", "Hal Birch", "Bo Tarn", "Cora Lindh", "Cora Holm", "Mira Okafor", "Tomas Reyk"),
    *("Ed Moor", "Jo Lund", "Ada Moss", "Celia", "Oyelaran", "Wilhelmina", "Alexandra Charlotte", "Ferreyra"),
    *(
        "[Vv]an der Steenhoven-Wachtmeister",
        "(?:Quennell|QUENNEVILLE),? (?:Tobia[sh] Arn[eo])",
        "Quennell",
        "Zzyzx",
        "Barrett, Oswin",
    ),
    *("tobia[sh]", "arn[eo]", "quennell", "quenneville", r"[A-Z][a-z-]+ (?:and [a-z]+ )?of (?:every port|[A-Z0-9]+)"),
)
TYPED = (
    *("a child of this group is missing here", "the ambulance asks who it is", "no ambulance was called", "Data page"),
    *("The data page was replaced", "page replaced", "The lamination lifts at the corner .* the first", "read it"),
    *("No visa for the stay he describes", "Two bags and a box with a false bottom", "the answer came late", "Maltese"),
    *("The issuer confirmed that the book was reported stolen", "under ultraviolet light", "line 4, number 2071"),
    *("Where and when was this passport issued to you", "In Valletta; I do not remember the day", "as photographed"),
    *("Who paid for the ticket, and how long will you stay", "Letter of the employer", "Air, with a match", "roster"),
    *("The flight at noon carries .* apart", "I was stopped at the gate .* let go", "Large party booked late", "junk"),
    *("sample order 2025000", "nobody", "[Tt]he data page looks altered", "a question is open", "no-list"),
)
CITED = r"(?:INA|Fed\.|\d+ (?:U\.S\.C\.|CFR))(?:[ ,;]+(?:with|and|to|note|[\d(A-Z][\w().-]*))*"
CODES = (
    *(
        "Tidewaiter",
        "English",
        "Español",
        r"gate-7\.edi",
        "machine:tidewaiter",
        "edifact",
        "port,hour,officers",
        r"\b[a-z]+:[a-z-]+:[a-z-]+\b",
    ),
    *(r"\b(?:enc|msg|dec|sub|case|ins|hit|bkt|gls|att|alarm|hov|flt)-[0-9a-z-]+", r"\d+ (?:min|h|kg|d|s)\b"),
    *(
        r"(?:invented|lookout)-[a-z-]+",
        "large-party-late",
        CITED,
        r"\((?:[A-Z][a-z. -]+)+\)",
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("home")
    with serving(home, *TWO_PORTS) as opened:
        made = Site(opened.house, home=home)
        for path in shipped():
            made.house.lists.load(identify.load_listing(path), actor="Ada Quill")
        for seed in seeds():
            seed(made)
        with speaking():
            yield made


@pytest.fixture(scope="module")
def data(site: Site) -> re.Pattern[str]:
    """What may stand on a page as it is."""
    rules = sorted((re.escape(rule.id) for rule in site.house.policies.ruleset.rules), key=len, reverse=True)
    return re.compile("|".join((*TYPED, *PEOPLE, *CODES, *rules)))


def _client(site: Site, role: str | None, port: str = "*") -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="localhost", headers=site.headers(role, port) if role else {})
    client.cookies["django_language"] = LANGUAGE
    return client


def _said(answer: Any, data: re.Pattern[str]) -> list[str]:
    html = answer["Content-Type"].startswith("text/html") and not answer.streaming
    return unmarked(answer.content.decode(), data) if html else []


@pytest.mark.parametrize("which", pages(), ids=lambda which: which.name)
def test_a_page_leaves_no_english_behind(site: Site, data: re.Pattern[str], which: Any) -> None:
    answer = _client(site, which.role, which.port).get(which.address(site))
    assert answer.status_code == 200
    assert _said(answer, data) == []


def test_the_pages_of_an_account_leave_no_english_behind(site: Site, data: re.Pattern[str]) -> None:
    client = signed_in("officer", port="JFK")
    client.cookies["django_language"] = LANGUAGE
    said = {path: _said(client.get(path), data) for path in OWN}
    said |= {f"POST {path}": _said(client.post(path, dict.fromkeys(FIELDS, "junk")), data) for path in OWN}
    assert {path: words for path, words in said.items() if words} == {}


def _subject(site: Site, name: str, path: str) -> str:
    """Give what a form is about: something that is there, so that it is refused for what was typed."""
    if name == "encounter_id":
        return str(encounter(site, "SECBLOCKED" if path.startswith("/secondary") else "LANEABC")["encounter_id"])
    found = {
        "hit_id": lambda: str(first_hit(site)["hit_id"]),
        "list_id": lambda: "lookout-sample",
        "message_id": lambda: board_world.dead_letter(site, f"LETTER-{len(path)}"),
        "number": lambda: board_world.inquiry(site) if "redress" in path else "1",
        "rule_id": lambda: "large-party-late",
        "glass_id": lambda: _first(site, "SELECT glass_id FROM break_glass"),
        "alarm_id": lambda: _first(site, "SELECT alarm_id FROM alarm"),
        "pk": lambda: "1",
    }
    return found[name]() if name in found else WHAT[name](site, "JFK")


def _first(site: Site, sql: str) -> str:
    with site.house.store.read() as reader:
        reader.cursor.execute(sql)
        return str(reader.cursor.fetchone()[0])


@pytest.mark.parametrize("path", FORMS)
def test_a_form_sent_empty_or_wrong_is_refused_without_english(site: Site, data: re.Pattern[str], path: str) -> None:
    where = re.sub(r"{(\w+)}", lambda blank: _subject(site, blank[1], path), path)
    permission = AUTHORITY.operations[f"POST {path}"]
    may = [role for role, held in AUTHORITY.grants.items() if permission in held]
    client = _client(site, next((role for role in ("officer", "supervisor", *may) if role in may), None))
    said = [_said(client.post(where, dict.fromkeys(FIELDS[:fields], "junk")), data) for fields in (0, len(FIELDS))]
    assert said == [[], []]


def test_who_may_not_is_told_so_without_english(site: Site, data: re.Pattern[str]) -> None:
    for path in ("/lane", "/targeting", "/board", "/lists", "/rules", "/audit", "/secondary", "/glass"):
        refused = _client(site, "carrier").get(path)
        assert (refused.status_code, _said(refused, data)) == (403, []), path


def test_what_is_not_in_the_catalogue_is_found() -> None:
    html = f"<p>{marked('Due in')} 9</p><p title='not told'>A99 <b>{marked('told')}: medium</b></p>"
    assert unmarked(html, re.compile("^$")) == ["not told", f"{marked('told')}: medium"]


def test_what_says_its_own_language_is_left_as_it_is() -> None:
    assert unmarked('<p lang="en">as it was written</p><h1 translate="no">Sample list</h1>', re.compile("^$")) == []
