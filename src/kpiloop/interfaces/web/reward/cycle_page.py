"""A quarter's review: where it stands and the results the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.components.figures import Link
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.changed_terms import changed_terms
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward import selectors
from kpiloop.loop.reward.rows import CycleRow, SheetRow

STAGES = ("open", "scored", "published", "finalised")
KIND_TITLES = ("unit", "person")
PLACES = 1  # displayed decimals of a score


@dataclass(frozen=True)
class ResultLine:
    """One card's result."""

    name: str  #: whose card
    total: str  #: points
    grade: str  #: grade
    rank: str  #: place among its kind
    address: str  #: the sheet
    signed: bool  #: signed by the person


@dataclass(frozen=True)
class ResultGroup:
    """Cards of one kind."""

    kind: str  #: unit or person
    lines: tuple[ResultLine, ...]  #: best place first


@dataclass(frozen=True)
class ScoringAgain:
    """What scoring a quarter again would go by, where that needs saying."""

    title: str  #: what happened since it was scored
    said: str  #: which terms count
    terms: tuple[str, ...]  #: what says something else by now
    may_renew: bool  #: may score by the terms of now instead


@dataclass(frozen=True)
class CyclePage:
    """The whole page."""

    title: str  #: finding
    cycle: CycleRow | None  #: None before the first cycle
    cycle_name: str  #: quarter in words
    cycles: tuple[tuple[Link, bool], ...]  #: quarters to choose from, and which is shown
    stages: tuple[tuple[str, bool], ...]  #: stage, whether it is reached
    groups: tuple[ResultGroup, ...]  #: results
    own: tuple[Link, ...]  #: own sheet and statement
    board_address: str  #: leaderboard; empty before publication
    may_score: bool  #: may score this quarter now
    may_publish: bool  #: may publish it now
    reviews: tuple[tuple[str, str, str, str], ...]  #: person, manager, state of the review, its page
    may_open: bool = False  #: may open the review of another quarter
    distribution_address: str = ""  #: guideline beside actual grades, for who sees everybody's
    calibration_address: str = ""  #: calibrations of its groups, for the same
    bonus_address: str = ""  #: bonus runs, for who sees everybody's pay
    may_see_beside: bool = False  #: may see events that count and vetoes to lift
    again: ScoringAgain | None = None  #: what scoring it again means, for who may; None before the first time


def cycle_page(viewer: Actor, cycle_id: int | None) -> CyclePage:
    """Put the page of a quarter together."""
    cycles = sorted(selectors.cycles(viewer), key=lambda row: row.starts_on, reverse=True)
    shown = selectors.cycle(viewer, cycle_id) if cycle_id is not None else next(iter(cycles), None)
    if shown is None:
        may_open = viewer.may("scores.run")
        return CyclePage(gettext("No review yet"), None, "", (), (), (), (), "", False, False, (), may_open)
    sheets = selectors.sheets(viewer, cycle_id=shown.id)
    groups = tuple(
        ResultGroup(kind, lines)
        for kind in KIND_TITLES
        if (lines := _lines([s for s in sheets if s.subject.kind == kind]))
    )
    reached = STAGES.index(shown.state)
    scoring = selectors.rescoring(viewer, cycle_id=shown.id) if viewer.may("scores.run") else None
    return CyclePage(
        title=_title(shown, sheets),
        cycle=shown,
        cycle_name=period_name(shown.period_code),
        cycles=tuple(
            (Link(period_name(row.period_code), reverse("reward:cycle", args=[row.id])), row.id == shown.id)
            for row in cycles
        ),
        stages=tuple((stage, place <= reached) for place, stage in enumerate(STAGES)),
        groups=groups,
        own=tuple(_own(viewer, shown, sheets)),
        board_address=reverse("reward:leaderboard", args=[shown.id]) if shown.is_visible else "",
        may_score=scoring is not None and scoring.may,
        may_publish=viewer.may("scores.publish") and shown.state == "scored",
        reviews=_reviews(viewer, shown.id),
        distribution_address=_of_everybody(viewer, shown, "reward:distribution"),
        calibration_address=_of_everybody(viewer, shown, "reward:calibrations"),
        bonus_address=reverse("reward:bonus", args=[shown.id]) if viewer.may("pay.view_all") else "",
        may_open=viewer.may("scores.run"),
        again=_again(scoring) if scoring else None,
        may_see_beside=any(viewer.may(name) for name in ("scores.run", "reviews.manage", "reviews.view_all")),
    )


def _again(row: selectors.Rescoring) -> ScoringAgain | None:
    if row.cycle.state == "open" or not row.may or not (row.restates or row.changes):
        return None
    if row.restates:
        title = gettext("A month of this quarter was opened again after it was scored")
    else:
        title = gettext("Terms have changed since this quarter was scored")
    if row.keeps_terms:
        said = gettext("Scoring again takes the figures of now and keeps the terms it was scored by.")
    else:
        said = gettext("It was scored over open months: scoring again goes by the terms of now.")
    may_renew = row.keeps_terms and row.cycle.state == "scored" and bool(row.changes)
    return ScoringAgain(title, said, changed_terms(row.changes), may_renew)


def _of_everybody(viewer: Actor, cycle: CycleRow, name: str) -> str:
    may_look = viewer.may("reviews.view_all") and cycle.state != "open"
    return reverse(name, args=[cycle.id]) if may_look else ""


def _title(cycle: CycleRow, sheets: Sequence[SheetRow]) -> str:
    name = period_name(cycle.period_code)
    people = sum(1 for row in sheets if row.subject.kind == "person")
    if not sheets:
        return gettext("%(quarter)s: nothing is scored yet") % {"quarter": name}
    said = ngettext("%(quarter)s: %(count)s person scored", "%(quarter)s: %(count)s people scored", people)
    return said % {"quarter": name, "count": people}


def _lines(sheets: Sequence[SheetRow]) -> tuple[ResultLine, ...]:
    language = formats.language()
    return tuple(
        ResultLine(
            name=row.subject.name(language),
            total=formats.number(row.total, PLACES),
            grade=row.grade or formats.MISSING,
            rank=f"{row.rank} / {row.ranked}" if row.rank else formats.MISSING,
            address=reverse("reward:sheet", args=[row.id]),
            signed=row.signed_at is not None,
        )
        for row in sheets
    )


def _own(viewer: Actor, cycle: CycleRow, sheets: Sequence[SheetRow]) -> list[Link]:
    me = org.person_of(viewer)
    mine = next((row for row in sheets if me is not None and row.subject.id == me.id), None)
    if me is None or mine is None:
        return []
    links = [Link(gettext("My score sheet"), reverse("reward:sheet", args=[mine.id]))]
    if cycle.is_visible and viewer.may("pay.view_own"):
        links.append(Link(gettext("My statement"), reverse("reward:statement", args=[cycle.id, me.id])))
    return links


def _reviews(viewer: Actor, cycle_id: int) -> tuple[tuple[str, str, str, str], ...]:
    language = formats.language()
    return tuple(
        (
            row.person.name(language),
            row.manager.name(language) if row.manager else formats.MISSING,
            row.state,
            reverse("reward:review", args=[cycle_id, row.person.id]),
        )
        for row in selectors.reviews(viewer, cycle_id=cycle_id)
    )
