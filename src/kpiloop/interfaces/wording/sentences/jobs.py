"""Sentences of refusals raised by jobs, and by the children that do bounded work."""

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
    "run_unknown": "There is no run %(run)s, or you may not see it. Check the number.",
    "run_already_finished": "Run %(run)s has ended (%(state)s) and will not be done twice. Look at its outcome.",
    "run_cancelled": "Run %(run)s was cancelled and left nothing behind. Ask for it again if it is still needed.",
    "work_unknown": (
        'Nothing is registered to do work of kind "%(kind)s". Ask an administrator to check the installation.'
    ),
    "schedule_unreadable": (
        'The schedule "%(cron)s" (zone %(zone)s) cannot be read: %(fault)s. Write minute, hour, day, month and weekday.'
    ),
    "internal_error": (
        "Something failed inside the system (%(fault)s) and there is no result. Try again; if it happens "
        "again, tell an administrator."
    ),
}
