"""Whether single keys act on pages (WCAG 2.1.4): each officer's own word, kept in the browser that they share."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "keys_off"
NOBODY = "0"
LASTS = 365 * 24 * 3600
MOST = 40
"""So many officers of one browser are remembered; the one who switched longest ago is forgotten first."""


def keys_on(request: HttpRequest | None) -> bool:
    """Tell whether single keys act for whoever looks at a page; they do until somebody switches them off."""
    kept = request.COOKIES.get(COOKIE) if request is not None else None
    return not kept or request is None or _who(request) not in kept.split(".")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch single keys on or off for whoever asks; before one signs in, for all who have not signed in here."""
    who = _who(request)
    others = [each for each in request.COOKIES.get(COOKIE, "").split(".") if each and each != who]
    off = [*others, who] if request.POST.get("keys") == "off" else others
    asked = request.POST.get("next") or "/"
    answer = redirect(asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/")
    if off:
        kept = ".".join(off[-MOST:])
        answer.set_cookie(COOKIE, kept, max_age=LASTS, secure=request.is_secure(), httponly=True, samesite="Strict")
    else:
        answer.delete_cookie(COOKIE, samesite="Strict")
    return answer


def _who(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return str(user.pk) if user is not None and user.is_authenticated else NOBODY
