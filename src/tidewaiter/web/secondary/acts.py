"""What the forms of an inspection do: each is one act of the officer who sent it; what is refused comes back filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidewaiter import detect, enforce, inspect
from tidewaiter.api.house import house
from tidewaiter.inspect import secondary
from tidewaiter.vocabulary.act import Act
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.secondary.onward import amount, day, onward, version
from tidewaiter.web.secondary.record import shown
from tidewaiter.web.secondary.second import second_officer

QUESTIONS = 5
"""How many questions one form holds; the next form goes on."""
REASONS = 3

Doing = Callable[[HttpRequest, Officer, str], object]


def form(name: str) -> Callable[..., HttpResponse]:
    """Give the view that takes the form of a name."""
    doing = DOINGS[name]

    @require_POST
    @page
    def posted(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
        house().secondary.visible(officer, encounter_id)
        try:
            doing(request, officer, encounter_id)
        except Refusal as refused:
            needs_asking = refused.code == "approval-required"
            return shown(
                request,
                officer,
                encounter_id,
                form="ask" if needs_asking else name,
                wrong=refused,
                filled=_to_ask(name, request.POST) if needs_asking else request.POST,
            )
        section = request.POST.get("section", "")
        return onward("secondary-one", encounter_id, **({"section": section} if section else {}))

    return posted


def _to_ask(name: str, said: QueryDict) -> dict[str, str]:
    """Turn a form that needs approval first into the question to the supervisor."""
    if name == "search":
        return {"what": "search", "code": said.get("kind", ""), "words": said.get("words", "")}
    return {"what": "outcome", "code": said.get("outcome", ""), "words": said.get("report", "")}


def _in_record(command: type[secondary.InspectionAct], read: Callable[[QueryDict], Mapping[str, Any]]) -> Doing:
    def do(request: HttpRequest, officer: Officer, encounter_id: str) -> object:
        about = {"encounter_id": encounter_id, "officer": officer, "at": house().policies.clock()}
        return house().secondary.act(command(**about, **read(request.POST)))

    return do


def _of_encounter(command: type[Act], read: Callable[[HttpRequest], Mapping[str, Any]]) -> Doing:
    def do(request: HttpRequest, officer: Officer, encounter_id: str) -> object:
        about = {"encounter_id": encounter_id, "officer": officer, "at": house().policies.clock()}
        seen = version(request.POST.get("encounter_version"))
        return house().act(command(**about, expected_version=seen, **read(request)))

    return do


def _texts(*names: str, seen: bool = False) -> Callable[[QueryDict], dict[str, Any]]:
    def read(said: QueryDict) -> dict[str, Any]:
        found: dict[str, Any] = {name: said.get(name, "") for name in names}
        return found | ({"expected_version": version(said.get("version"))} if seen else {})

    return read


def _ticked(said: QueryDict) -> dict[str, Any]:
    return {"item": said.get("item", ""), "done": said.get("done") == "1", "note": said.get("note", "")}


def _interview(said: QueryDict) -> dict[str, Any]:
    pairs = [(said.get(f"question-{each}", ""), said.get(f"answer-{each}", "")) for each in range(QUESTIONS)]
    if any(answer.strip() and not question.strip() for question, answer in pairs):
        raise Refusal(_("An answer stands without its question."), code="no-question")
    return {
        **_texts("section", "language", "interpreter_name")(said),
        "interpreter": said.get("interpreter") == "1",
        "answers": tuple(secondary.Answer(question, answer) for question, answer in pairs if question.strip()),
    }


def _asking(said: QueryDict) -> dict[str, Any]:
    what, _sep, code = said.get("about", "").partition(":")
    return {"what": said.get("what") or what, "code": said.get("code") or code, "words": said.get("words", "")}


def _attach(request: HttpRequest, officer: Officer, encounter_id: str) -> object:
    file = request.FILES.get("file")
    largest = house().secondary.policy.largest_bytes
    if file is None or (file.size or 0) > largest:
        mib = largest // 2**20
        raise Refusal(_("Choose a JPEG, PNG or PDF file of at most %(mib)s MiB.") % {"mib": mib}, code="size")
    said = _texts("section", "title", "why")(request.POST)
    return house().secondary.attach(officer, encounter_id, name=file.name or "", content=file.read(), **said)


def _finding(request: HttpRequest) -> dict[str, Any]:
    said = request.POST
    return {
        "kind": said.get("kind", ""),
        "quantity": amount(said.get("quantity", "")),
        "unit": said.get("unit") or None,
        "note": said.get("note", ""),
    }


def _outcome(request: HttpRequest) -> dict[str, Any]:
    return {"outcome": request.POST.get("outcome", ""), "report": request.POST.get("report", "")}


def _adverse(request: HttpRequest) -> dict[str, Any]:
    said = request.POST
    seen = [(said.get(f"origin-{each}", ""), said.get(f"seen-{each}", "")) for each in range(REASONS)]
    reasons = tuple(enforce.ReasonSeen(origin, text.strip()) for origin, text in seen if text.strip())
    return {"ground": said.get("ground", ""), "reasons_seen": reasons, "language": said.get("language", "en")}


def _refusal(request: HttpRequest) -> dict[str, Any]:
    said = request.POST
    names = [said.get(name, "") for name in ("second_name", "second_password", "second_code")]
    return {**_adverse(request), "second_officer": second_officer(request, *names)}


def _seizure(request: HttpRequest) -> dict[str, Any]:
    said = request.POST
    taken = {"what": said.get("what", ""), "quantity": amount(said.get("quantity", "")) or 0.0}
    return {**_adverse(request), **taken, "unit": said.get("unit", "")}


def _arrest(request: HttpRequest) -> dict[str, Any]:
    said = request.POST
    steps = {"rights_read": said.get("rights_read") == "1", "warrant_checked": said.get("warrant_checked") == "1"}
    handed = {"handed_to": said.get("handed_to", ""), "warrant": said.get("warrant") or None}
    return {**_adverse(request), **steps, **handed}


DOINGS: Mapping[str, Doing] = {
    "open": _in_record(secondary.OpenInspection, _texts("reason")),
    "take-over": _in_record(secondary.TakeOverInspection, _texts("why")),
    "tick": _in_record(secondary.TickItem, _ticked),
    "interview": _in_record(secondary.RecordInterview, _interview),
    "search": _in_record(secondary.RecordSearch, _texts("kind", "ground", "words", "witness")),
    "attach": _attach,
    "close-section": _in_record(secondary.CloseSection, _texts("section", "result", "words", seen=True)),
    "reopen-section": _in_record(secondary.ReopenSection, _texts("section", "why")),
    "ask": _in_record(secondary.AskApproval, _asking),
    "close": _in_record(secondary.CloseInspection, _texts("outcome", "report", seen=True)),
    "amend": _in_record(secondary.AmendInspection, _texts("words", "why", "section")),
    "find": _of_encounter(detect.RecordFinding, _finding),
    "outcome": _of_encounter(inspect.RecordSecondaryResult, _outcome),
    "admit": _of_encounter(enforce.Admit, lambda request: {"until": day(request.POST.get("until", ""))}),
    "release": _of_encounter(enforce.Release, lambda request: {"reason": request.POST.get("why", "")}),
    "refuse": _of_encounter(enforce.Refuse, _refusal),
    "seize": _of_encounter(enforce.Seize, _seizure),
    "arrest": _of_encounter(enforce.Arrest, _arrest),
    "claim": _of_encounter(
        enforce.ClaimProtection,
        lambda request: {"kind": request.POST.get("kind", ""), "said_by": request.POST.get("said_by") or "the person"},
    ),
}
"""Every form of the page and what it does; each has an address, and so a row in the permission table, of its own."""
