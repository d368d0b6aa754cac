"""Late data of a closed month: what it would change, three ways to deal with it, and what was decided before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.archive import selectors as archive
from kpiloop.governance.archive.late import LateChange, LateFigure, LateRow
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.worded import figures
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.changed_terms import changed_terms
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.reward.selectors import PayChange, Rescoring, ScoreChange

SHOWN = 200


@dataclass(frozen=True)
class LateLine:
    """A figure, score or bonus that would change."""

    name: str  #: what and whose
    before: str  #: as it is
    after: str  #: as it would be
    light_before: str  #: light as it is; empty for scores and money
    light_after: str  #: light it would have
    change: Difference  #: the difference, judged for figures
    settled: str = ""  #: what was settled with a later month, where that was another figure


@dataclass(frozen=True)
class LateQuarter:
    """A scored quarter that rests on the month."""

    name: str  #: quarter in words
    address: str  #: its page
    state: str  #: scored, published or finalised
    then: str  #: what follows for its results after restating; empty where nothing can be restated
    terms: tuple[str, ...]  #: what it was scored by and says something else by now


@dataclass(frozen=True)
class LatePage:
    """The page."""

    title: str  #: the finding
    period: str  #: code of the month
    versions: str  #: facts of the close and of now
    figures: tuple[LateLine, ...]  #: figures that would change
    scores: tuple[LateLine, ...]  #: cards that would score otherwise
    pay: tuple[LateLine, ...]  #: bonuses that would be others
    pay_total: LateLine | None  #: all of them
    pay_unit: str  #: what they are written in
    quarters: tuple[LateQuarter, ...]  #: scored quarters concerned
    choices: tuple[tuple[str, str, str], ...]  #: code, word, what it does; empty when nothing waits
    is_restatable: bool  #: opening the month is one of them
    fingerprint: str  #: what a decision is about
    decided: tuple[LateRow, ...]  #: earlier decisions, newest first


def late_page(viewer: Actor, code: str) -> LatePage:
    """Build the page for one reader."""
    change = archive.preview_late(viewer, period_code=code)
    choices = tuple((each, _word(each, change), _means(each, change)) for each in change.choices)
    return LatePage(
        title=_title(change),
        period=code,
        versions=f"{change.pinned_version} → {change.current_version}",
        figures=tuple(map(_figure, change.figures[:SHOWN])),
        scores=tuple(map(_score, change.rewards.scores[:SHOWN])),
        pay=tuple(map(_pay, change.rewards.pay[:SHOWN])),
        pay_total=_total(change.rewards.pay),
        pay_unit=formats.money_unit("one"),
        quarters=tuple(_quarter(row, is_restatable="restate" in change.choices) for row in change.rewards.quarters),
        choices=choices if change.is_waiting else (),
        is_restatable="restate" in change.choices,
        fingerprint=change.fingerprint,
        decided=tuple(archive.decisions(viewer, period_code=code)),
    )


def _quarter(row: Rescoring, *, is_restatable: bool) -> LateQuarter:
    then = {
        "scored": gettext("After restating, score the quarter again: it goes by the terms it was scored by."),
        "published": gettext(
            "After restating, score the quarter again and correct its bonus: both go by the terms of then."
        ),
        "finalised": gettext(
            "Its results are final: restating moves the figures only. Settle the money later instead."
        ),
    }
    return LateQuarter(
        period_name(row.cycle.period_code),
        reverse("reward:cycle", args=[row.cycle.id]),
        row.cycle.state,
        then[row.cycle.state] if is_restatable else "",
        changed_terms(row.changes),
    )


def _title(change: LateChange) -> str:
    names = {"period": period_name(change.period_code), "count": len(change.figures)}
    if not change.values and change.undone:
        return gettext("%(period)s: late data that were settled with a later month are undone") % names
    if not change.values:
        return gettext("%(period)s: no late data, what was reported stands") % names
    if not change.is_waiting:
        return gettext("%(period)s: the late data are decided about, what was reported stands") % names
    return (
        ngettext(
            "%(period)s: late data would change %(count)d figure",
            "%(period)s: late data would change %(count)d figures",
            len(change.figures),
        )
        % names
    )


def _word(choice: str, change: LateChange) -> str:
    is_taken_back = choice == "adjust" and not change.values
    return gettext("Take back in the next month") if is_taken_back else label(f"late_choice.{choice}")


def _means(choice: str, change: LateChange) -> str:
    if choice == "adjust" and not change.values:
        return gettext(
            "What was carried is taken back: the next open month asks for the figures, the bonus run of its quarter "
            "settles the money, and another person approves that run."
        )
    return {
        "restate": gettext("Ask to open the month for exactly these figures; another person approves."),
        "adjust": gettext(
            "What was reported and paid stands; the next open month asks for the figures, its quarter pays the rest."
        ),
        "note": gettext("What was reported stands; the list is kept with the reason."),
    }[choice]


def _figure(row: LateFigure) -> LateLine:
    kpi = row.assignment.kpi
    change = None if row.before is None or row.after is None else row.after - row.before
    pair = (figures.figure(kpi, row.before), figures.figure(kpi, row.after))
    name = figures.kpi_of(row.assignment)
    settled = ""
    if row.is_settled:
        named = {"figure": figures.figure(kpi, row.settled), "light": label(f"status.{row.light_settled}")}
        settled = gettext("settled with a later month as %(figure)s, %(light)s") % named
    return LateLine(name, *pair, row.light_before, row.light_after, figures.gap(kpi, change), settled)


def _total(rows: Sequence[PayChange]) -> LateLine | None:
    """All bonuses in one line; nothing where one side of somebody is not known."""
    known = [(row.before, row.after) for row in rows if row.before is not None and row.after is not None]
    if len(known) < len(rows) or len(rows) < 2:
        return None
    before, after = (sum(side, Decimal(0)) for side in zip(*known, strict=True))
    sides = [formats.number(amount, places=2) for amount in (before, after)]
    change = Difference(formats.number(after - before, places=2, signed=True), "neutral")
    return LateLine(gettext("Sum"), sides[0], sides[1], "", "", change)


def _score(row: ScoreChange) -> LateLine:
    change = None if row.total_before is None or row.total_after is None else row.total_after - row.total_before
    text = formats.MISSING if change is None else formats.number(change, places=2, signed=True)
    sides = [
        f"{formats.number(total, places=2)} {grade}".strip()
        for total, grade in ((row.total_before, row.grade_before), (row.total_after, row.grade_after))
    ]
    name = f"{row.subject.name(figures.tongue())} · {period_name(row.period_code)}"
    return LateLine(name, sides[0], sides[1], "", "", Difference(text, "neutral"))


def _pay(row: PayChange) -> LateLine:
    change = None if row.before is None or row.after is None else row.after - row.before
    text = formats.MISSING if change is None else formats.number(change, places=2, signed=True)
    sides = [formats.number(amount, places=2) for amount in (row.before, row.after)]
    name = f"{row.person.name(figures.tongue())} · {period_name(row.period_code)}"
    return LateLine(name, sides[0], sides[1], "", "", Difference(text, "neutral"))
