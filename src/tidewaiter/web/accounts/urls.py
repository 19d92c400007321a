"""Where one signs in and out, and where accounts are kept."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.accounts import register, views

urlpatterns = [
    path("login", views.login, name="account_login"),
    path("logout", views.logout, name="account_logout"),
    path("account/password", views.password, name="password"),
    path("accounts", register.listed, name="accounts"),
    path("accounts/add", register.add, name="account_add"),
    path("accounts/<str:name>/change", register.change, name="account_change"),
    path("accounts/<str:name>/close", register.close, name="account_close"),
    path("accounts/<str:name>/reset", register.reset, name="account_reset"),
]
