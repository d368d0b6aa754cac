"""The document of a scheme as a PDF, the same document always as the same bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext

from kpiloop.interfaces.reports.charter.shapes import CharterShown
from kpiloop.interfaces.reports.errors import FontsMissing
from kpiloop.interfaces.wording import formats

LAYOUT = Path(__file__).with_name("charter.typ")
FONTS = Path(__file__).parents[1] / "vendor"


def charter_pdf(document: CharterShown) -> bytes:
    """A4, numbered pages, text that can be searched and copied.

    Law:      what people wrote is shown and never read as markup; no font of the machine is used.
    Errors:   report_fonts_missing where the files of `make assets` are not there.
    """
    import typst  # a large library that most requests never need

    if not list(FONTS.glob("*.ttf")):
        raise FontsMissing()
    words = {
        "year": gettext("Fiscal year"),
        "version": gettext("Version"),
        "signatures": gettext("Signatures"),
        "signed": gettext("signed"),
        "unsigned": gettext("not signed"),
        "reservation": gettext("with reservation"),
        "nobody": gettext("Nobody is named to sign yet."),
        "text": gettext("Text"),
        "fingerprint": gettext("Fingerprint of this text (SHA-256):"),
        "hidden": gettext("Not shown to you:"),
        "comma": formats.join(["", ""]),
    }
    data = {"language": formats.language(), "words": words, "document": asdict(document)}
    made = typst.compile(
        str(LAYOUT), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)}
    )
    assert isinstance(made, bytes)
    return made
