"""Responsibility letters as one PDF, the same letters always as the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext

from kpiloop.interfaces.reports.errors import FontsMissing
from kpiloop.interfaces.reports.letters import LetterShown
from kpiloop.interfaces.wording import formats

LAYOUT = Path(__file__).with_name("letters.typ")
FONTS = Path(__file__).parents[1] / "vendor"


def letters_pdf(letters: Sequence[LetterShown]) -> bytes:
    """One letter a page, A4, with text that can be searched and copied.

    Law:      what people wrote is shown and never read as markup; no font of the machine is used.
    Errors:   report_fonts_missing where the files of `make assets` are not there.
    """
    import typst  # a large library that most requests never need

    if not list(FONTS.glob("*.ttf")):
        raise FontsMissing()
    words = {
        "for": gettext("For"),
        "version": gettext("Version"),
        "kpi": gettext("KPI"),
        "weight": gettext("Weight"),
        "annual": gettext("Target of the year"),
        "total": gettext("Sum"),
        "signature": gettext("Signature"),
        "date": gettext("Date"),
        "scoring": gettext("Scoring"),
        "signed": gettext("signed"),
        "reservation": gettext("with reservation"),
        "text": gettext("Text"),
    }
    data = {
        "title": gettext("Responsibility letters"),
        "language": formats.language().split("-")[0],
        "words": words,
        "letters": [asdict(letter) for letter in letters],
    }
    made = typst.compile(
        str(LAYOUT), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)}
    )
    assert isinstance(made, bytes)
    return made
