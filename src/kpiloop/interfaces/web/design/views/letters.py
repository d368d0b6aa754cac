"""Last year's responsibility letters: checked on the spot, corrected and printable; nothing is stored."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods

from kpiloop.governance.letters.checking import checked
from kpiloop.governance.letters.reading import read_letters
from kpiloop.governance.letters.rows import LetterBook
from kpiloop.interfaces.reports.writers.letters_workbook import corrected_workbook
from kpiloop.interfaces.web.forms.asking import PageRequest
from kpiloop.interfaces.web.forms.filling import PageForm, submitted
from kpiloop.interfaces.web.shell.doors import door
from kpiloop.interfaces.wording.messages import sentence

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LettersForm(PageForm):
    """The workbook."""

    file = forms.FileField(label=gettext_lazy("Workbook of responsibility letters"))


@require_http_methods(["GET", "POST"])
@door("plan.edit")
def letters(request: PageRequest) -> HttpResponse:
    """Check a workbook; the same form gives the corrected workbook or the letters to print."""
    form = LettersForm(request.POST or None, request.FILES or None)
    held: list[LetterBook] = []
    if request.method == "POST" and submitted(form, lambda given: held.append(_read(given["file"]))):
        return _answer(request, form, held[0])
    return render(request, "design/letters.html", {"form": form}, status=422 if form.is_bound else 200)


def _answer(request: PageRequest, form: LettersForm, book: LetterBook) -> HttpResponse:
    wanted = request.POST.get("as", "")
    if wanted == "workbook":
        named = {"Content-Disposition": 'attachment; filename="letters-corrected.xlsx"'}
        return HttpResponse(corrected_workbook(book), content_type=_XLSX, headers=named)
    if wanted == "print":
        shown = {"book": book, "language": get_language() or "zh-hans"}
        return render(request, "design/letters_print.html", shown)
    cards = [
        (card, [(row, sentence(f"finding.{row.code}", row.fields)) for row in card.findings]) for card in book.cards
    ]
    return render(request, "design/letters.html", {"form": form, "book": book, "cards": cards})


def _read(given: forms.FileField) -> LetterBook:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(str(given.name)).name  # type: ignore[attr-defined]
        path.write_bytes(given.read())  # type: ignore[attr-defined]
        return checked(read_letters(path))
