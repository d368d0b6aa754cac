"""Words for single things of a document: the same in its tables and in what changed since it was signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext

from kpiloop.engine.scoring.conditions import Condition
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.adjustments import condition_words, effect_words
from kpiloop.interfaces.wording.curves import curve_words
from kpiloop.interfaces.wording.labels import label

Said = Mapping[str, Any]


def name_of(said: Said) -> str:
    """The name of a thing in the reader's language, as it was called when the text was written."""
    return str(said["en"] if formats.language() == "en" and said.get("en") else said["zh"])


def names_of(rows: Sequence[Said]) -> str:
    """Several names in a row."""
    return formats.join([name_of(row) for row in rows])


def lines_of(text: str) -> list[str]:
    """What people wrote, a paragraph a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def percent(weight: str) -> str:
    """A weight or share as it was written: 12.5%."""
    return f"{weight}%"


def weights_of(lines: Sequence[Said]) -> str:
    """The KPIs of a card with their weights, the heaviest first."""
    return formats.join([f"{name_of(line['kpi'])} {percent(line['weight'])}" for line in lines])


def scoring_of(kpi: Said) -> str:
    """How a KPI is scored, steps spelled out: people sign them."""
    if not kpi["method"]:
        return formats.MISSING
    said = [curve_words(kpi["method"], kpi["parameters"])]
    steps = kpi["parameters"].get("steps")
    if isinstance(steps, list):
        said.append(formats.clauses([_step(row, kpi["parameters"]) for row in steps]))
    return formats.clauses(said)


def _step(row: Sequence[str | None], parameters: Said) -> str:
    """From where a step begins (or up to where it reaches) and what it scores: [lower, score] or with an upper end."""
    is_ratio = parameters.get("on", "achievement") == "achievement"
    lower, upper, score = row[0], row[1] if len(row) == 3 else None, row[-1]
    marks = (">", "≤") if parameters.get("closed") == "upper" else ("≥", "<")
    mark, edge = (marks[0], lower) if lower is not None else (marks[1], upper)
    written = f"{(Decimal(edge) * 100).normalize():f}%" if is_ratio and edge is not None else str(edge)
    return f"{mark}{written}→{score}"


def band_of(row: Said) -> str:
    """The totals that earn a grade: from (inclusive) to below."""
    low, high = row["lower"], row["upper"]
    if high is None:
        return gettext("%(low)s and above") % {"low": low}
    if Decimal(low) == 0:
        return gettext("below %(high)s") % {"high": high}
    return gettext("%(low)s to below %(high)s") % {"low": low, "high": high}


def day_of(written: str) -> str:
    """A day with its weekday."""
    return periods.day_with_weekday(date.fromisoformat(written)) if written else formats.MISSING


def level_of(card: Said) -> str:
    """Unit, position or person."""
    return label(f"subject.{card['level']}")


def holders_of(card: Said) -> str:
    """Whose card it is; people are counted by unit and not named."""
    if card["subjects"]:
        return names_of(card["subjects"])
    homes = [f"{name_of(unit)} {formats.number(unit['count'])}" for unit in card["units"]]
    everybody = ngettext("%(count)s person", "%(count)s people", card["count"]) % {"count": card["count"]}
    return f"{everybody}{_in_brackets(formats.join(homes))}"


def hands_of(flow: Said) -> str:
    """Through whose hands a figure goes, with the day it leaves them."""
    said = []
    for hand in flow["hands"]:
        who = name_of(hand["person"]) if hand["person"] else label(f"entry_holder.{hand['who']}")
        due = gettext("day %(days)s") % {"days": hand["due_days"]}
        said.append(f"{label('entry_act.' + hand['act'])}{_in_brackets(formats.clauses([who, due]))}")
    return " → ".join(said)


def whom_of(template: Said) -> str:
    """Whom a card for many is meant for."""
    return formats.clauses([_population(each) for each in template["whom"]]) or formats.MISSING


def shares_of(distribution: Said) -> str:
    """The guideline of a distribution in one clause."""
    wording = gettext("at most") if distribution["wording"] == "at_most" else gettext("at least")
    shares = formats.join([f"{grade} {percent(share)}" for grade, share in distribution["shares"]])
    said = [label(f"distribution.{distribution['kind']}"), f"{wording} {shares}"]
    if distribution.get("smallest_group"):
        told = gettext("units with fewer than %(count)s people are compared together with the unit above")
        said.append(told % {"count": distribution["smallest_group"]})
    return formats.clauses(said)


def adjustment_when(rule: Said) -> str:
    """When a rule beside the lines holds."""
    limit, per = (Decimal(rule[name]) if rule[name] is not None else None for name in ("limit", "per"))
    kpi = name_of(rule["kpi"]) if rule["kpi"] else ""
    of = formats.clauses([name_of(rule["subject"]) if rule["subject"] else "", kpi])
    return condition_words(
        Condition(rule["reads"], rule["comparison"], limit, rule["light"], per, rule["counting"]), of
    )


def adjustment_effect(rule: Said) -> str:
    """What a rule beside the lines does."""
    points, most = (Decimal(rule[name]) if rule[name] is not None else None for name in ("points", "most"))
    return effect_words(rule["kind"], rule["scope"], points=points, most=most, grade=rule["grade"])


def limits_of(limits: Said) -> list[str]:
    """How far a total may be moved and reach, and how it is rounded; nothing said where there is no limit."""
    texts = {
        "extra_most": gettext("Extra points of a card are at most %(value)s in all."),
        "deduction_most": gettext("Deductions of a card are at most %(value)s in all."),
        "floor": gettext("A total is at least %(value)s."),
        "cap": gettext("A total is at most %(value)s."),
        "places": gettext("The official score is rounded half up to %(value)s decimals before it is graded."),
    }
    return [text % {"value": limits[name]} for name, text in texts.items() if limits.get(name) is not None]


def bonus_of(rule: Said) -> str:
    """How a score becomes money, as one sentence."""
    own = gettext("factor of the grade") if rule["individual_from"] == "grade" else gettext("score ÷ 100")
    factors = [gettext("bonus base"), own]
    if rule["uses_unit_factor"]:
        factors.append(gettext("factor of the unit"))
    if rule["uses_company_factor"]:
        factors.append(gettext("factor of the company"))
    return " × ".join([*factors, gettext("days employed ÷ days of the quarter")])


def _population(each: Said) -> str:
    said = [label(f"subject.{each['kind']}"), names_of(each["units"]) or gettext("whole company")]
    if each["units"] and each["with_below"]:
        said.append(gettext("with everything below"))
    said += [names_of(each["positions"]), formats.join(each["levels"])]
    if each["heads"] != "any":
        said.append(gettext("heads only") if each["heads"] == "only" else gettext("without heads"))
    return formats.clauses(said)


def _in_brackets(text: str) -> str:
    if not text:
        return ""
    return f" ({text})" if formats.language() == "en" else f"（{text}）"
