"""Proposed target changes: what it is, what it would be, who asks and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.components.figures import Difference
from kpiloop.interfaces.web.forms.filling import PageForm
from kpiloop.interfaces.web.plan.cards.effect_words import Effect, effects_of
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.plan.rows import TargetChangeRow


class DecisionForm(PageForm):
    """Approve or refuse, with a reason when refusing."""

    approve = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = forms.CharField(required=False, max_length=1000, label=gettext_lazy("Reason"))


@dataclass(frozen=True)
class ChangeLine:
    """One proposed change."""

    row: TargetChangeRow  #: the proposal
    kpi: str  #: name of the KPI
    subject: str  #: whose target
    old: str  #: target when proposed
    new: str  #: proposed target
    difference: Difference  #: signed change
    may_decide: bool  #: True when this reader may decide it
    effect: Effect | None = None  #: what it would do to status and score; None where the reader may not see values


@dataclass(frozen=True)
class Submission:
    """What one person proposed with one reason: decided together or one by one."""

    who: str  #: account
    reason: str  #: why
    at: datetime  #: when the first of them was proposed
    origin: str  #: what led to it
    lines: tuple[ChangeLine, ...]  #: targets, oldest first
    may_decide: bool  #: True when this reader may decide all of them


@dataclass(frozen=True)
class ChangePage:
    """The page."""

    title: str  #: the finding
    waiting: tuple[Submission, ...]  #: nobody decided yet, oldest first
    waiting_count: int  #: targets in them
    decided: tuple[ChangeLine, ...]  #: newest first


def change_page(viewer: Actor) -> ChangePage:
    """Build the page for one reader."""
    rows = plan.target_changes(viewer)
    effects = effects_of(viewer, (row for row in rows if row.state == "proposed"))
    lines = [_line(viewer, row, effects.get(row.id)) for row in rows]
    waiting = tuple(sorted(_in_state(lines, "proposed"), key=lambda line: line.row.id))
    decided = tuple(line for line in lines if line.row.state != "proposed")
    title = _title(len(waiting), sum(line.may_decide for line in waiting))
    return ChangePage(title, _submissions(waiting), len(waiting), decided)


def _submissions(waiting: Iterable[ChangeLine]) -> tuple[Submission, ...]:
    held: dict[tuple[str, str, str], list[ChangeLine]] = defaultdict(list)
    for line in waiting:
        held[line.row.proposed_by, line.row.reason, line.row.origin].append(line)
    return tuple(
        Submission(who, reason, lines[0].row.proposed_at, origin, tuple(lines), all(line.may_decide for line in lines))
        for (who, reason, origin), lines in held.items()
    )


def _in_state(lines: Iterable[ChangeLine], state: str) -> list[ChangeLine]:
    return [line for line in lines if line.row.state == state]


def _line(viewer: Actor, row: TargetChangeRow, effect: Effect | None) -> ChangeLine:
    language = get_language() or "zh-hans"
    display = formats.display_of(row.assignment.kpi)
    gap = None if row.old_target is None or row.new_target is None else row.new_target - row.old_target
    # A target is a promise, not a result: raising or lowering one is neither good nor bad.
    return ChangeLine(
        row=row,
        kpi=row.assignment.kpi.name(language),
        subject=row.assignment.subject.name(language),
        old=formats.target(row.old_band or row.old_target, display, ""),
        new=formats.target(row.stated, display, ""),
        difference=Difference(formats.difference(gap, display), "neutral"),
        may_decide=row.state == "proposed" and viewer.may("proposals.approve") and row.proposed_by != viewer.username,
        effect=effect,
    )


def _title(waiting: int, mine: int) -> str:
    if not waiting:
        return gettext("No target change waits for a decision")
    said = ngettext("%(count)d target change waits", "%(count)d target changes wait", waiting) % {"count": waiting}
    return gettext("%(said)s, %(mine)d for you to decide") % {"said": said, "mine": mine} if mine else said
