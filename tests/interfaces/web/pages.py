"""Sample pages rendered without a database, and served to a browser without a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

import kpiloop
from kpiloop.interfaces.web.shell import assets
from kpiloop.interfaces.web.shell.navigation import NOUNS, THEMES, Choice, Frame, initials_of
from kpiloop.interfaces.web.shell.place import Place
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name

STATIC = Path(kpiloop.__file__).parent / "interfaces" / "web" / "static"
KINDS = {".svg": "image/svg+xml", ".css": "text/css", ".js": "text/javascript"}


def sample_frame(language: str, theme: str, noun: str, reader: str) -> Frame:
    """The frame of a signed-in reader who stands at one noun."""
    nouns = tuple(Choice(code, label(f"noun.{code}"), f"/{code}/", code == noun) for code in NOUNS)
    compare = tuple(Choice(code, label(f"comparison.{code}"), "?", code == "plan") for code in ("plan", "prior_year"))
    return Frame(
        nouns=nouns,
        phone_nouns=tuple(choice for choice in nouns if choice.code in {"cockpit", "kpis", "meetings", "actions"}),
        more_nouns=tuple(choice for choice in nouns if choice.code in {"targets", "reviews", "data"}),
        place=Place("2026-10", "plan"),
        period_word=period_name("2026-10"),
        earlier="?period=2026-09",
        later="?period=2026-11",
        periods=(Choice("2026-10", period_name("2026-10"), "?period=2026-10", True),),
        comparisons=compare,
        languages=(Choice("zh-hans", "简体中文", "", language != "en"), Choice("en", "English", "", language == "en")),
        themes=tuple(Choice(code, label(f"theme.{code}"), "", code == theme) for code in THEMES),
        theme=theme,
        language="en" if language == "en" else "zh-Hans",
        reader=reader,
        initials=initials_of(reader),
        unread=0,
        icons=assets.icon_address(),
        style_digest=assets.stylesheet().digest,
        script_digest=assets.script().digest,
    )


def render_sample(
    template: str, build: Callable[[str], object], *, language: str, theme: str = "light", noun: str = "cockpit"
) -> str:
    """One sample page as HTML."""
    reader = "Wang Min" if language == "en" else "王敏"
    with translation.override(language):
        frame = sample_frame(language, theme, noun, reader)
        return render_to_string(template, {"page": build(language), "frame": frame})


def answer(path: str, html: str) -> tuple[str, bytes]:
    """What a server would answer: content type and body."""
    if path.startswith("/assets/"):
        bundle = assets.stylesheet() if path.endswith(".css") else assets.script()
        return KINDS[Path(path).suffix], bundle.text
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        return KINDS.get(file.suffix, "application/octet-stream"), file.read_bytes()
    return "text/html; charset=utf-8", html.encode()
