"""The second officer of a refusal, who proves on the first one's screen that they agree: name, password, second factor.

Nobody is signed in by it: the sitting stays the first officer's.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tidewaiter.store.accounts.keeping import folded
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.accounts import sitting


def second_officer(request: HttpRequest, name: str, password: str, code: str = "") -> Officer:
    """Give who agrees. Raises ``Refusal`` for a name, password or code that does not open an account.

    Failed attempts count against the name as at the door.
    """
    try:
        account: Any = get_adapter().authenticate(request, username=folded(name), password=password)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), code="second-officer") from error
    if account is None or not account.is_active or account.must_change or not _factor_holds(account, code.strip()):
        raise Refusal(_("The second officer's name, password or code does not open an account."), code="second-officer")
    agreed: Officer = account.officer(_("to agree to a refusal as second officer"))
    return agreed


def _factor_holds(account: Any, code: str) -> bool:
    """Tell whether the code of an account's app is right; an account whose roles ask for none, and has none, passes."""
    app = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if app is not None:
        return bool(code) and bool(app.wrap().validate_code(code))
    waived = settings.DEMONSTRATION and account.demonstration
    return waived or not sitting.policy().needs_factor(account.held)
