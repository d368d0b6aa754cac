"""What another target would do, in words: status, points, card and grade, now and then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.wording import formats
from kpiloop.loop.plan.rows import TargetChangeRow
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.reward.scoring.effects import TargetEffect

#: More requests than this are decided without a preview on one page.
MOST = 40


@dataclass(frozen=True)
class Effect:
    """One effect as a page shows it."""

    before: str  #: status now
    after: str  #: status with the other target
    words: tuple[str, ...]  #: achievement, points, card and grade where they change
    is_open: bool  #: True while the month has no value: nothing can be said yet


def effects_of(viewer: Actor, rows: Iterable[TargetChangeRow]) -> dict[int, Effect]:
    """Effects of requests by key, as far as the reader may see values."""
    held = list(rows)[:MOST]
    if not held or not viewer.may("values.view"):
        return {}
    asked = {row.id: (row.assignment.id, row.period_code, row.stated) for row in held}
    found = reward.target_effects(viewer, asked=list(asked.values()))
    return {key: effect_words(found[each]) for key, each in asked.items() if each in found}


def effect_words(effect: TargetEffect) -> Effect:
    """One effect in words."""
    before, after = effect.before, effect.after
    shown = (
        (gettext("achievement"), formats.percent(before.achievement), formats.percent(after.achievement)),
        (gettext("points"), formats.number(before.score, 1), formats.number(after.score, 1)),
        (gettext("card"), formats.number(before.total, 1), formats.number(after.total, 1)),
        (gettext("grade"), before.grade or formats.MISSING, after.grade or formats.MISSING),
    )
    words = tuple(f"{name} {now} → {then}" for name, now, then in shown if now != then)
    return Effect(before.light, after.light, words, effect.actual is None)
