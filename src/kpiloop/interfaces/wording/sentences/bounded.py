"""Sentences of refusals raised by bounded."""

from __future__ import annotations

SENTENCES = {
    "work_too_long": (
        "This work did not finish within %(seconds)s seconds and was stopped. Choose a smaller range and try again."
    ),
    "work_too_large": (
        "This work needed more memory than allowed (%(target)s) and was stopped. Use a smaller file or "
        "range and try again."
    ),
    "work_stopped": (
        "The process doing this work ended unexpectedly (%(reason)s) and gave no result. Try again; if "
        "it happens again, tell an administrator."
    ),
}
