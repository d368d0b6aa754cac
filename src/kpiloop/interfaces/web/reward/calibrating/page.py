"""A calibration as a page: the strip against the guideline, everybody with the grade, and every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.web.reward.distribution_page import PLACES, Stretch, strip
from kpiloop.interfaces.web.worded.signatures import names_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import moment, period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.calibrating.rows import CalibrationRow, ChangeRow, MemberRow
from kpiloop.loop.reward.choices import CALIBRATING_RIGHTS
from kpiloop.loop.reward.rows import CycleRow


@dataclass(frozen=True)
class SessionLine:
    """One group of a quarter."""

    name: str  #: unit
    merged: str  #: units whose people are compared here
    size: int  #: people
    changed: int  #: people with another grade than proposed
    strip: tuple[Stretch, ...]  #: grades as they stand
    state: str  #: open, confirmed
    over: str  #: grades beyond the guideline
    who: str  #: who confirmed
    address: str  #: the session


@dataclass(frozen=True)
class SessionsPage:
    """Every group of a quarter."""

    title: str  #: finding
    crumbs: tuple[Link, ...]  #: the review
    lines: tuple[SessionLine, ...]  #: by code of the unit
    may_open: bool  #: may open sessions, or bring open ones up to date
    open_address: str  #: where that is sent
    export_address: str  #: every member as a file


@dataclass(frozen=True)
class PersonLine:
    """Somebody whose grade is calibrated."""

    key: int  #: person
    name: str  #: who
    place: int  #: inside the group
    total: str  #: points
    proposed: str  #: grade by the score
    guideline: str  #: grade of the guideline
    grade: str  #: grade as it stands
    is_changed: bool  #: another one than proposed
    is_outdated: bool  #: scored anew since
    may_change: bool  #: not the own one, and the session is open
    address: str  #: the sheet


@dataclass(frozen=True)
class HistoryLine:
    """One change."""

    name: str  #: whose grade
    step: str  #: before and after
    reason: str  #: why
    who: str  #: by whom and by which right
    when: str  #: time
    counts: bool  #: whether it still does


@dataclass(frozen=True)
class SessionPage:
    """One session."""

    title: str  #: unit and finding
    row: CalibrationRow  #: as reward says
    crumbs: tuple[Link, ...]  #: review, calibrations
    merged: str  #: units whose people are compared here
    finding: str  #: in one sentence
    strips: tuple[tuple[str, tuple[Stretch, ...]], ...]  #: guideline, by the scores, now
    grades: tuple[tuple[str, str, int, int, int, bool], ...]  #: grade, share, guideline, proposed, now, too many
    choices: tuple[str, ...]  #: grades
    people: tuple[PersonLine, ...]  #: best place first
    history: tuple[HistoryLine, ...]  #: newest first
    may_act: bool  #: may change, confirm or open again
    is_open: bool  #: changes are still made
    limits: str  #: how far a grade may move
    confirmed: str  #: who confirmed and when
    fault: str = ""  #: why something was refused


def sessions_page(viewer: Actor, cycle_id: int) -> SessionsPage:
    """Put the page of a quarter's calibrations together."""
    cycle = selectors.cycle(viewer, cycle_id)
    rows = selectors.calibrations(viewer, cycle_id=cycle_id)
    name, waiting = period_name(cycle.period_code), sum(row.state == "open" for row in rows)
    said = ngettext(
        "%(quarter)s: %(count)s calibration is to be confirmed",
        "%(quarter)s: %(count)s calibrations are to be confirmed",
        waiting,
    )
    title = said % {"quarter": name, "count": waiting}
    if rows and not waiting:
        title = gettext("%(quarter)s: every calibration is confirmed") % {"quarter": name}
    if not rows:
        title = gettext("%(quarter)s: calibration of grades") % {"quarter": name}
    export = f"{reverse('api:export_calibrations')}?quarter={cycle.period_code}&format=csv"
    return SessionsPage(
        title=title,
        crumbs=(_review(cycle), Link(gettext("Calibration"), "")),
        lines=tuple(_session(row, names_of(viewer, [row.confirmed_by])) for row in rows),
        may_open=cycle.state == "scored" and _may_act(viewer),
        open_address=reverse("reward:open_calibrations", args=[cycle_id]),
        export_address=export if rows else "",
    )


