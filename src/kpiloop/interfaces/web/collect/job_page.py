"""Work in the background: how far it is, what it brought, why it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.audit.rows import Page
from kpiloop.foundation.jobs import selectors as jobs
from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.interfaces.web.collect.source_page import Pulse, pulses
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.interfaces.wording.messages import sentence

LIVE = ("queued", "running")
_LIGHTS = {"done": "green", "failed": "red", "cancelled": "na", "queued": "na", "running": "na"}


@dataclass(frozen=True)
class JobLine:
    """One piece of work."""

    run: RunRow  #: the work
    name: str  #: kind in words
    light: str  #: status mark
    step: str  #: what it is doing, in words
    is_live: bool  #: True while it has not ended
    error: str  #: why it failed, in a sentence
    result: Link | None  #: what it brought


@dataclass(frozen=True)
class JobList:
    """The page."""

    title: str  #: the finding
    page: Page[JobLine]  #: newest first
    pulses: tuple[Pulse, ...]  #: job process and scheduler
    live: int  #: pieces not yet ended on this page


def job_list(viewer: Actor, page: int, now: datetime) -> JobList:
    """Build the list for one reader."""
    found = jobs.runs(viewer, page=page, size=30)
    lines = tuple(job_line(run) for run in found.rows)
    live = sum(line.is_live for line in lines)
    failed = sum(line.run.state == "failed" for line in lines)
    return JobList(
        title=_title(live, failed),
        page=Page(lines, found.number, found.size, found.total),
        pulses=tuple(pulses(jobs.beats(viewer), now)),
        live=live,
    )


def job_line(run: RunRow) -> JobLine:
    """One piece of work in words."""
    return JobLine(
        run=run,
        name=_named("job", run.kind.replace(".", "_")),
        light=_LIGHTS.get(run.state, "na"),
        step=_named("step", run.step.replace(".", "_")) if run.step else "",
        is_live=run.state in LIVE,
        error=sentence(run.error_code, dict(run.error_fields)) if run.error_code else "",
        result=_result(run),
    )


def _named(group: str, code: str) -> str:
    return label(f"{group}.{code}") if has_label(f"{group}.{code}") else code.replace("_", " ")


def _result(run: RunRow) -> Link | None:
    if run.outcome.get("bundle") is not None:
        return Link(gettext("What was imported"), reverse("bundle:imported", args=[run.id]))
    if run.outcome.get("rehearsal") is not None and run.arguments.get("upload"):
        word = gettext("What to mend") if run.outcome["rehearsal"] else gettext("No faults: on to the import")
        return Link(word, reverse("bundle:look", args=[run.arguments["upload"]]))
    load, computed = run.outcome.get("load"), run.outcome.get("run")
    if load:
        return Link(gettext("Load %(number)s") % {"number": load}, reverse("collect:load", args=[load]))
    if computed:
        return Link(gettext("Run %(number)s") % {"number": computed}, reverse("collect:run", args=[computed]))
    return None


def _title(live: int, failed: int) -> str:
    if live:
        return ngettext("%(live)d job is under way", "%(live)d jobs are under way", live) % {"live": live}
    if failed:
        return ngettext("%(failed)d job failed", "%(failed)d jobs failed", failed) % {"failed": failed}
    return gettext("All jobs are done")
