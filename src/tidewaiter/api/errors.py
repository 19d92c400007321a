"""Every error over HTTP has one shape: a code for programs, words for people, and where in the input it stands."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, Stale, TidewaiterError, Unreadable


class Place(Schema):
    """Where in the input something is wrong: segment, element and component of EDIFACT, line of CSV, or a path."""

    segment: int | None = None
    element: int | None = None
    component: int | None = None
    message: int | None = None
    path: str | None = None


class Error(Schema):
    """What went wrong and what to do about it."""

    error: str = Field(description="A stable code, for programs.")
    text: str = Field(description="What is wrong, in words.")
    position: Place | None = Field(default=None, description="Where in the input, where that is known.")


class Unauthenticated(TidewaiterError):
    """The token does not open, or none was given."""

    code = "unauthenticated"


class TooLarge(TidewaiterError):
    """More bytes than are taken in one piece."""

    code = "too-large"


class LengthRequired(TidewaiterError):
    """The body came in chunks of unknown total length."""

    code = "length-required"


_STATUS: tuple[tuple[type[TidewaiterError], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Stale, 409),
    (LengthRequired, 411),
    (TooLarge, 413),
    (Refusal, 422),
    (Unreadable, 422),
)


def status_of(error: TidewaiterError) -> int:
    """Give the HTTP status of one of the house's errors: 503 for a busy store, 500 for what no caller can mend."""
    if error.code == "busy":
        return 503
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def documented(*statuses: int) -> dict[int, type[Error]]:
    """Give the error answers of an operation, for its ``response=``."""
    return dict.fromkeys((401, 403, *statuses), Error)


def body_of(error: TidewaiterError) -> dict[str, Any]:
    """Bring one of the house's errors into the one shape."""
    body: dict[str, Any] = {"error": error.code, "text": error.text}
    if isinstance(error, Unreadable):
        body["position"] = {name: value for name, value in asdict(error.position).items() if value is not None}
    return body


def handle(api: NinjaAPI) -> None:
    """Make an API answer every error in the one shape; what nobody foresaw is logged and tells nothing."""

    def known(request: HttpRequest, error: TidewaiterError) -> HttpResponse:
        status = status_of(error)
        if status >= 500:
            logging.getLogger(__name__).error("%s %s: %s", request.method, request.path, error)
        return _answer(api, request, body_of(error), status)

    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        text = "Give a token: Authorization: Bearer tw_...; it may have expired or been revoked"
        return _answer(api, request, {"error": Unauthenticated.code, "text": text}, 401)

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        path = "/".join(_place(error.errors[0]["loc"]))
        text = "; ".join(f"{'/'.join(_place(each['loc'])[1:])}: {each['msg']}" for each in error.errors)
        return _answer(api, request, {"error": "invalid", "text": text, "position": {"path": f"/{path}"}}, 422)

    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _answer(api, request, {"error": "bad-request", "text": str(error)}, error.status_code)

    def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
        logging.getLogger(__name__).exception("%s %s failed", request.method, request.path)
        return _answer(api, request, {"error": "internal", "text": "This is our fault; it is in the log"}, 500)

    api.exception_handler(TidewaiterError)(known)
    api.exception_handler(AuthenticationError)(unauthenticated)
    api.exception_handler(ValidationError)(invalid)
    api.exception_handler(HttpError)(refused)
    api.exception_handler(Exception)(unforeseen)


def _place(loc: Sequence[str | int]) -> list[str]:
    """Name a place as the caller knows it: body and query are one object, whatever their parameter is called here."""
    ours = {("body", "body"), ("query", "wanted")}
    kept = [*loc[:1], *loc[2:]] if tuple(loc[:2]) in ours else loc
    return [str(part) for part in kept]


def _answer(api: NinjaAPI, request: HttpRequest, body: dict[str, Any], status: int) -> HttpResponse:
    response = api.create_response(request, body, status=status)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response