def session_page(
    viewer: Actor, calibration_id: int, *, tried: Mapping[int, str] | None = None, fault: str = ""
) -> SessionPage:
    """Put one session together; `tried` shows what the strip would be with other grades."""
    row = selectors.calibration(viewer, calibration_id=calibration_id, tried=tried)
    grades = [each.grade for each in row.quotas]
    is_open, may_act = row.state == "open" and row.cycle.state == "scored", _may_act(viewer)
    back = Link(gettext("Calibration"), reverse("reward:calibrations", args=[row.cycle.id]))
    unit = row.unit.name(formats.language())
    names = names_of(viewer, [row.confirmed_by, *(each.made_by for each in row.history)])
    return SessionPage(
        title=gettext("%(unit)s: calibration of grades") % {"unit": unit},
        row=row,
        crumbs=(_review(row.cycle), back, Link(unit, "")),
        merged=_merged(row),
        finding=_finding(row),
        strips=(
            (gettext("Guideline"), strip({each.grade: each.guideline for each in row.quotas}, grades)),
            (gettext("By the scores"), strip({each.grade: each.proposed for each in row.quotas}, grades)),
            (gettext("Grade now"), strip({each.grade: each.given for each in row.quotas}, grades)),
        ),
        grades=tuple(
            (each.grade, formats.percent(each.share, 0), each.guideline, each.proposed, each.given, each.is_over)
            for each in row.quotas
        ),
        choices=tuple(grades),
        people=tuple(_person(each, may_change=is_open and may_act) for each in row.members),
        history=tuple(_change(each, names) for each in row.history),
        may_act=may_act and row.cycle.state == "scored",
        is_open=is_open,
        limits=_limits(row),
        confirmed=_confirmed(row, names),
        fault=fault,
    )


def _session(row: CalibrationRow, names: Mapping[str, str]) -> SessionLine:
    return SessionLine(
        row.unit.name(formats.language()),
        _merged(row),
        row.size,
        row.changed,
        strip({each.grade: each.given for each in row.quotas}, [each.grade for each in row.quotas]),
        row.state,
        formats.join(row.over),
        names.get(row.confirmed_by, row.confirmed_by),
        reverse("reward:calibration", args=[row.id]),
    )


def _person(row: MemberRow, *, may_change: bool) -> PersonLine:
    return PersonLine(
        row.subject.id,
        row.subject.name(formats.language()),
        row.place,
        formats.number(row.total, PLACES),
        row.proposed or formats.MISSING,
        row.guideline,
        row.grade or formats.MISSING,
        row.is_changed,
        row.is_outdated,
        may_change and not row.is_own and not row.is_outdated,
        reverse("reward:sheet", args=[row.sheet_id]),
    )


def _change(row: ChangeRow, names: Mapping[str, str]) -> HistoryLine:
    right = label(f"lifting_right.{row.right}")
    return HistoryLine(
        row.subject.name(formats.language()),
        f"{row.before or formats.MISSING} → {row.after}",
        row.reason,
        formats.clauses([names.get(row.made_by, row.made_by), right]),
        moment(row.made_at),
        row.counts,
    )


def _finding(row: CalibrationRow) -> str:
    if row.over:
        return gettext("More than the guideline allows: %(grades)s") % {"grades": formats.join(row.over)}
    said = ngettext("%(count)s grade changed", "%(count)s grades changed", row.changed)
    return said % {"count": row.changed}


def _limits(row: CalibrationRow) -> str:
    said = [label(f"over_quota.{row.over_quota}")]
    if row.most_steps is not None:
        steps = ngettext(
            "a grade moves %(count)s step at most", "a grade moves %(count)s steps at most", row.most_steps
        )
        said.insert(0, steps % {"count": row.most_steps})
    return formats.clauses(said)


def _confirmed(row: CalibrationRow, names: Mapping[str, str]) -> str:
    if not row.confirmed_at:
        return ""
    said = gettext("Confirmed by %(who)s, %(when)s")
    found = [said % {"who": names.get(row.confirmed_by, row.confirmed_by), "when": moment(row.confirmed_at)}]
    return formats.clauses([*found, row.exception_reason] if row.exception_reason else found)


def _merged(row: CalibrationRow) -> str:
    return formats.join([unit.name(formats.language()) for unit in row.merged if unit != row.unit])


def _review(cycle: CycleRow) -> Link:
    return Link(period_name(cycle.period_code), reverse("reward:cycle", args=[cycle.id]))


def _may_act(viewer: Actor) -> bool:
    return any(viewer.may(right) for right in CALIBRATING_RIGHTS)
