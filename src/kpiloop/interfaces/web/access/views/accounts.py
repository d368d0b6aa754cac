"""Accounts for the system administrator: create, grant, reach, reset, switch off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpiloop.foundation.access import services
from kpiloop.foundation.org import services as org_services
from kpiloop.interfaces.web.access.account_page import account_list, account_page
from kpiloop.interfaces.web.access.forms import AccountForm, DeactivateForm, PasswordForm, RoleForm, ScopeForm
from kpiloop.interfaces.web.forms.asking import PageRequest, go, now, today
from kpiloop.interfaces.web.forms.filling import show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways

MANAGE = "accounts.manage"
FILL = ["GET", "POST"]


@require_GET
@door(MANAGE)
def accounts(request: PageRequest) -> HttpResponse:
    """Every account with its roles and reach."""
    return render(request, "access/accounts.html", {"page": account_list(request.actor, today())})


@require_GET
@door(MANAGE, object_kind="account")
def account(request: PageRequest, username: str) -> HttpResponse:
    """One account: roles and reach with their dates."""
    return render(request, "access/account.html", {"page": account_page(request.actor, username, today())})


@require_http_methods(FILL)
@door(MANAGE)
def new_account(request: PageRequest) -> HttpResponse:
    """Create an account with its first roles."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.create_account(request.actor, on=today(), **given)
    ):
        messages.success(request, _("The account may sign in. Say next over whom its rights reach."))
        return go(request, "access:account", form.cleaned_data["username"])
    page = {"title": _("New account"), "submit": _("Create the account")}
    return show_form(request, "forms/page.html", form, crumbs=ways.accounts(request.actor), **page)


@require_http_methods(FILL)
@door(MANAGE, object_kind="account")
def grant_role(request: PageRequest, username: str) -> HttpResponse:
    """Give an account a role from a day to a day."""
    form = RoleForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and submitted(
        form, lambda given: services.grant_role(request.actor, username=username, **given)
    ):
        messages.success(request, _("Granted."))
        return go(request, "access:account", username)
    page = {"title": _("Give %(name)s a role") % {"name": username}, "submit": _("Grant")}
    return show_form(request, "forms/page.html", form, crumbs=ways.account(request.actor, username), **page)


@require_http_methods(FILL)
@door("org.edit", object_kind="account")
def grant_scope(request: PageRequest, username: str) -> HttpResponse:
    """Say over which units the rights of an account reach."""
    form = ScopeForm(request.actor, today(), request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and submitted(
        form, lambda given: org_services.grant_scope(request.actor, username=username, **given)
    ):
        messages.success(request, _("Granted."))
        return go(request, "access:account", username)
    page = {"title": _("How far the rights of %(name)s reach") % {"name": username}, "submit": _("Grant")}
    return show_form(request, "forms/page.html", form, crumbs=ways.account(request.actor, username), **page)


@require_http_methods(FILL)
@door(MANAGE, object_kind="account")
def reset_password(request: PageRequest, username: str) -> HttpResponse:
    """Set a new password for somebody who forgot theirs."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.set_password(request.actor, username=username, **given)
    ):
        messages.success(request, _("The new password holds. Tell it in person."))
        return go(request, "access:account", username)
    page = {"title": _("New password for %(name)s") % {"name": username}, "submit": _("Set it")}
    return show_form(request, "forms/page.html", form, crumbs=ways.account(request.actor, username), **page)


@require_http_methods(FILL)
@door(MANAGE, object_kind="account")
def deactivate(request: PageRequest, username: str) -> HttpResponse:
    """Switch an account off; what it did stays in the trail."""
    form = DeactivateForm(request.POST or None)
    if request.method == "POST" and submitted(
        form, lambda given: services.deactivate_account(request.actor, username=username, on=today(), **given)
    ):
        messages.success(request, _("Switched off. Its trail stays."))
        return go(request, "access:account", username)
    page = {"title": _("Switch off the account %(name)s") % {"name": username}, "submit": _("Switch it off")}
    return show_form(request, "forms/page.html", form, crumbs=ways.account(request.actor, username), **page)


@require_POST
@door(MANAGE, object_kind="account")
def decide(request: PageRequest, username: str) -> HttpResponse:
    """Close or reopen an account as it was proposed, or leave it as it is."""
    is_agreed = request.POST.get("decision") == "agreed"
    services.decide_proposal(request.actor, username=username, is_agreed=is_agreed, on=today(), now=now())
    messages.success(request, _("Done as proposed.") if is_agreed else _("The account stays as it is."))
    return go(request, "access:accounts")
