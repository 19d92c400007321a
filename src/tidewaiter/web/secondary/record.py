"""The file of one inspection: on one page with the next missing thing named, and as it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.api.inspection import handed_out
from tidewaiter.authority import Permission
from tidewaiter.desk.file_told import title_of
from tidewaiter.detect.kinds import load_finding_kinds
from tidewaiter.enforce import load_law
from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.secondary.lists import titles
from tidewaiter.web.secondary.words import ORIGINS, RESULTS, called, said, still_missing
from tidewaiter.web.telling import told as told_of

IN_A_SECTION = ("interview", "search", "find", "attach", "close-section", "reopen-section")
WHILE_OPEN = (*IN_A_SECTION, "take-over", "ask", "outcome", "close")
DECISIONS = ("admit", "release", "refuse", "seize", "arrest", "claim")
FORMS = ("open", *WHILE_OPEN, "amend", *DECISIONS)
"""The forms of the page; one at a time stands open, by ``?form=``."""
_HERE = frozenset({"presented", "referred", "inspected", "admitted", "refused", "detained", "released"})
STANDS: Mapping[str, frozenset[str]] = {
    "admit": frozenset({"inspected", "released"}),
    "release": frozenset({"inspected", "detained"}),
    "refuse": frozenset({"inspected"}),
    "seize": _HERE,
    "arrest": _HERE - {"admitted", "detained"},
    "claim": _HERE,
}
"""From which status the page offers a decision; the room decides whether it stands."""
NEEDS: Mapping[str, Permission] = {
    "admit": Permission.PORT_ENCOUNTER_ADMIT,
    "release": Permission.PORT_ENCOUNTER_RELEASE,
    "refuse": Permission.PORT_ENCOUNTER_REFUSE,
    "seize": Permission.PORT_ENCOUNTER_SEIZE,
    "arrest": Permission.PORT_ENCOUNTER_ARREST,
    "claim": Permission.PORT_ENCOUNTER_PROTECT,
}


@require_GET
@page
def one(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Show the file; the reading is journaled with its purpose."""
    asked = request.GET.get("form", "")
    return shown(request, officer, encounter_id, form=asked if asked in FORMS else "")


