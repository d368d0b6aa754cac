"""The recipe of a source as a table: for every column of the dataset the heading it comes from, its scale, its day."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext

from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.collect.cleaning.numbers import SCALES
from kpiloop.loop.collect.reading.recipe import COVERS

ORDERS = ("dmy", "mdy")
SAME_KEYS = ("ask", "newest")


@dataclass(frozen=True)
class ColumnLine:
    """One column of the dataset."""

    name: str  #: column
    kind: str  #: its type in words
    is_needed: bool  #: nothing is loaded without it
    heading: forms.BoundField  #: where it comes from
    manner: forms.BoundField | None  #: scale of figures, order of days; None where there is nothing to say


class ColumnsForm(forms.Form):
    """Headings, scales and orders; everything else a recipe says stays as it is."""

    def __init__(
        self,
        kinds: Mapping[str, str],
        needed: Sequence[str],
        headings: Sequence[tuple[str, ...]],
        recipe: Mapping[str, object],
        *arguments: Any,
        is_list: bool = False,
        **named: Any,
    ) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*arguments, **named)
        self.kinds, self.needed, self.recipe = kinds, needed, recipe
        self.paths = {" / ".join(path): path for path in headings if path}
        rules = _rules(recipe)
        for name, kind in kinds.items():
            written = rules.get(name, {})
            stated = " / ".join(_path(written.get("from")))
            offered = [*self.paths, *([stated] if stated and stated not in self.paths else [])]
            self._choice(f"from.{name}", gettext("not filled"), [(text, text) for text in offered], stated)
            if kind in ("decimal", "integer"):
                scales = [(code, label(f"scale.{code}")) for code in SCALES if code != "one"]
                self._choice(f"manner.{name}", gettext("as it stands"), scales, str(written.get("scale") or ""))
            elif kind == "date":
                orders = [(code, label(f"answer.{code}")) for code in ORDERS]
                self._choice(
                    f"manner.{name}", gettext("day order shows itself"), orders, str(written.get("order") or "")
                )
        if is_list:
            return  # a list stands for itself, and one person may stand in several dated rows
        covers = [(code, label(f"covers.{code}")) for code in COVERS]
        self.fields["covers"] = forms.ChoiceField(
            choices=covers, initial=recipe.get("covers") or COVERS[0], label=gettext("A load stands for")
        )
        same = [(code, label(f"same_key.{code}")) for code in SAME_KEYS]
        self._choice("same_key", gettext("the newest, unless one file contradicts itself"), same,
                     str(recipe.get("same_key") or ""))  # fmt: skip
        self.fields["same_key"].label = gettext("Known key, other content")

    def lines(self) -> list[ColumnLine]:
        """One line per column of the dataset."""
        return [
            ColumnLine(
                name,
                label(f"column_type.{kind}"),
                name in self.needed,
                self[f"from.{name}"],
                self[f"manner.{name}"] if f"manner.{name}" in self.fields else None,
            )
            for name, kind in self.kinds.items()
        ]

    def changed(self) -> dict[str, object]:
        """The recipe with what was chosen in the table."""
        recipe: dict[str, Any] = copy.deepcopy(dict(self.recipe))
        rules = _rules(recipe)
        columns = {name: self._rule(name, rules.get(name, {})) for name in self.kinds}
        recipe["columns"] = {name: rule for name, rule in columns.items() if rule}
        for key in ("covers", "same_key"):
            recipe.pop(key, None)
            if key in self.fields and self.cleaned_data[key]:
                recipe[key] = self.cleaned_data[key]
        return recipe

    def _rule(self, name: str, before: Mapping[str, object]) -> object:
        rule = dict(before)
        chosen = self.cleaned_data[f"from.{name}"]
        rule.pop("from", None)
        if chosen:
            path = self.paths.get(chosen, tuple(chosen.split(" / ")))
            rule["from"] = list(path) if len(path) > 1 else path[0]
        manner = "scale" if self.kinds[name] in ("decimal", "integer") else "order"
        if f"manner.{name}" in self.fields:
            rule.pop(manner, None)
            if self.cleaned_data[f"manner.{name}"]:
                rule[manner] = self.cleaned_data[f"manner.{name}"]
        if not chosen and not set(rule) - {"scale", "order"}:
            return {}
        return rule["from"] if list(rule) == ["from"] else rule

    def _choice(self, name: str, empty: str, choices: Sequence[tuple[str, str]], stated: str) -> None:
        known = [*choices, *([(stated, stated)] if stated and stated not in dict(choices) else [])]
        self.fields[name] = forms.ChoiceField(choices=[("", empty), *known], required=False, initial=stated)


def _rules(recipe: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    columns = recipe.get("columns")
    if not isinstance(columns, Mapping):
        return {}
    return {name: {"from": rule} if isinstance(rule, str | list) else dict(rule) for name, rule in columns.items()}


def _path(heading: object) -> tuple[str, ...]:
    if not heading:
        return ()
    return (heading,) if isinstance(heading, str) else tuple(str(part) for part in heading)  # type: ignore[attr-defined]
