"""The one place that knows the queue. It may lose, double or delay: the run row decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_q.tasks import async_task

from kpiloop.foundation.jobs.models import Beat

#: What the carrier calls, as text: queue entries outlive a start of the program.
TARGET = "kpiloop.foundation.jobs.services.execute"
BEAT_TARGET = "kpiloop.foundation.jobs.carrier.answer"
ASKED = "jobs asked"
#: An unanswered question is repeated only after this long, so that questions do not pile up.
ASK_AGAIN_AFTER = timedelta(minutes=2)


def hand_over(run_id: int, kind: str) -> None:
    """Put a run into the queue; the entry commits with the caller's transaction."""
    async_task(TARGET, run_id, task_name=f"run {run_id}", group=kind)


def ask_for_beat(now: datetime) -> bool:
    """Ask the job process for a sign of life by way of the queue; True when a question was put."""
    beats = dict(Beat.objects.filter(name__in=("jobs", ASKED)).values_list("name", "beat_at"))
    asked, answered = beats.get(ASKED), beats.get("jobs")
    is_open = asked is not None and (answered is None or answered < asked)
    if is_open and asked is not None and now - asked < ASK_AGAIN_AFTER:
        return False
    Beat.objects.update_or_create(name=ASKED, defaults={"beat_at": now})
    async_task(BEAT_TARGET, save=False)
    return True


def answer() -> None:
    """The job process lives: it just did this."""
    Beat.objects.update_or_create(name="jobs", defaults={"beat_at": timezone.now()})
