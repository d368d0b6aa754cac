"""Forms about sources: a file, a new source, how a source is read."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from kpiloop.engine.rhythm import FREQUENCIES
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.interfaces.web.forms.filling import PageForm, day_field, text_area
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.collect.choices import SOURCE_KINDS
from kpiloop.loop.collect.roster.shapes import ROSTERS
from kpiloop.loop.plan import selectors as plan


class UploadForm(PageForm):
    """A file for a source."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv,.tsv,.txt,.sqlite,.sqlite3,.db"}),
    )


class WorkbookForm(PageForm):
    """The one-sheet workbook and its year."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.csv,.tsv"})
    )
    fiscal_year = forms.IntegerField(min_value=2000, max_value=2100, label=gettext_lazy("Fiscal year"))


class RhythmForm(PageForm):
    """How often a source or a reported KPI is expected."""

    about = forms.ChoiceField(label=gettext_lazy("Source or reported KPI"))
    frequency = forms.ChoiceField(label=gettext_lazy("How often"))
    due_days = forms.IntegerField(
        min_value=0, max_value=366, initial=5, label=gettext_lazy("Due, days after the period")
    )
    grace_days = forms.IntegerField(min_value=0, max_value=366, initial=0, label=gettext_lazy("Days of grace"))
    first_day = day_field(label=gettext_lazy("From the period of this day"))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        language = get_language() or "zh-hans"
        sources = [(f"source:{row.code}", f"{row.name(language)} ({row.code})") for row in collect.sources(viewer)]
        kpis = plan.kpis(viewer) if viewer.may("plan.view") else ()
        reported = [(f"kpi:{row.code}", f"{row.name(language)} ({row.code})") for row in kpis]
        self.offer("about", [*sources, *reported])
        self.offer("frequency", [(name, label(f"frequency.{name}")) for name in FREQUENCIES])


class SourceForm(PageForm):
    """A place facts come from."""

    code = forms.SlugField(max_length=60, label=gettext_lazy("Code"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    location = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("Place"),
        help_text=gettext_lazy(
            "A file, or a pattern such as in/sales_*.xlsx: the last fitting file is read. Leave it empty for a "
            "database on a server; its address is asked next."
        ),
    )
    dataset = forms.ChoiceField(label=gettext_lazy("Dataset"))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        is_english = (get_language() or "").startswith("en")
        self.offer("kind", [(kind, label(f"source_kind.{kind}")) for kind in SOURCE_KINDS])
        datasets = [
            (row.code, f"{row.name_en if is_english and row.name_en else row.name_zh} ({row.code})")
            for row in warehouse.datasets(viewer)
        ]
        rosters = [(code, label(f"roster_dataset.{code}")) for code in ROSTERS] if viewer.may("org.edit") else []
        self.offer("dataset", [*datasets, *rosters])


class NamesForm(PageForm):
    """What a source is called."""

    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(max_length=120, required=False, label=gettext_lazy("English name"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class RecipeForm(PageForm):
    """How the columns of a source become those of its dataset."""

    recipe = forms.CharField(
        label=gettext_lazy("Recipe"),
        widget=text_area(18, spellcheck="false"),
        help_text=gettext_lazy(
            "Columns of the dataset with the heading they come from; the preview shows what it does."
        ),
    )

    def clean_recipe(self) -> dict[str, object]:
        """The recipe as data."""
        try:
            given = json.loads(self.cleaned_data["recipe"])
        except ValueError as wrong:
            raise forms.ValidationError(
                gettext_lazy("This is not valid JSON: %(problem)s"), params={"problem": str(wrong)}
            ) from None
        if not isinstance(given, dict):
            raise forms.ValidationError(gettext_lazy("A recipe is one object between { and }."))
        return given
