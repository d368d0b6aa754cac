"""Words for the parts, columns, headings and choices of a bundle."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms.bundle import choices, columns, heads, notes, parts

TERMS = {**parts.TERMS, **columns.TERMS, **heads.TERMS, **choices.TERMS, **notes.TERMS}
