"""Words for the parts and columns of a bundle."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms.bundle import columns, parts

TERMS = {**parts.TERMS, **columns.TERMS}
