"""Where one signs in and out, and where accounts are kept."""

from __future__ import annotations

from django.urls import path

from tidewaiter.web.accounts import identity, register, views

urlpatterns = [
    path("login", views.login, name="account_login"),
    path("login/second", views.second, name="mfa_authenticate"),
    path("login/issuer", identity.leave, name="issuer_login"),
    path("login/issuer/callback", identity.come_back, name="issuer_callback"),
    path("logout", views.logout, name="account_logout"),
    path("lock", views.lock, name="lock"),
    path("unlock", views.unlock, name="unlock"),
    path("account", views.account, name="account"),
    path("account/everywhere", views.everywhere, name="everywhere"),
    path("account/password", views.password, name="password"),
    path("account/proof", views.proof, name="account_reauthenticate"),
    path("account/proof/code", views.proof_by_code, name="mfa_reauthenticate"),
    path("account/factor", views.factor, name="mfa_index"),
    path("account/factor/app", views.set_up, name="mfa_activate_totp"),
    path("account/factor/app/remove", views.take_away, name="mfa_deactivate_totp"),
    path("account/proof/key", views.proof_by_key, name="mfa_reauthenticate_webauthn"),
    path("account/factor/keys", views.key_list, name="mfa_list_webauthn"),
    path("account/factor/keys/add", views.key_add, name="mfa_add_webauthn"),
    path("account/factor/keys/<int:pk>/remove", views.key_remove, name="mfa_remove_webauthn"),
    path("account/factor/codes", views.recovery, name="mfa_view_recovery_codes"),
    path("account/factor/codes/new", views.new_recovery, name="mfa_generate_recovery_codes"),
    path("accounts", register.listed, name="accounts"),
    path("accounts/add", register.add, name="account_add"),
    path("accounts/<str:name>/change", register.change, name="account_change"),
    path("accounts/<str:name>/close", register.close, name="account_close"),
    path("accounts/<str:name>/reset", register.reset, name="account_reset"),
]
