"""Django's and allauth's settings of signing in.

``TIDEWAITER_HTTPS=yes`` says that the house stands behind a proxy that speaks HTTPS and sets ``X-Forwarded-Proto``;
without it, pages are served to this machine alone. ``TIDEWAITER_DEMONSTRATION=yes`` is set by ``tidewaiter demo
--serve`` for one run: accounts of the demonstration open and no second factor is asked; every page says so.
"""

from __future__ import annotations

import os

from tidewaiter.store.connect import HASHERS, USER
from tidewaiter.web.accounts.issuers import provided

AUTH_USER_MODEL = USER
PASSWORD_HASHERS = HASHERS
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "login")},
    },
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "first"

DEMONSTRATION = os.environ.get("TIDEWAITER_DEMONSTRATION") == "yes"
HTTPS = os.environ.get("TIDEWAITER_HTTPS") == "yes"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

SESSION_ENGINE = "tidewaiter.web.accounts.sessions"
SESSION_COOKIE_NAME = "tidewaiter"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Not strict: the browser comes back from an issuer of identities, and has to bring the session along.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 24 * 3600  # the policy ends sittings before; what is left over is of no use after a day
SESSION_SAVE_EVERY_REQUEST = False

ACCOUNT_ADAPTER = "tidewaiter.web.accounts.adapter.Entrance"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "tidewaiter.web.accounts.forms.SignInForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Counted by name and address together (``Entrance``), never by address alone, and by account at the second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key", "reauthenticate": "10/5m/user"}

SOCIALACCOUNT_ADAPTER = "tidewaiter.web.accounts.identity.Identities"
SOCIALACCOUNT_PROVIDERS = provided()
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False

MFA_ADAPTER = "tidewaiter.web.accounts.adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
