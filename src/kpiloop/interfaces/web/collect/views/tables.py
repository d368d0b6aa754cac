"""What columns of a table of facts mean for further trees and for money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.warehouse import selectors, services
from kpiloop.foundation.warehouse.errors import DatasetUnknown
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.interfaces.web.forms.asking import PageRequest, go
from kpiloop.interfaces.web.forms.filling import PageForm, show_form, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.web.worded import ways
from kpiloop.interfaces.wording import formats

AMOUNTS = ("decimal", "integer")


class ColumnsForm(PageForm):
    """A column for each further tree, and the columns with money."""

    money = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Amounts of money"),
        help_text=gettext_lazy(
            "In the currency of the legal entity the row belongs to; converted where figures of several entities meet."
        ),
    )  # fmt: skip

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: Actor, dataset: DatasetRow, *arguments: Any, **named: Any) -> None:
        held = {f"tree-{tree}": column for tree, column in dataset.tree_columns.items()}
        initial = {**held, "money": list(dataset.money_columns), "seen": dataset.mark}
        super().__init__(*arguments, initial=initial, **named)
        language = formats.language()
        columns = dataset.columns.items()
        names = [(name, name) for name, kind in columns if kind == "text"]
        self.trees: dict[str, str] = {}
        for row in org.further_trees(viewer):
            name = f"tree-{row.code}"
            self.trees[name] = row.code
            label = gettext("Units of %(tree)s") % {"tree": row.name(language)}
            self.fields[name] = forms.ChoiceField(
                required=False, label=label, choices=[("", gettext("not named by a column")), *names],
            )  # fmt: skip
        self.offer("money", [(name, name) for name, kind in columns if kind in AMOUNTS])
        self.order_fields([*self.trees, "money"])

    def chosen(self, given: dict[str, Any]) -> dict[str, str]:
        """Tree -> column, of the trees that have one."""
        return {tree: given[name] for name, tree in self.trees.items() if given[name]}


@require_http_methods(["GET", "POST"])
@door("sources.edit", object_kind="dataset")
def column_roles(request: PageRequest, code: str) -> HttpResponse:
    """Say which columns name units of further trees, and which hold money."""
    dataset = next((row for row in selectors.datasets(request.actor) if row.code == code), None)
    if dataset is None:
        raise DatasetUnknown(dataset=code)
    form = ColumnsForm(request.actor, dataset, request.POST or None)

    def keep(given: dict[str, Any]) -> None:
        services.set_column_roles(
            request.actor,
            dataset=code,
            tree_columns=form.chosen(given),
            money_columns=given["money"],
            seen=given["seen"],
        )

    if request.method == "POST" and submitted(form, keep):
        messages.success(request, _("The columns are said. Figures follow with the next run."))
        return go(request, "collect:column_roles", code)
    page = {
        "title": _("Columns of %(table)s") % {"table": ways.table_name(dataset)},
        "submit": _("Save the columns"),
        "note": _("Which columns name units of further trees, and which hold money of the legal entities."),
    }
    return show_form(request, "forms/page.html", form, crumbs=ways.table(dataset), **page)
