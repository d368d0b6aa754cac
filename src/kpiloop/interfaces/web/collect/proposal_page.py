"""A file nobody described: what was found in it, what is asked, and what it would be called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.warehouse import selectors as warehouse
from kpiloop.interfaces.web.collect.load_page import Part, preview_parts, written
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect.reading.guessing.guess import NewDataset, Question
from kpiloop.loop.collect.rows import PreviewRow, Proposal

#: Answer that names the business key of a new dataset.
KEY = "key"


@dataclass(frozen=True)
class MatchShown:
    """One column and where it comes from."""

    column: str  #: column of the dataset
    heading: str  #: heading of the file
    sureness: int  #: 0 to 100
    why: str  #: in words
    light: str  #: status mark


@dataclass(frozen=True)
class ProposalPage:
    """The page."""

    title: str  #: the finding
    proposal: Proposal  #: as guessed
    matches: tuple[MatchShown, ...]  #: columns with headings, the least sure first
    assumed: tuple[str, ...]  #: what was assumed, in sentences
    parts: tuple[Part, ...]  #: what would become of the rows
    totals: tuple[tuple[str, str], ...]  #: sums to compare
    problems: tuple[tuple[str, str], ...]  #: lines that would wait and why, equal reasons together
    lacks_units: bool  #: True when names of units are unknown
    is_open: bool  #: True while a question must be answered


class ProposalForm(PageForm):
    """Where the file goes, what it is called, and answers to what it does not tell."""

    dataset = forms.ChoiceField(label=gettext_lazy("Dataset"), required=False)
    code = forms.SlugField(max_length=60, label=gettext_lazy("Code of the source"))
    name_zh = forms.CharField(max_length=120, label=gettext_lazy("Name"))

    def __init__(self, viewer: Actor, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.viewer = viewer
        is_english = (get_language() or "").startswith("en")
        held = [
            (row.code, f"{row.name_en if is_english and row.name_en else row.name_zh} ({row.code})")
            for row in warehouse.datasets(viewer)
        ]
        self.offer("dataset", held, empty=gettext("a new one, described from the file"))

    def ask(self, questions: tuple[Question, ...]) -> None:
        """One field per question, those that must be answered first."""
        for question in sorted(questions, key=lambda each: not each.is_needed):
            self.fields[f"a.{question.key}"] = _field(question) if question.code != "unit" else self._unit(question)

    def describe(self, described: NewDataset | None) -> None:
        """What makes a row of a new dataset what it is."""
        if described is not None:
            self.fields[f"a.{KEY}"] = forms.MultipleChoiceField(
                label=gettext("Business key"),
                required=False,
                choices=[(name, name) for name in described.columns],
                initial=list(described.key_columns),
                widget=forms.CheckboxSelectMultiple,
                help_text=gettext("Together these columns tell rows apart: the same key twice is the same row."),
            )

    def _unit(self, question: Question) -> forms.Field:
        units = [(row.code, f"{row.name_zh} ({row.code})") for row in org.units(self.viewer, on=timezone.localdate())]
        shown = f"{label('question.unit')} · {question.about}"
        choices = [("", gettext("it waits, until the unit exists")), *units]
        return forms.ChoiceField(label=shown, required=False, choices=choices, initial=question.answer)


def answers_of(data: Any) -> dict[str, str]:
    """Answers typed so far, by key of the question."""
    found = {name[2:]: str(text).strip() for name, text in data.items() if name.startswith("a.") and str(text).strip()}
    if f"a.{KEY}" in data:
        found[KEY] = ", ".join(data.getlist(f"a.{KEY}"))
    return found


def first_code(file_name: str) -> str:
    """A code to begin with, from the name of the file.

    >>> first_code("Sales 2026-10.xlsx"), first_code("销售明细.csv")
    ('sales', 'file')
    """
    plain = re.sub(r"[^a-z]+", "_", Path(file_name).stem.lower()).strip("_")
    return plain[:40] or "file"


def proposal_page(proposal: Proposal) -> ProposalPage:
    """What was guessed, in words."""
    look, guess = proposal.preview, proposal.guess
    matches = sorted(guess.matches, key=lambda match: match.sureness)
    return ProposalPage(
        title=_title(proposal),
        proposal=proposal,
        matches=tuple(
            MatchShown(
                match.column,
                " / ".join(match.heading),
                match.sureness,
                label(f"match_why.{match.why}"),
                "green" if match.sureness >= 90 else "amber",
            )
            for match in matches
        ),
        assumed=tuple(label(f"assumed.{code}") for code in guess.notices),
        parts=preview_parts(look) if look else (),
        totals=tuple((name, written(figure)) for name, figure in look.totals.items()) if look else (),
        problems=_problems(look.rows) if look else (),
        lacks_units=any(question.code == "unit" for question in guess.questions),
        is_open=any(question.is_open for question in guess.questions),
    )


def _problems(rows: tuple[PreviewRow, ...]) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.problem:
            found.setdefault(sentence(row.problem, dict(row.fields)), []).append(str(row.line))
    return tuple((", ".join(dict.fromkeys(lines)), said) for said, lines in found.items())


def _field(question: Question) -> forms.Field:
    name = label(f"question.{question.code}")
    shown = f"{name} · {question.about}" if question.about else name
    hint = gettext("in the file: %(written)s") % {"written": question.written} if question.written else ""
    if not question.choices:
        return forms.CharField(label=shown, required=False, initial=question.answer, help_text=hint)
    choices = [("", "—"), *((choice, label(f"answer.{choice}")) for choice in question.choices)]
    return forms.ChoiceField(label=shown, required=False, choices=choices, initial=question.answer, help_text=hint)


def _title(proposal: Proposal) -> str:
    left = sum(1 for question in proposal.guess.questions if question.is_open)
    name = proposal.file_name
    if left:
        return ngettext(
            "%(name)s: %(count)d question before it can be read",
            "%(name)s: %(count)d questions before it can be read",
            left,
        ) % {"name": name, "count": left}
    look = proposal.preview
    kept = look.counts["kept"] if look else 0
    waiting = look.counts["quarantined"] if look else 0
    return gettext("%(name)s: %(kept)d rows understood, %(waiting)d would wait. Nothing is stored yet") % {
        "name": name, "kept": kept, "waiting": waiting,
    }  # fmt: skip