@require_GET
@page
def printed(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Show what belongs in the file, and nothing else, to be printed."""
    told = house().secondary.record(encounter_id, officer, get_language() or "en")
    told |= {"row": told["encounter"], "said": said, "now": house().policies.clock(), "officer": officer}
    return render(request, "secondary/print.html", told)


@require_GET
@page
def attached(request: HttpRequest, officer: Officer, encounter_id: str, attachment_id: str) -> HttpResponse:
    """Hand an attachment out to be kept, never to be opened in our name; the reading is journaled."""
    return handed_out(*house().secondary.attachment(encounter_id, attachment_id, officer))


def shown(
    request: HttpRequest,
    officer: Officer,
    encounter_id: str,
    *,
    form: str = "",
    wrong: Refusal | None = None,
    filled: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the file with one form open; ``wrong`` says why what was sent was not taken, ``filled`` what it held."""
    language = get_language() or "en"
    told = house().secondary.record(encounter_id, officer, language)
    record = next((each for each in told["inspections"] if each["number"] == told["present"]), None)
    status = told["encounter"]["status"]
    may = _may(officer, told["encounter"]["port"])
    told |= {
        "row": told["encounter"],
        "record": record,
        "earlier": [each for each in told["inspections"] if each is not record],
        "holds": bool(record) and record["holder"] == officer.name,
        "minutes": _minutes(record, house().policies.clock()),
        "form": form,
        "wrong": wrong,
        "filled": filled or {},
        "may": may,
        "decides": [each for each in DECISIONS if each in may and status in STANDS[each]],
        "said": said,
        "now": house().policies.clock(),
        "officer": officer,
    }
    if record:
        told |= {"section": _section(request, record), "missing": _missing(record)}
        told |= _offered(form, told, record, language)
    return render(request, "secondary/record.html", told, status=status_of(wrong) if wrong else 200)


def _may(officer: Officer, port: str | None) -> set[str]:
    """Give what the officer may do here: ``record``, ``find``, ``end`` and the decisions."""
    asked = {
        "record": Permission.PORT_INSPECTION_RECORD,
        "find": Permission.PORT_ENCOUNTER_FIND,
        "end": Permission.PORT_ENCOUNTER_INSPECT,
        **NEEDS,
    }
    return {name for name, permission in asked.items() if house().authority.allows(officer, permission, port)}


def _section(request: HttpRequest, record: Mapping[str, Any]) -> dict[str, Any]:
    """Give the section that is worked in: the one asked for, else that of the next missing thing, else the first."""
    known = {each["code"]: each for each in record["sections"]}
    wanted = [request.POST.get("section", ""), request.GET.get("section", "")]
    wanted += [each["section"] for each in record["missing"]]
    wanted += [code for code, each in known.items() if each["required"]]
    return next((known[code] for code in wanted if code in known), next(iter(known.values())))


def _missing(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Say what is missing in words, each with where on this page it is done."""
    return [
        {
            "text": still_missing(each, record["sections"]),
            "form": {"section": "close-section", "reopen": "reopen-section"}.get(each["what"], each["what"]),
            "section": each["section"],
        }
        for each in record["missing"]
    ]


def _minutes(record: Mapping[str, Any] | None, now: datetime) -> int:
    if record is None:
        return 0
    ends = datetime.fromisoformat(record["closed_at"]) if record["closed_at"] else now
    return max(0, int((ends - datetime.fromisoformat(record["referred_at"])).total_seconds() // 60))


def _offered(form: str, told: Mapping[str, Any], record: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give what the open form lets choose from, and no more than that."""
    policy = house().secondary.policy
    here = told["section"]["code"]
    if form == "search":
        kinds = [kind for kind in policy.searches.values() if kind.section == here]
        grounds = {ground for kind in kinds for ground in kind.grounds}
        return {
            "searches": [(kind.code, title_of(kind.title, language), kind) for kind in kinds],
            "search_grounds": [
                (code, f"{title_of(each.title, language)} ({told_of(each.citation)})")
                for code, each in policy.search_grounds.items()
                if code in grounds
            ],
        }
    if form == "find":
        kinds_found = load_finding_kinds()
        first = [code for code in kinds_found if policy.found.get(code) == here]
        rest = [code for code in kinds_found if code not in first]
        units = sorted({unit for kind in kinds_found.values() for unit in kind.units})
        return {
            "kinds": [(code, said("finding", code)) for code in (*first, *rest)],
            "units": [(unit, unit) for unit in units],
        }
    if form in ("outcome", "close", "ask"):
        codes = [(code, said("outcome", code)) for code in load_outcomes()]
        searches = [(code, title_of(each.title, language)) for code, each in policy.searches.items() if each.approval]
        return {"outcomes": codes, "asked_searches": searches}
    if form == "open":
        known = titles()
        drawn = {"random"} if record["random"] else set(known) - {"random"}
        return {"reasons": [(code, text) for code, text in known.items() if code in drawn]}
    return _of_law(form, language)


_KIND_OF_GROUND = {"refuse": ("refusal",), "seize": ("seizure",), "arrest": ("arrest", "detention")}
_NOTICE = {"refuse": "refusal", "seize": "seizure", "arrest": "arrest"}


def _of_law(form: str, language: str) -> dict[str, Any]:
    """Give grounds in force, origins of reasons, languages of the notice, and kinds of claim."""
    law, today = load_law(), house().policies.clock().date()
    if form == "claim":
        return {"claims": [(kind, said("claim", kind)) for kind in law.protection.claims]}
    if form == "close-section":
        return {"results": [(code, str(words)) for code, words in RESULTS.items()]}
    if form not in _KIND_OF_GROUND:
        return {}
    fitting = [ground for ground in law.grounds.values() if ground.kind in _KIND_OF_GROUND[form]]
    return {
        "grounds": [
            (ground.id, f"{title_of(ground.title, language)} ({ground.citation})")
            for ground in fitting
            if ground.in_force(today)
        ],
        "origins": [(code, str(words)) for code, words in ORIGINS.items()],
        "languages_of_notice": [(code, called(code)) for code in law.notices.languages(_NOTICE[form])],
    }
