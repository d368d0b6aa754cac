"""Does it live, and can it serve: for supervisors, load balancers and tests."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpiloop.foundation.access.actors import ANONYMOUS
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.interfaces.api.doors import Access

LATE_AFTER = timedelta(minutes=2)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The pages can be served; late background work is said, and does not take the pages away."""
    now = timezone.now()
    try:
        beats = {beat.name: beat.beat_at for beat in jobs.beats(ANONYMOUS)}
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    late = [name for name in ("scheduler", "jobs") if name not in beats or now - beats[name] > LATE_AFTER]
    return JsonResponse({"ready": True, "background": "late" if late else "alive", "late": late})


for _view in (healthz, readyz):
    _view.access = Access(permission=None, is_public=True)  # type: ignore[attr-defined]
