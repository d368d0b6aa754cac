"""Colours of pictures: drawn with stand-ins, sent as the tokens of the stylesheet or as real colours.

A page draws `var(--ch-actual)`, so one picture serves the light and the dark theme and is not
drawn again when the reader changes it. Paper has no theme: PRINT holds the light colours.
"""

from __future__ import annotations

import re

#: token -> colour on paper (the light theme of static/css/01-tokens.css).
PRINT = {
    "surface": "#ffffff",
    "ink": "#15202e",
    "ink-2": "#435060",
    "ink-3": "#5f6b7a",
    "line": "#e3e7ed",
    "accent": "#3a4aa8",
    "var-better": "#2f7dd1",
    "var-worse": "#d9622b",
    "var-better-text": "#1b5fa9",
    "var-worse-text": "#a9440f",
    "ch-actual": "#27364a",
    "ch-prior": "#b3bdca",
    "ch-plan": "#27364a",
    "ch-forecast": "#7d8a9b",
    "ch-target": "#0d1622",
    "ch-line": "#52617a",
    "ch-grid": "#e9edf2",
    "ch-axis": "#b4bdc9",
    "ch-limit": "#8794a6",
    "ch-limit-band": "#f3f5f8",
    "ch-mute": "#c7ced8",
}

_STAND_INS = {token: f"#{0xA1B000 + index:06x}" for index, token in enumerate(PRINT)}
_TOKENS = {stand_in: token for token, stand_in in _STAND_INS.items()}
_PATTERN = re.compile("|".join(_TOKENS), re.IGNORECASE)


def colour(token: str) -> str:
    """The stand-in an option carries for one token."""
    return _STAND_INS[token]


def as_tokens(svg: str) -> str:
    """Stand-ins replaced by the variables of the stylesheet."""
    return _PATTERN.sub(lambda found: f"var(--{_TOKENS[found[0].lower()]})", svg)


def as_print(svg: str) -> str:
    """Stand-ins replaced by the colours of paper."""
    return _PATTERN.sub(lambda found: PRINT[_TOKENS[found[0].lower()]], svg)
