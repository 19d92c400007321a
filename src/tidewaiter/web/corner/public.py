"""The open pages: an inquiry made, how one stands, and the notices that people are handed, by language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidewaiter.api.access import operation_of
from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.desk.corner import CornerDesk
from tidewaiter.enforce.notices import load_notices
from tidewaiter.identify.redress import LONGEST_ACCOUNT, LONGEST_NAME
from tidewaiter.vocabulary.errors import Forbidden, Refusal, TidewaiterError
from tidewaiter.web.corner.limits import ASKING, LOOKING, TooOften
from tidewaiter.web.reader import require_safe_way

FIELDS = ("surname", "given_names", "birth_date", "document_issuer", "document_number", "account")
_AT_FIELD = {"name-required": "surname", "birth-date": "birth_date", "document-required": "document_number"}


def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page to anybody, where the permission table says that it is open."""

    @wraps(view)
    def shown(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            if not house().authority.is_open(operation_of(request)):
                raise Forbidden("This page is not open")
            require_safe_way(request)
            return view(request, **parts)
        except TooOften as error:
            return render(request, "corner/too_often.html", {"text": error.text}, status=429)
        except TidewaiterError as error:
            return render(request, "error.html", {"error": error}, status=status_of(error))

    return shown


@require_safe
@open_page
def corner(request: HttpRequest) -> HttpResponse:
    """Say what can be asked here."""
    return render(request, "corner/corner.html")


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def ask(request: HttpRequest) -> HttpResponse:
    """Take an inquiry in and answer it with its number; nothing is looked up, whoever asks."""
    if request.method != "POST":
        return _asking(request)
    said = {name: request.POST.get(name, "").strip() for name in FIELDS}
    wrong = {name: _("Write this in fewer words") for name in FIELDS if len(said[name]) > _longest(name)}
    born = _day(said["birth_date"])
    if born is None:
        wrong["birth_date"] = _("Give the birth date as on the passport")
    if wrong or born is None:
        return _asking(request, said, wrong, 422)
    ASKING.take(_address(request))
    try:
        told = CornerDesk.of(house()).ask(**{**said, "birth_date": born})  # type: ignore[arg-type]
    except Refusal as error:
        words = {
            "name-required": _("Give a surname or given names"),
            "birth-date": _("This can be nobody's birth date"),
            "document-required": _("Name the document by its number and the state that issued it"),
        }
        at = _AT_FIELD.get(error.code, "surname")
        return _asking(request, said, {at: words.get(error.code, error.text)}, 422)
    return render(request, "corner/asked.html", {"told": told})


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def status(request: HttpRequest) -> HttpResponse:
    """Tell how an inquiry stands to whoever knows its number and the birth date on it."""
    told: dict[str, str] | None = None
    said = {name: request.POST.get(name, "").strip()[:LONGEST_NAME] for name in ("number", "birth_date")}
    born = _day(said["birth_date"])
    wrong = {}
    if request.method == "POST":
        if born is None:
            wrong["birth_date"] = _("Give the birth date as on the inquiry")
        if not said["number"]:
            wrong["number"] = _("Give the number of the inquiry")
        if born is not None and not wrong:
            LOOKING.take(_address(request))
            told = CornerDesk.of(house()).status(said["number"], born)
    words = {
        "received": _(
            "Your inquiry was received and is being looked at. You may give its number to carriers with your"
            " reservations. We can neither confirm nor deny whether anybody is or was on any list."
        ),
        "completed": _(
            "Your inquiry was looked at and is completed; where records had to be set right, they were. Give its"
            " number to carriers with your reservations. We can neither confirm nor deny whether anybody is or was on"
            " any list."
        ),
        "unknown": _("There is no inquiry under this number and birth date. Compare both with what you were given."),
    }
    shown = {"told": told, "text": words[told["state"]] if told else "", "said": said, "wrong": wrong}
    return render(request, "corner/status.html", shown, status=422 if wrong else 200)


@require_safe
@open_page
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices that are handed to people, in every language there is one, with what is filled in marked."""
    loaded = _notices()
    kinds = sorted({kind for kind, _language in loaded})
    languages = sorted({language for _kind, language in loaded})
    chosen = request.GET.get("in", request.LANGUAGE_CODE[:2] if hasattr(request, "LANGUAGE_CODE") else "en")
    language = chosen if chosen in languages else "en"
    told = {"texts": [(kind, loaded[kind, language]) for kind in kinds], "printed_in": languages, "chosen": language}
    return render(request, "corner/notices.html", told)


@cache
def _notices() -> dict[tuple[str, str], str]:
    return {key: template.template for key, template in load_notices().templates.items()}


def _asking(
    request: HttpRequest, said: dict[str, str] | None = None, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    told: dict[str, Any] = {"said": said or dict.fromkeys(FIELDS, ""), "wrong": wrong or {}, "most": LONGEST_ACCOUNT}
    return render(request, "corner/redress.html", told, status=status)


def _longest(name: str) -> int:
    return LONGEST_ACCOUNT if name == "account" else LONGEST_NAME


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _address(request: HttpRequest) -> str:
    """Give where a request comes from: behind our own proxy, what the proxy wrote last."""
    passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.HTTPS else ""
    return passed_on.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))
