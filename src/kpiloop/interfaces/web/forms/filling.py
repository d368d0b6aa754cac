"""Forms of the pages: refusals beside what was typed, and nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from kpiloop.engine.errors import ChangedMeanwhile, Refusal
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.shell.doors import HIDDEN
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import field_text, refusal_sentence

Choices = list[tuple[str, str]]
#: Fields that say when and why something is changed, and by what mark: they hold nothing of what is changed.
OF_THE_CHANGE = frozenset({"seen", "on", "valid_from", "reason"})


class PageForm(forms.Form):
    """A form without colons after its labels."""

    refusal: Refusal | None = None  #: why the service refused what a valid form said
    theirs: dict[str, str] = {}  #: what somebody else made of a field meanwhile, by its name

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*arguments, **named)

    def offer(self, name: str, choices: Iterable[tuple[str, str]], *, empty: str | None = None) -> None:
        """Fill the choices of a field, with a first line for none of them where that is allowed."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", empty)] if empty is not None else []), *choices]

    def look_again(self) -> None:
        """Somebody else was faster: what stands now goes beside what was typed, and saving again is a decision.

        A form begins with what stands now, so only what was typed is older.
        """
        stands = {name for name in self.changed_data if name in self.initial} - OF_THE_CHANGE
        self.theirs = {name: _shown(self.fields[name], self.initial[name]) for name in stands}
        if "seen" in self.fields:
            typed = cast(QueryDict, self.data).copy()
            typed[self.add_prefix("seen")] = self.initial.get("seen", "")
            self.data = typed


def _shown(field: forms.Field, held: Any) -> str:
    """A stored value as its field offers it."""
    if isinstance(field, forms.ChoiceField):
        words = {str(value): str(word) for value, word in cast("Iterable[tuple[str, str]]", field.choices)}
        chosen = [str(each) for each in (held if isinstance(held, list | tuple) else [held]) if each not in (None, "")]
        return formats.join([words.get(each, each) for each in chosen]) or formats.MISSING
    if isinstance(held, str):
        return held or formats.MISSING
    return field_text("stands", list(held) if isinstance(held, Sequence) else held)


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
        if isinstance(refusal, ChangedMeanwhile):
            form.look_again()
        named = str(refusal.fields.get("field", ""))
        form.add_error(named if named in form.fields else None, refusal_sentence(refusal))
        return False
    return True


def show_form(
    request: HttpRequest, template: str, form: forms.Form, *, crumbs: tuple[Link, ...] = (), **page: object
) -> HttpResponse:
    """A page with a form, left by the last open step of the way here.

    422 when it comes back for correction, 409 when somebody else changed what it changes meanwhile.
    """
    back = next((crumb.address for crumb in reversed(crumbs) if crumb.address), "")
    shown = {"form": form, "crumbs": crumbs, "back": back, **page}
    is_overtaken = isinstance(getattr(form, "refusal", None), ChangedMeanwhile)
    return render(request, template, shown, status=(409 if is_overtaken else 422) if form.is_bound else 200)
