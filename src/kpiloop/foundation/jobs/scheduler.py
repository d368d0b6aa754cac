"""The schedule process: due times, dead runs and waiting news, every second; `python -m` starts it."""

from __future__ import annotations

import logging
import os
import signal
import threading
from datetime import datetime, timedelta
from functools import partial

import django

log = logging.getLogger("kpiloop.jobs")

PAUSE_SECONDS = 1.0
STALE_EVERY = timedelta(seconds=30)
BEAT_EVERY = timedelta(seconds=10)
#: A job process that has not answered for so long is asked again.
ASK_EVERY = timedelta(seconds=15)
#: Work that is due by itself is looked up at the start and now and then.
STANDING_EVERY = timedelta(hours=1)


class Rounds:
    """What is done every second, and what more rarely."""

    def __init__(self) -> None:
        self.last: dict[str, datetime] = {}

    def is_time(self, what: str, every: timedelta, now: datetime) -> bool:
        """True once per stretch of time."""
        if what in self.last and now - self.last[what] < every:
            return False
        self.last[what] = now
        return True

    def turn(self, now: datetime) -> None:
        """One round: a fault in one duty does not keep the others from being done."""
        from kpiloop.foundation.jobs import carrier, services

        if self.is_time("beat", BEAT_EVERY, now):
            _guarded("beat", lambda: services.note_beat("scheduler", now=now))
        if self.is_time("standing", STANDING_EVERY, now):
            _guarded("standing work", lambda: services.ensure_standing(now=now))
        _guarded("due times", lambda: services.run_due(now))
        for name, every, look in services.lookouts():
            if self.is_time(name, every, now):
                _guarded(name, partial(look, now))
        _guarded("further tries", lambda: services.retry_failed(now))
        if self.is_time("stale", STALE_EVERY, now):
            _guarded("dead runs", lambda: services.requeue_stale(now))
        if self.is_time("ask", ASK_EVERY, now):
            _guarded("question", lambda: carrier.ask_for_beat(now))


def deliver_until(stopped: threading.Event) -> None:
    """Deliver news beside the schedule: a slow handler must not hold up due times."""
    from django.db import connection
    from django.utils import timezone

    from kpiloop.foundation.jobs.services import deliver_waiting

    while not stopped.is_set():
        if not _guarded("deliver", lambda: deliver_waiting(timezone.now(), 50)):
            stopped.wait(PAUSE_SECONDS)
    connection.close()


def run_until(stopped: threading.Event) -> None:
    """The schedule itself."""
    from django.utils import timezone

    rounds = Rounds()
    while not stopped.is_set():
        rounds.turn(timezone.now())
        stopped.wait(PAUSE_SECONDS)


def main() -> None:
    """Run until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
    django.setup()
    from kpiloop.foundation.jobs.registry import complete

    complete()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    postman = threading.Thread(target=deliver_until, args=(stopped,), name="news", daemon=True)
    postman.start()
    run_until(stopped)
    postman.join(timeout=10)


def _guarded(duty: str, act: object) -> object:
    """Do a duty; a fault is logged and tried again next time, because nobody restarts a loop at night."""
    from django.db import close_old_connections

    try:
        return act()  # type: ignore[operator]
    except Exception:
        log.exception("%s failed", duty)
        close_old_connections()
        return None


if __name__ == "__main__":
    main()
