"""Rules beside the lines of a card in words: when they hold, what they do, what became of them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from kpiloop.engine.scoring.conditions import Condition
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label

PERCENT = ("achievement",)


def condition_words(condition: Condition, kpi: str) -> str:
    """When a rule holds, as one clause."""
    if condition.reads == "event":
        if condition.limit is None or condition.limit == 1:
            return gettext("when it is recorded and approved")
        return gettext("from %(count)s recorded events on") % {"count": plain(condition.limit)}
    if condition.reads == "status":
        light = label(f"adjustment_light.{condition.light}")
        return gettext("when %(kpi)s is %(light)s") % {"kpi": kpi, "light": light}
    fields = {
        "kpi": kpi,
        "what": label(f"adjustment_reads.{condition.reads}"),
        "comparison": label(f"adjustment_comparison.{condition.comparison}"),
        "limit": figure(condition.limit, condition.reads),
    }
    said = gettext("when %(kpi)s (%(what)s) is %(comparison)s %(limit)s") % fields
    if condition.per is None or condition.counting == "once":
        return said
    step = gettext("one for each %(per)s beyond it, %(counting)s") % {
        "per": figure(condition.per, condition.reads),
        "counting": label(f"adjustment_counting.{condition.counting}"),
    }
    return formats.clauses([said, step])


def effect_words(kind: str, scope: str, *, points: Decimal | None, most: Decimal | None, grade: str) -> str:
    """What a rule does where it holds."""
    if kind in ("extra_points", "deduction"):
        given = (Decimal(1) if kind == "extra_points" else Decimal(-1)) * (points or Decimal(0))
        each = gettext("%(points)s points each") % {"points": formats.number(given, decimals(given), signed=True)}
        return each if most is None else formats.clauses([each, gettext("at most %(most)s") % {"most": plain(most)}])
    if kind == "gate":
        share = formats.percent(most or Decimal(0), 0)
        return gettext("the entitlement is at most %(share)s of the base") % {"share": share}
    if scope == "grade":
        return gettext("the grade is %(grade)s at best") % {"grade": grade}
    fields = {"scope": label(f"adjustment_scope.{scope}"), "most": plain(most or Decimal(0))}
    return gettext("%(scope)s is at most %(most)s") % fields


def figure(number: Decimal | None, reads: str) -> str:
    """A limit as it is read: achievements in percent, the rest as they stand."""
    if number is None:
        return formats.MISSING
    if reads in PERCENT:
        return formats.percent(number, max(decimals(number) - 2, 0))
    return plain(number)


def read_figure(number: Decimal | None, reads: str) -> str:
    """What a condition read, as exactly as a sheet shows figures; the proof has every digit."""
    if number is None:
        return formats.MISSING
    if reads in PERCENT:
        return formats.percent(number, 2)
    return formats.number(number, min(decimals(number), 2))


def plain(number: Decimal) -> str:
    """A figure with the decimals it has."""
    return formats.number(number, decimals(number))


def decimals(number: Decimal) -> int:
    """How many decimals a figure has, zeros at its end left out."""
    exponent = number.normalize().as_tuple().exponent
    return max(-int(exponent), 0)
