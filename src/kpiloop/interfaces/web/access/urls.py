"""Addresses of accounts: the own settings, all accounts, tokens, the trail."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.access.views import accounts, own, trail

app_name = "access"
urlpatterns = [
    path("settings/", own.settings, name="settings"),
    path("settings/password/", own.password, name="password"),
    path("settings/tokens/", own.tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke/", own.revoke, name="token_revoke"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new_account, name="account_new"),
    path("accounts/<str:username>/", accounts.account, name="account"),
    path("accounts/<str:username>/role/", accounts.grant_role, name="account_role"),
    path("accounts/<str:username>/scope/", accounts.grant_scope, name="account_scope"),
    path("accounts/<str:username>/password/", accounts.reset_password, name="account_password"),
    path("accounts/<str:username>/deactivate/", accounts.deactivate, name="account_deactivate"),
    path("accounts/<str:username>/proposal/", accounts.decide, name="account_proposal"),
    path("audit/", trail.trail, name="audit"),
]
