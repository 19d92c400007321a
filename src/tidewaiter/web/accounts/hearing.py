"""What happens at the door is heard here and journaled: signing in, factors shown, set up and taken away."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_used
from django.contrib.auth import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from tidewaiter.store.accounts.keeping import end_sessions, sweep_sessions
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.time import utc_now
from tidewaiter.web.accounts import sitting
from tidewaiter.web.accounts.adapter import address_of, failed


@receiver(user_logged_in)
def begun(sender: object, request: HttpRequest, user: Any, **more: Any) -> None:
    """Begin a sitting; where the policy wants one each, end the others."""
    if sitting.BEGAN in request.session:  # Django and allauth both tell of one sign-in
        return
    sweep_sessions(utc_now())
    now = sitting.moment()
    request.session[sitting.BEGAN] = request.session[sitting.SEEN] = request.session[sitting.PROVED] = now
    if sitting.policy().one_each and end_sessions(user, but=request.session.session_key):
        sitting.state(FactKind.SIGNED_OUT, user, {"why": "a newer sign-in"})
    by = "identity" if request.session.get("identity") else "password"
    said = {"by": by, "second_factor": sitting.FACTOR in request.session, "address": address_of(request)}
    sitting.state(FactKind.SIGNED_IN, user, said)


@receiver(authentication_step_completed)
def proved(sender: object, request: HttpRequest, method: str, user: Any, **more: Any) -> None:
    """Note when somebody last proved who they are."""
    request.session[sitting.PROVED] = sitting.moment()


@receiver(authentication_failed)
def not_shown(sender: object, request: HttpRequest, user: Any, **more: Any) -> None:
    """Journal a wrong code."""
    failed(request, user, "second factor")


@receiver(authenticator_used)
def shown(sender: object, request: HttpRequest, **more: Any) -> None:
    """Note that the second factor was shown in this sitting."""
    request.session[sitting.FACTOR] = sitting.moment()


@receiver(authenticator_added)
def added(sender: object, request: HttpRequest, user: Any, authenticator: Any, **more: Any) -> None:
    """Journal a second factor that was set up; it was shown while it was."""
    if authenticator.type != "recovery_codes":
        request.session[sitting.FACTOR] = sitting.moment()
    said = {"what": "factor", "own": True, "done": "set up", "type": str(authenticator.type)}
    sitting.state(FactKind.CREDENTIAL_RESET, user, said)


@receiver(authenticator_removed)
def removed(sender: object, request: HttpRequest, user: Any, authenticator: Any, **more: Any) -> None:
    """Journal a second factor that was taken away by its holder."""
    request.session.pop(sitting.FACTOR, None)
    said = {"what": "factor", "own": True, "done": "taken away", "type": str(authenticator.type)}
    sitting.state(FactKind.CREDENTIAL_RESET, user, said)
