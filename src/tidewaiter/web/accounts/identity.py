"""Signing in with the identity of an issuer (OpenID Connect Core 1.0, code flow with PKCE).

The ID token is held to all that section 3.1.3.7 asks for, whichever way it came: the issuer's signature, issuer,
audience, term, and the nonce of this browser's own question. Its groups stand for roles by ``policies/accounts.yaml``;
an identity without one opens nothing. No token is kept, and of the claims only those that are used.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import jwt
from allauth.account.adapter import get_adapter as get_door
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import Forbidden, Refusal
from tidewaiter.web.accounts import sitting
from tidewaiter.web.accounts.adapter import failed
from tidewaiter.web.accounts.issuers import ISSUER, issuers
from tidewaiter.web.reader import entrance

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Algorithms of public keys alone: a token that anybody could sign with what the issuer publishes is none."""
NEEDED = ["exp", "iat", "iss", "aud", "sub", "nonce"]
LEEWAY = 30
"""Seconds by which the issuer's clock may differ from ours."""


class IssuerAdapter(OpenIDConnectOAuth2Adapter):
    """The issuer that the environment names."""

    nonce = ""

    def get_provider(self) -> Any:
        """Give the issuer as allauth knows it."""
        app = get_adapter(self.request).get_app(self.request, provider=ISSUER)
        return _Provider(self.request, app=app)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Give where the issuer sends the browser back to."""
        return request.build_absolute_uri(reverse("issuer_callback"))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **more: Any) -> Any:
        """Give who came, by the ID token alone; only the claims that are used are kept."""
        claims = self._checked(app, more["response"].get("id_token") or "")
        rules = sitting.policy().identities
        used = ("sub", rules.name_claim, rules.group_claim, "amr")
        kept = {name: claims[name] for name in used if name in claims}
        return self.get_provider().sociallogin_from_response(request, {"id_token": kept})

    def _checked(self, app: Any, token: str) -> dict[str, Any]:
        """Give the claims of an ID token. Raises ``OAuth2Error`` where anything of it does not hold."""
        try:
            named = jwt.get_unverified_header(token).get("kid")
            key = next((key for key in self._keys() if named is None or key.key_id == named), None)
            if key is None:
                raise OAuth2Error("the token is signed with no key of the issuer")
            said: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=SIGNED_BY,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": NEEDED},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"the token does not hold: {error}") from error
        if not self.nonce or not hmac.compare_digest(str(said["nonce"]).encode(), self.nonce.encode()):
            raise OAuth2Error("the token answers another question: its nonce is not ours")
        if said.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the token was made for another client")
        return said

    def _keys(self) -> list[jwt.PyJWK]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        return jwt.PyJWKSet.from_dict(answer.json()).keys


class _Provider(OpenIDConnectProvider):
    oauth2_adapter_class = IssuerAdapter


class _Callback(OAuth2CallbackView):
    """The way back from the issuer."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = str(state.get("nonce") or "")
        return state, response


class Identities(DefaultSocialAccountAdapter):
    """What becomes of an identity once the issuer vouched for it."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Bring the identity's account to what its groups stand for, making it where there is none.

        Raises ``ImmediateHttpResponse`` for an identity that opens nothing.
        """
        claims, rules = sociallogin.account.extra_data["id_token"], sitting.policy().identities
        groups = claims.get(rules.group_claim) or []
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            found = house().accounts.identified(
                sociallogin.account.uid,
                str(claims.get(rules.name_claim) or ""),
                [groups] if isinstance(groups, str) else [str(group) for group in groups],
                ISSUER,
            )
        except (Refusal, Forbidden) as refused:
            failed(request, known, f"identity: {refused.code}")
            raise ImmediateHttpResponse(_refused(request, refused.text)) from refused
        if known is None:
            SocialAccount.objects.get_or_create(
                user_id=found.pk, provider=ISSUER, uid=sociallogin.account.uid, defaults={"extra_data": {}}
            )
            sociallogin.lookup()
        else:
            sociallogin.user = found
        if request.user.is_authenticated:
            sitting.end(request, "a newer sign-in")
        request.session["identity"] = ISSUER
        if rules.factors.intersection(claims.get("amr") or ()):
            request.session[sitting.FACTOR] = sitting.moment()

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Journal an identity that was not proved, and say so; what exactly was wrong is for the journal alone."""
        failed(request, None, "identity", detail=str(exception or error or ""))
        text = _("The issuer did not prove who you are. Try again; if it stays so, tell an administrator.")
        raise ImmediateHttpResponse(_refused(request, text))

    def send_notification_mail(self, *args: Any, **more: Any) -> None:
        """Send nothing: accounts have no address."""


@require_GET
@entrance
def leave(request: HttpRequest) -> HttpResponse:
    """Lead to the issuer, with a question that only its own answer fits; whoever sits there is asked anew."""
    if not issuers():
        raise Http404
    nonce, asked = secrets.token_urlsafe(32), request.GET.get("next") or "/"
    onward = asked if get_door(request).is_safe_url(asked) else "/"
    said = {"nonce": nonce, "prompt": "login"}
    response: HttpResponse = (
        IssuerAdapter(request, ISSUER)
        .get_provider()
        .redirect(request, process="login", next_url=onward, auth_params=said, nonce=nonce)
    )
    return response


@require_GET
@entrance
def come_back(request: HttpRequest) -> HttpResponse:
    """Take the issuer's answer."""
    if not issuers():
        raise Http404
    return _Callback.adapter_view(IssuerAdapter(request, ISSUER))(request)


def _refused(request: HttpRequest, text: str) -> HttpResponse:
    return render(request, "error.html", {"error": {"text": text, "code": "identity"}}, status=403)
