"""Sentences of refusals raised by the vault and by settings and secrets of sources."""

from __future__ import annotations

SENTENCES = {
    "secret_unreadable": (
        "A kept password or token (%(what)s) does not open with the key of this installation, as happens after a "
        "copy without its keys. Enter it again."
    ),
    "source_setting_invalid": (
        "The setting %(setting)s (%(value)s) is unknown or cannot be read for this kind of source. Correct it; a "
        "password or token is entered as a secret, never as a setting."
    ),
    "source_secret_missing": "Source %(source)s has no %(name)s, or none was given. Enter it.",
    "source_secret_not_used": (
        "Source %(source)s does not use a secret called %(name)s (it can use: %(names)s). Choose one of these."
    ),
}
