"""English words by label id (`<group>.<value>`), one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.terms import shell

TERMS: dict[str, str] = {
    **shell.TERMS,
}
