"""Forms of the pages: refusals beside what was typed, and nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kpiloop.engine.errors import Refusal
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.shell.doors import HIDDEN
from kpiloop.interfaces.wording.messages import refusal_sentence

Choices = list[tuple[str, str]]


class PageForm(forms.Form):
    """A form without colons after its labels."""

    refusal: Refusal | None = None  #: why the service refused what a valid form said

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*arguments, **named)

    def offer(self, name: str, choices: Iterable[tuple[str, str]], *, empty: str | None = None) -> None:
        """Fill the choices of a field, with a first line for none of them where that is allowed."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", empty)] if empty is not None else []), *choices]


def day_field(**named: Any) -> forms.DateField:
    """A date as the browser's own date field writes it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **named)


def text_area(rows: int = 3, **attributes: str) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": str(rows), **attributes})


def submitted(form: PageForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Hand what a form says to a service; a refusal becomes a sentence in the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        if refusal.code in HIDDEN:
            raise
        form.refusal = refusal
        named = str(refusal.fields.get("field", ""))
        form.add_error(named if named in form.fields else None, refusal_sentence(refusal))
        return False
    return True


def show_form(
    request: HttpRequest, template: str, form: forms.Form, *, crumbs: tuple[Link, ...] = (), **page: object
) -> HttpResponse:
    """A page with a form, left by the last open step of the way here; 422 when it comes back for correction."""
    back = next((crumb.address for crumb in reversed(crumbs) if crumb.address), "")
    shown = {"form": form, "crumbs": crumbs, "back": back, **page}
    return render(request, template, shown, status=422 if form.is_bound else 200)
