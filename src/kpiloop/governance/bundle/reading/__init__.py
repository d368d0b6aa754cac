"""From files to rows that are understood."""

from __future__ import annotations

from kpiloop.governance.bundle.reading.reader import read_bundle

__all__ = ["read_bundle"]
