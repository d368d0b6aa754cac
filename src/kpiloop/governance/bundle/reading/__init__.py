"""From files to rows that are understood."""

from __future__ import annotations

from kpiloop.governance.bundle.reading.folder import SUFFIXES
from kpiloop.governance.bundle.reading.reader import is_kpi_file, read_bundle

__all__ = ["SUFFIXES", "is_kpi_file", "read_bundle"]
