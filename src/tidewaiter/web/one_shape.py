"""Whatever goes wrong under ``/api/`` is answered in one shape, also what Django answers before the API sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

_WORDS = {
    400: ("bad-request", "The request cannot be read"),
    404: ("not_found", "There is nothing at this address"),
    405: ("method-not-allowed", "This address does not take {method}; it takes {allow}"),
    500: ("internal", "This is our fault; it is in the log"),
}


class OneShape:
    """Turn pages of errors into JSON for the API's callers; answers that the API itself made stay as they are."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; an error with a page for people becomes one for programs."""
        response = self._answer(request)
        api = request.path == "/api" or request.path.startswith("/api/")
        if not api or response.status_code < 400 or not response.get("Content-Type", "").startswith("text/html"):
            return response
        code, text = _WORDS.get(response.status_code, ("refused", response.reason_phrase))
        told = text.format(method=request.method, allow=response.get("Allow", "no other either"))
        shaped = JsonResponse({"error": code, "text": told}, status=response.status_code)
        for name, value in response.items():
            if name not in ("Content-Type", "Content-Length"):
                shaped[name] = value
        return shaped
