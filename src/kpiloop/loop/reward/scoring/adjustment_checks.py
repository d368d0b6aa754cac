"""What rules beside the lines and terms of cards may not say: looked at before they are saved, and in a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpiloop.engine.errors import Refusal
from kpiloop.engine.scoring.adjusting import DEDUCTION, EXTRA, GATE, KINDS, SCOPES, VETO
from kpiloop.engine.scoring.conditions import Condition, validate_condition
from kpiloop.engine.scoring.distribution import COUNTINGS, WORDINGS, limits
from kpiloop.engine.scoring.ranking import TIE_RULES
from kpiloop.loop.reward.choices import (
    CALIBRATIONS,
    CARD_KINDS,
    DISTRIBUTIONS,
    HARD,
    LIFTING_RIGHTS,
    OFF,
    OVER_QUOTA,
    TALKS_FIRST,
)
from kpiloop.loop.reward.errors import ChoiceUnknown, TextMissing
from kpiloop.loop.reward.scoring.adjustment_rows import NewAdjustment, TermsRow


def validate_adjustment(rule: NewAdjustment, grades: set[str]) -> None:
    """Refuse a rule beside the lines that could not be applied, before it is saved.

    Shape:    the rule and the grades of its scheme (none known: any) -> nothing, or a refusal.
    Errors:   reward_choice_unknown, reward_text_missing, adjustment_condition_incomplete, adjustment_word_unknown,
              grade_unknown.
    """
    for name, given, choices in (("kind", rule.kind, KINDS), ("cards", rule.cards, CARD_KINDS)):
        _choose(name, given, choices)
    if not rule.code.strip() or not rule.name_zh.strip():
        raise TextMissing(field="code" if not rule.code.strip() else "name_zh")
    validate_condition(Condition(rule.reads, rule.comparison, rule.limit, rule.light, rule.per, rule.counting))
    if (rule.reads == "event") == bool(rule.kpi) or (rule.reads == "event" and rule.kind == GATE):
        raise Refusal("adjustment_condition_incomplete", field="kpi")
    if rule.kind in (EXTRA, DEDUCTION):
        _positive("points", rule.points)
        if rule.most is not None:
            _positive("most", rule.most)
        return
    _choose("lifted_by", rule.lifted_by, ("", *LIFTING_RIGHTS))
    if rule.kind == VETO:
        _choose("scope", rule.scope, SCOPES)
    if rule.kind == VETO and rule.scope == "line" and rule.reads == "event":
        raise Refusal("adjustment_condition_incomplete", field="kpi")
    if rule.kind == VETO and rule.scope == "grade":
        if not rule.grade or (grades and rule.grade not in grades):
            raise Refusal("grade_unknown", grade=rule.grade)
    elif rule.most is None or rule.most < 0:
        raise Refusal("adjustment_condition_incomplete", field="most")


def validate_terms(terms: TermsRow, grades: set[str]) -> None:
    """Refuse terms of a card that contradict themselves, before they are saved.

    Shape:    the terms and the grades of their scheme (none known: any) -> nothing, or a refusal.
    Errors:   reward_choice_unknown, curve_floor_above_cap, grade_shares_whole, grade_unknown.
    """
    _choose("ties", terms.ties, TIE_RULES)
    _choose("distribution", terms.distribution, DISTRIBUTIONS)
    _choose("wording", terms.wording, tuple(WORDINGS))
    _choose("calibration", terms.calibration, CALIBRATIONS)
    _choose("over_quota", terms.over_quota, OVER_QUOTA)
    _choose("talks_first", terms.talks_first, TALKS_FIRST)
    _choose("counted_from", terms.counted_from, COUNTINGS)
    held = terms.limits
    if held.floor is not None and held.cap is not None and held.floor > held.cap:
        raise Refusal("curve_floor_above_cap", floor=str(held.floor), cap=str(held.cap))
    for name, figure in (("extra_most", held.extra_most), ("deduction_most", held.deduction_most)):
        if figure is not None and figure < 0:
            raise Refusal("adjustment_condition_incomplete", field=name)
    if terms.distribution != OFF:
        limits(0, terms.quotas)
    if terms.distribution == HARD and grades:
        for share in terms.shares:
            if share.grade not in grades:
                raise Refusal("grade_unknown", grade=share.grade)


def _choose(name: str, given: str, choices: Sequence[str]) -> None:
    if given not in choices:
        raise ChoiceUnknown(field=name, value=given, choices=list(choices))


def _positive(name: str, figure: Decimal | None) -> None:
    if figure is None or figure <= 0:
        raise Refusal("adjustment_condition_incomplete", field=name)
