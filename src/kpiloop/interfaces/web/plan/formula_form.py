"""The form of a metric formula: its text, its first day, and by which date and column the rows of a dataset count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Aggregate, parse, walk
from kpiloop.foundation.warehouse.rows import DatasetRow
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.loop.measure.rows import FormulaRow

DATE, UNIT = "date", "unit"


class FormulaForm(PageForm):
    """How a KPI is computed from a day on."""

    text = forms.CharField(
        max_length=4000,
        label=gettext_lazy("Formula"),
        widget=text_area(4, spellcheck="false", autocomplete="off"),
    )
    valid_from = day_field(label=gettext_lazy("Used from"))

    def __init__(
        self, *arguments: Any, datasets: Sequence[DatasetRow] = (), held: FormulaRow | None = None, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.datasets = datasets
        for row in datasets:
            dates, units = (held.date_columns, held.unit_columns) if held else ({}, {})
            self._offer(DATE, row, row.date_columns, dates.get(row.code))
            self._offer(UNIT, row, _units(row), units.get(row.code))

    def _offer(self, role: str, row: DatasetRow, columns: Sequence[str], chosen: str | None) -> None:
        """The usual column comes first; where there is no choice, nothing is asked."""
        if len(columns) < 2:
            return
        self.fields[_name(role, row.code)] = forms.ChoiceField(
            choices=[(column, column) for column in columns],
            initial=chosen or columns[0],
            required=False,
            label=gettext_lazy("Counts by the date") if role == DATE else gettext_lazy("Whose a row is"),
            # It stands beside its dataset, outside the form; this says where it belongs.
            widget=forms.Select(attrs={"form": "formula"}),
        )

    def visible_fields(self) -> list[forms.BoundField]:
        """The formula and its day; roles stand beside their datasets."""
        return [self["text"], self["valid_from"]]

    def panels(self) -> list[tuple[DatasetRow, list[forms.BoundField]]]:
        """Each dataset with the roles that can be chosen for it."""
        return [
            (row, [self[name] for role in (DATE, UNIT) if (name := _name(role, row.code)) in self.fields])
            for row in self.datasets
        ]

    def asked(self) -> dict[str, Any]:
        """What the service is asked for: roles of datasets the formula names, where they are not the usual ones."""
        given, named = self.cleaned_data, _datasets(self.cleaned_data["text"])
        return {
            "text": given["text"],
            "valid_from": given["valid_from"],
            "date_columns": self._roles(DATE, given, named),
            "unit_columns": self._roles(UNIT, given, named),
        }

    def _roles(self, role: str, given: Mapping[str, Any], named: frozenset[str]) -> dict[str, str]:
        usual = {row.code: (row.date_columns[:1] if role == DATE else (row.unit_column,)) for row in self.datasets}
        chosen = {code: given.get(_name(role, code), "") for code in sorted(named & usual.keys())}
        return {code: column for code, column in chosen.items() if column and column not in usual[code]}


def _name(role: str, dataset: str) -> str:
    return f"{role}-{dataset}"


def _units(row: DatasetRow) -> list[str]:
    """Columns that may name the unit of a row, the usual one first."""
    texts = [name for name, kind in row.columns.items() if kind == "text" and name != row.unit_column]
    return [row.unit_column, *texts] if row.unit_column else []


def _datasets(text: str) -> frozenset[str]:
    """Datasets a formula names; none where it cannot be read, which the service will say."""
    try:
        return frozenset(part.dataset for part in walk(parse(text)) if isinstance(part, Aggregate))
    except Refusal:
        return frozenset()
