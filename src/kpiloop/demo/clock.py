"""The clock of the story: what is stamped by itself carries the day it is told for, not the day of the build."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch


class StoryClock:
    """The moment the story has come to; it only goes on, so that nothing is published before it was scored."""

    def __init__(self, now: datetime) -> None:
        self.now = now  #: the moment, with its zone

    def tick(self, minutes: int = 1) -> datetime:
        """Some minutes later; returns the moment."""
        self.now += timedelta(minutes=minutes)
        return self.now

    def go_to(self, moment: datetime) -> datetime:
        """On to a moment, or stay where it is past already; returns the moment."""
        self.now = max(self.now, moment)
        return self.now

    def after(self, days: int, hour: int) -> datetime:
        """On to an hour some days later; returns the moment."""
        later = self.now + timedelta(days=days)
        return self.go_to(later.replace(hour=hour, minute=0))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """While this lasts, rows that note their own moment note that of the story."""
        # Services are given the moment they act at; rows and the trail ask Django for that of their entry.
        with patch("django.utils.timezone.now", lambda: self.now):
            yield
