"""Sentences of refusals raised by audit."""

from __future__ import annotations

SENTENCES = {
    "trail_only_grows": (
        "Audit entries are only ever added and cannot be changed or removed (%(change)s). Record a new "
        "entry that states the correction."
    ),
}
