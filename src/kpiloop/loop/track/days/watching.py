"""Judging the days of all cards that are watched by the day, before anything is written."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import DAY_OFF
from kpiloop.loop.track.days.judging import JudgedDay, judge_days
from kpiloop.loop.track.models import Alert
from kpiloop.loop.track.rules.book import RuleBook
from kpiloop.loop.track.rules.kinds import DAY_VALUE, NOBODY
from kpiloop.loop.track.rules.storing import active_rules

log = logging.getLogger("kpiloop.track")
#: Days looked back on: so long may nobody have looked, and so late may a day still be corrected.
LOOK_BACK = timedelta(days=62)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Watched:
    """The days of every card a rule watches."""

    book: RuleBook  #: rules and cards of the day
    judged: Mapping[int, list[JudgedDay]]  #: days by card
    unread: frozenset[int]  #: cards whose days could not be worked out


def watch(today: date) -> Watched:
    """Judge the days up to yesterday of every card a rule watches by the day.

    Missing:  a KPI whose days can no longer be worked out is left as it is and noted in the log.
    """
    rules = [rule for rule in active_rules() if rule.kind == DAY_VALUE]
    wanted = {rule.kpi_id for rule in rules}
    held = plan_io.assignments_on(today - _DAY, today) if wanted else []
    cards = {row.id: row for row in held if row.kpi.id in wanted}
    live = set(Alert.objects.filter(kind=DAY_OFF).values_list("assignment_id", flat=True))
    book = RuleBook.read({*cards, *live}, rules, today)
    by_kpi: dict[str, dict[int, AssignmentRow]] = defaultdict(dict)
    limits: dict[int, Decimal | None] = {}
    for key, card in cards.items():
        rule = book.rule(key, DAY_OFF)
        if rule is not None and rule.who != NOBODY:
            by_kpi[card.kpi.code][key], limits[key] = card, rule.limit
    judged: dict[int, list[JudgedDay]] = {}
    unread: set[int] = set()
    for kpi, watched in sorted(by_kpi.items()):
        try:
            judged |= judge_days(kpi, limits, watched, today - LOOK_BACK, today - _DAY)
        except Refusal as refused:
            log.warning("days of %s could not be judged: %s", kpi, refused.code)
            unread |= watched.keys()
    return Watched(book, judged, frozenset(unread))
