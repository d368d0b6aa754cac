"""Sentences of refusals raised by jobs."""

from __future__ import annotations

SENTENCES = {
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
