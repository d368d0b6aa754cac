"""The language of a file somebody asks for."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from kpiloop.foundation.access.errors import LanguageUnknown


def language_named(written: str) -> str:
    """The language of a short name such as zh or en; that of the reader where none is named.

    Errors:   language_unknown.
    """
    if not written:
        return get_language() or settings.LANGUAGE_CODE
    wanted = written.strip().lower().replace("_", "-")
    for code, _ in settings.LANGUAGES:
        if wanted in (code, code.partition("-")[0], f"{code.partition('-')[0]}-cn"):
            return str(code)
    raise LanguageUnknown(language=written[:40])
