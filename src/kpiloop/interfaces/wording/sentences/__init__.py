"""English sentences by refusal code, one table per room; the Chinese stands in the catalogue."""

from __future__ import annotations

from kpiloop.interfaces.wording.sentences import bounded, shell

SENTENCES: dict[str, str] = {
    **bounded.SENTENCES,
    **shell.SENTENCES,
}
