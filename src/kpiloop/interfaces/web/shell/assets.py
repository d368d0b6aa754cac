"""Stylesheet and script of all pages: small source files, sent as one file each.

A page may make six requests at most, and forty small files are pleasant to work on; so the
files are joined when the process starts, named by their content and kept by the browser.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

STATIC = Path(__file__).resolve().parent.parent / "static"
#: Vendored first: our script uses it. Missing only before `make assets`; pages then work without it.
SCRIPTS = (STATIC / "vendor" / "htmx.min.js", *sorted((STATIC / "js").glob("*.js")))


@dataclass(frozen=True)
class Bundle:
    """One joined file."""

    text: bytes  #: content as sent to a browser without compression
    packed: bytes  #: the same, gzip
    digest: str  #: names the content, so that it may be kept for ever


def stylesheet() -> Bundle:
    """All stylesheets in the order of their names."""
    return _fresh_stylesheet() if settings.DEBUG else _kept_stylesheet()


def script() -> Bundle:
    """The request library and our own script."""
    return _fresh_script() if settings.DEBUG else _kept_script()


def icon_address() -> str:
    """Address of the icon sprite, with its content in the query so that an update is seen."""
    return f"{settings.STATIC_URL}vendor/icons.svg?v={_icon_digest()}"


@cache
def _icon_digest() -> str:
    sprite = STATIC / "vendor" / "icons.svg"
    return hashlib.sha256(sprite.read_bytes()).hexdigest()[:8] if sprite.exists() else "none"


def _fresh_stylesheet() -> Bundle:
    text = "\n".join(path.read_text() for path in sorted((STATIC / "css").glob("*.css")))
    return _bundle(_slim(text + _dark_by_system(text)))


@cache
def _kept_stylesheet() -> Bundle:
    return _fresh_stylesheet()


def _fresh_script() -> Bundle:
    return _bundle("\n;\n".join(path.read_text() for path in SCRIPTS if path.exists()))


@cache
def _kept_script() -> Bundle:
    return _fresh_script()


def _dark_by_system(text: str) -> str:
    # The dark tokens are written once; who follows the system gets the same block by media query.
    found = re.search(r'\[data-theme="dark"\]\s*(\{[^}]*\})', text)
    return f'\n@media (prefers-color-scheme: dark) {{ [data-theme="auto"] {found[1]} }}' if found else ""


def _slim(text: str) -> str:
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t]+", " ", without_comments)).strip() + "\n"


def _bundle(text: str) -> Bundle:
    raw = text.encode()
    return Bundle(text=raw, packed=gzip.compress(raw, 9, mtime=0), digest=hashlib.sha256(raw).hexdigest()[:12])
