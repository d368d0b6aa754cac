"""What a table of facts is: its columns with their types, its key, its days, and whose its rows are."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kpiloop.foundation.warehouse import selectors, services
from kpiloop.foundation.warehouse.errors import DatasetUnknown
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.interfaces.web.forms.asking import PageRequest, go
from kpiloop.interfaces.web.forms.filling import PageForm, show_form, submitted, text_area
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways

#: Between two names of a list, as it is typed in either language.
_BETWEEN = re.compile(r"[,，、;；\s]+")


class NamesField(forms.CharField):
    """Names of columns, one after another."""

    def __init__(self, **named: Any) -> None:
        super().__init__(required=False, **named)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The names in their order."""
        return tuple(filter(None, _BETWEEN.split(super().clean(value))))


class TableForm(PageForm):
    """A table of facts."""

    code = forms.SlugField(max_length=60, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    columns = forms.CharField(
        label=gettext_lazy("Columns"),
        widget=text_area(8, spellcheck="false"),
        help_text=gettext_lazy(
            "One on each line: amount = decimal. Types are text, integer, decimal, date and boolean. Columns may be "
            "added; those there are keep their type."
        ),
    )
    key_columns = NamesField(
        label=gettext_lazy("Key columns"),
        help_text=gettext_lazy("They tell two rows apart; fixed once rows are loaded."),
    )
    date_columns = NamesField(
        label=gettext_lazy("Date columns"), help_text=gettext_lazy("The first one decides the month.")
    )
    unit_column = forms.CharField(required=False, label=gettext_lazy("Column that names the unit"))
    person_column = forms.CharField(required=False, label=gettext_lazy("Column that names the person"))
    dimensions = NamesField(
        label=gettext_lazy("Columns to split by"), help_text=gettext_lazy("Such as product or region.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, held: DatasetRow | None, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, initial=_typed(held) if held else None, **named)
        self.fields["code"].disabled = held is not None

    def clean_columns(self) -> dict[str, str]:
        """Names with their types, in the order of the lines."""
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["columns"].splitlines())):
            name, between, kind = (part.strip() for part in line.replace("＝", "=").partition("="))
            if not between or not name or not kind:
                raise forms.ValidationError(
                    gettext_lazy("“%(line)s” is no column: write it like amount = decimal."), params={"line": line}
                )
            if name in found:
                twice = gettext_lazy("Column “%(name)s” stands there twice.")
                raise forms.ValidationError(twice, params={"name": name})
            found[name] = kind
        return found


def _typed(row: DatasetRow) -> dict[str, Any]:
    plain = ("code", "name_zh", "name_en", "unit_column", "person_column")
    lists = ("key_columns", "date_columns", "dimensions")
    columns = "\n".join(f"{name} = {kind}" for name, kind in row.columns.items())
    said = {name: getattr(row, name) for name in plain} | {name: ", ".join(getattr(row, name)) for name in lists}
    return {**said, "columns": columns, "seen": row.mark}


@require_http_methods(["GET", "POST"])
@door("sources.edit")
def new_table(request: PageRequest) -> HttpResponse:
    """Describe a table of facts by hand; a file that is imported describes its own."""
    form = TableForm(None, request.POST or None)
    return _filled(request, form, _("New table"), _("The table stands. Its sources fill it."))


@require_http_methods(["GET", "POST"])
@door("sources.edit", object_kind="dataset")
def table(request: PageRequest, code: str) -> HttpResponse:
    """Change what is said of a table; what stored rows were filed and keyed by stays."""
    held = next((row for row in selectors.datasets(request.actor) if row.code == code), None)
    if held is None:
        raise DatasetUnknown(dataset=code)
    title = _("The table %(table)s") % {"table": ways.table_name(held)}
    return _filled(request, TableForm(held, request.POST or None), title, _("Saved. Figures follow with the next run."))


def _filled(request: PageRequest, form: TableForm, title: str, done: str) -> HttpResponse:
    if request.method == "POST" and submitted(form, lambda given: services.register_dataset(request.actor, **given)):
        messages.success(request, done)
        return go(request, "collect:sources")
    page = {
        "title": title,
        "submit": _("Save the table"),
        "two": True,
    }
    return show_form(request, "forms/page.html", form, crumbs=ways.data(), **page)
