"""Forms about accounts: own password, tokens, new accounts, roles and scopes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import RegexValidator
from django.utils.translation import get_language, gettext_lazy

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.choices import ROLE_CHOICES
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org.choices import SCOPE_CHOICES
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.wording.labels import label


def secret_field(text: Any, *, is_new: bool = True, **named: Any) -> forms.CharField:
    """A password; browsers are told whether it is a new one."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if is_new else "current-password"})
    return forms.CharField(max_length=200, strip=False, label=text, widget=widget, **named)


class OwnPasswordForm(PageForm):
    """A new password for oneself; the present one proves who asks."""

    present = secret_field(gettext_lazy("Present password"), is_new=False)
    password = secret_field(gettext_lazy("New password"), help_text=gettext_lazy("At least eight characters."))
    again = secret_field(gettext_lazy("New password again"))

    def __init__(self, account: AbstractBaseUser, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.account = account

    def clean_present(self) -> str:
        """The present password must be right."""
        given = str(self.cleaned_data["present"])
        if not self.account.check_password(given):
            raise forms.ValidationError(gettext_lazy("This is not your present password."))
        return given

    def clean_again(self) -> str:
        """Both new ones must be the same."""
        if self.cleaned_data["again"] != self.cleaned_data.get("password"):
            raise forms.ValidationError(gettext_lazy("The two new passwords differ."))
        return str(self.cleaned_data["again"])


class TokenForm(PageForm):
    """A token for a program that reads the figures."""

    name = forms.CharField(max_length=100, label=gettext_lazy("What it is for"))
    expires_on = day_field(required=False, label=gettext_lazy("Ends on"))


class AccountForm(PageForm):
    """A new account with its first roles."""

    username = forms.CharField(
        max_length=150,
        label=gettext_lazy("Sign-in name"),
        validators=[RegexValidator(r"^[\w.@+-]+$")],
    )
    password = secret_field(gettext_lazy("First password"), help_text=gettext_lazy("At least eight characters."))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("roles", [(value, label(f"role.{value}")) for value, _same in ROLE_CHOICES])


class RoleForm(PageForm):
    """A role from a day to a day."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    valid_from = day_field(label=gettext_lazy("From"))
    valid_to = day_field(required=False, label=gettext_lazy("Until before"))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.offer("role", [(value, label(f"role.{value}")) for value, _same in ROLE_CHOICES])


class ScopeForm(PageForm):
    """Over which units the rights of an account reach."""

    kind = forms.ChoiceField(label=gettext_lazy("Reach"))
    unit = forms.ChoiceField(
        required=False, label=gettext_lazy("Unit"), help_text=gettext_lazy("Only for “unit” and “unit and below”.")
    )
    valid_from = day_field(label=gettext_lazy("From"))
    valid_to = day_field(required=False, label=gettext_lazy("Until before"))

    def __init__(self, viewer: Actor, on: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        language = get_language() or "zh-hans"
        self.offer("kind", [(value, label(f"scope.{value}")) for value, _same in SCOPE_CHOICES])
        units = [(row.code, f"{'　' * row.depth}{row.name(language)}") for row in org.units(viewer, on=on)]
        self.offer("unit", units, empty="—")

    def clean_unit(self) -> str | None:
        """No unit is None, not empty text."""
        return self.cleaned_data["unit"] or None


class PasswordForm(PageForm):
    """A new password for somebody else."""

    password = secret_field(gettext_lazy("New password"), help_text=gettext_lazy("At least eight characters."))


class DeactivateForm(PageForm):
    """Why an account is switched off."""

    reason = forms.CharField(max_length=500, label=gettext_lazy("Reason"), widget=text_area(2))
