"""Django's settings: one database (the store's), sessions in it, strict headers, nothing loaded from elsewhere."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.utils.functional import SimpleLazyObject

from tidewaiter.store.connect import APPS, database_settings
from tidewaiter.store.keys import kept_secret
from tidewaiter.web.languages import RIGHT_TO_LEFT, offered

HERE = Path(__file__).parent
HOME = Path(os.environ.get("TIDEWAITER_HOME") or "var").resolve()
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def _secret_key() -> str:
    """Give the key that signs cookies: made once, readable by its owner only. Read when first needed, not before."""
    return kept_secret(HOME / "keys" / "web.key", lambda: secrets.token_urlsafe(48).encode()).decode()


SECRET_KEY = SimpleLazyObject(_secret_key)
DEBUG = False
ALLOWED_HOSTS = LOOPBACK_HOSTS + [host for host in os.environ.get("TIDEWAITER_HOSTS", "").split(",") if host]

INSTALLED_APPS = APPS
MIDDLEWARE = [
    "tidewaiter.web.one_shape.OneShape",
    "django.middleware.security.SecurityMiddleware",
    "tidewaiter.web.headers.StrictHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tidewaiter.web.urls"
WSGI_APPLICATION = "tidewaiter.web.wsgi.application"
APPEND_SLASH = False

DATABASES = {"default": database_settings(HOME, os.environ.get("TIDEWAITER_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {"environment": "tidewaiter.web.templating.environment"},
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = HERE / "static"
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = offered()
LANGUAGES_BIDI = RIGHT_TO_LEFT
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"

# The API checks sizes itself and answers 413; forms of pages stay far below either limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
# What is attached is never laid down in clear, not even for a moment: larger files are not taken at all.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"

from tidewaiter.web.accounts.settings import *  # noqa: E402, F403  (how one signs in, on a page of its own)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # Anybody can send a wrong Host header; it is answered with 400 and is no fault of ours.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
