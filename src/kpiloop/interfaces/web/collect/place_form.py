"""Where sources without a database lie and how they are asked: web addresses, Parquet folders, watched folders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from kpiloop.interfaces.web.forms.filling import PageForm, text_area
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.collect.choices import FOLDER, PARQUET, REST
from kpiloop.loop.collect.connectors.rest.settings import PAGINGS, SIGN_INS, RestSettings
from kpiloop.loop.collect.rows import SourceRow

_USUAL = RestSettings()


class PlaceForm(PageForm):
    """A place, and nothing else: the folder that is watched."""

    location = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("Folder"),
        help_text=gettext_lazy(
            "Empty is inbox/CODE in the home directory; another one lies below a folder an administrator listed."
        ),
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, row: SourceRow, *arguments: Any, **named: Any) -> None:
        named.setdefault("initial", {"location": row.location, **_shown(row.settings), "seen": row.place_mark})
        super().__init__(*arguments, **named)

    def settings(self) -> dict[str, object]:
        """What is kept beside the place."""
        return {}


class ParquetForm(PlaceForm):
    """A folder of Parquet files that is left where it is."""

    location = forms.CharField(max_length=500, label=gettext_lazy("Folder"))
    names = forms.CharField(
        required=False,
        label=gettext_lazy("Columns with another name in the files"),
        widget=text_area(4, spellcheck="false"),
        help_text=gettext_lazy("One a line: column of the dataset = column of the files."),
    )
    keeps = forms.ChoiceField(label=gettext_lazy("A close keeps"))

    def __init__(self, row: SourceRow, *arguments: Any, **named: Any) -> None:
        super().__init__(row, *arguments, **named)
        self.offer("keeps", [("copy", gettext("a copy of the rows")), ("fingerprint", gettext("their fingerprint"))])

    def clean_names(self) -> dict[str, str]:
        """Pairs of names."""
        return _pairs(self.cleaned_data["names"])

    def settings(self) -> dict[str, object]:
        """Names that differ, and what a close keeps."""
        names = self.cleaned_data["names"]
        return {"keeps": self.cleaned_data["keeps"], **({"names": names} if names else {})}


class WebForm(PlaceForm):
    """An address that answers with JSON."""

    location = forms.URLField(max_length=500, label=gettext_lazy("Address"), assume_scheme="https")
    records = forms.CharField(
        max_length=200,
        required=False,
        label=gettext_lazy("Path to the list of records"),
        help_text=gettext_lazy("Such as data.orders; empty where the answer is the list."),
    )
    sign_in = forms.ChoiceField(label=gettext_lazy("Sign-in"))
    user = forms.CharField(max_length=200, required=False, label=gettext_lazy("Account"))
    header = forms.CharField(max_length=100, required=False, label=gettext_lazy("Header of the key"))
    secret = forms.CharField(
        max_length=4000,
        required=False,
        label=gettext_lazy("Password or token"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Empty keeps the one that is set. It is sealed and never shown again."),
    )
    paging = forms.ChoiceField(label=gettext_lazy("Pages"))
    page_param = forms.CharField(max_length=60, required=False, label=gettext_lazy("Parameter of the page"))
    size_param = forms.CharField(max_length=60, required=False, label=gettext_lazy("Parameter of the page size"))
    page_size = forms.IntegerField(min_value=1, max_value=10_000, required=False, label=gettext_lazy("Records a page"))
    cursor = forms.CharField(max_length=200, required=False, label=gettext_lazy("Path to the next cursor"))
    total = forms.CharField(
        max_length=200,
        required=False,
        label=gettext_lazy("Path to the number of records"),
        help_text=gettext_lazy("What was read is compared with it."),
    )
    since_param = forms.CharField(max_length=60, required=False, label=gettext_lazy("Parameter for newer records only"))
    since_field = forms.CharField(max_length=60, required=False, label=gettext_lazy("Field that says how new one is"))
    query = forms.CharField(
        required=False,
        label=gettext_lazy("Fixed parameters"),
        widget=text_area(3, spellcheck="false"),
        help_text=gettext_lazy("One a line: name = value."),
    )

    def __init__(self, row: SourceRow, *arguments: Any, **named: Any) -> None:
        super().__init__(row, *arguments, **named)
        self.offer("sign_in", [(name, label(f"sign_in.{name}")) for name in SIGN_INS])
        self.offer("paging", [(name, label(f"paging.{name}")) for name in PAGINGS])
        self.kept = {name: value for name, value in row.settings.items() if name not in self.fields}

    def clean_query(self) -> dict[str, str]:
        """Pairs of parameters."""
        return _pairs(self.cleaned_data["query"])

    def settings(self) -> dict[str, object]:
        """What differs from the usual; settings this form does not show stay as they are."""
        apart = ("location", "secret", "seen")
        given = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        filled = {name: value for name, value in given.items() if value not in (None, "", {})}
        return {**self.kept, **{name: value for name, value in filled.items() if value != getattr(_USUAL, name)}}

    @property
    def secret_name(self) -> str:
        """Which secret the sign-in uses."""
        return "password" if self.cleaned_data["sign_in"] == "basic" else "token"


FORMS: Mapping[str, type[PlaceForm]] = {REST: WebForm, PARQUET: ParquetForm, FOLDER: PlaceForm}


def _shown(settings: Mapping[str, object]) -> dict[str, object]:
    return {name: _lines(value) if isinstance(value, Mapping) else value for name, value in settings.items()}


def _lines(pairs: Mapping[str, object]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in pairs.items())


def _pairs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if line.strip() and (not equals or not name.strip() or not value.strip()):
            raise forms.ValidationError(gettext("Write each line like name = value: %(line)s") % {"line": line.strip()})
        if line.strip():
            found[name.strip()] = value.strip()
    return found
