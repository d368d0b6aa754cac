"""How steps of a proof read: names, exact figures, people, versions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from kpiloop.engine.trace import Step
from kpiloop.interfaces.web.worded.parts import short_aggregate
from kpiloop.interfaces.wording import formats, periods
from kpiloop.interfaces.wording.labels import has_label, label

#: Decimals a proof shows at most; what lies behind them is in the difference line and the export.
PLACES = {"CNY": 2, "score": 2, "factor": 4}
PLAIN_PLACES = 4
#: Kinds whose name means little without the KPI it is about.
NAMED = frozenset(
    {
        "actual",
        "target",
        "achievement",
        "line",
        "line_score",
        "carried_value",
        "extra_points",
        "deduction",
        "veto",
        "gate",
    }
)

#: Steps that may be a range.
RANGED = frozenset({"target", "target_version"})


def name_of(step: Step) -> str:
    """What a figure is: 净收入 实际, Entitlement."""
    if step.fields.get("aggregate"):
        return short_aggregate(step.fields["aggregate"])
    title = label(step.title_code) if has_label(step.title_code) else step.kind.replace("_", " ")
    title = title % dict(step.fields) if "%(" in title else title
    if step.kind not in NAMED:
        return title
    named = f"{kpi_name(step)} {title}".strip()
    return gettext("company: %(what)s") % {"what": named} if step.fields.get("whole") else named


def kpi_name(step: Step) -> str:
    """Name of the KPI a step is about."""
    return step.fields.get("name_en" if formats.language() == "en" else "name_zh", "") or step.fields.get("kpi", "")


def figure_of(step: Step) -> str:
    """The figure as exactly as a page can show it; a target that is a range by both bounds."""
    if step.figure is None:
        return formats.MISSING
    if "low" in step.parameters and step.kind in RANGED:
        return "–".join(_exactly(Decimal(step.parameters[bound]), step) for bound in ("low", "high"))
    return _exactly(step.figure, step)


def _exactly(figure: Decimal, step: Step) -> str:
    if step.unit in {"percent", "ratio"} and step.kind != "weight":
        return formats.number((figure * 100).normalize() + 0, _places(figure * 100))
    return formats.number(figure, PLACES.get(step.unit, _places(figure)))


def _places(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return min(max(-int(exponent), 0), PLAIN_PLACES)


def trimmed(figure: Decimal) -> str:
    """A figure without zeros nobody wrote: whole, or with two decimals at least."""
    places = _places(figure)
    return formats.number(figure, max(places, 2) if places else 0)


def unit_of(step: Step) -> str:
    """The unit behind the figure."""
    if step.unit in {"percent", "ratio"}:
        return "%"
    if step.unit == "CNY":
        return formats.money_unit()
    return "" if step.unit in {"", "factor", "number"} else formats.unit_word(step.unit)


def people_of(step: Step) -> str:
    """Who had a part in it."""
    roles = [
        (label(f"role.{role}") if has_label(f"role.{role}") else "", name) for role, name, _ in step.people if name
    ]
    return formats.clauses([f"{name} {role}".strip() for role, name in roles])


def version_of(step: Step) -> str:
    """Rule, definition, run and time of a step."""
    seen = step.evidence
    parts = []
    if seen.get("definition_version"):
        parts.append(gettext("definition v%(number)s") % {"number": seen["definition_version"]})
    if seen.get("rule_version"):
        parts.append(gettext("rule v%(number)s") % {"number": seen["rule_version"]})
    if seen.get("scheme_version"):
        parts.append(gettext("scheme v%(number)s") % {"number": seen["scheme_version"]})
    if seen.get("run"):
        parts.append(gettext("run %(number)s") % {"number": seen["run"]})
    moments = [at for _, _, at in step.people if at]
    if moments:
        parts.append(moment_of(moments[-1]))
    return formats.clauses(parts)


def moment_of(text: str) -> str:
    """A stored ISO time in the reader's zone; another text as it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return periods.moment_short(timezone.localtime(at) if at.tzinfo else at)


def title_of(step: Step) -> str:
    """The question a proof answers."""
    shown = (
        f"{figure_of(step)}{unit_of(step)}" if unit_of(step) == "%" else f"{figure_of(step)} {unit_of(step)}".strip()
    )
    return gettext("Why %(figure)s?") % {"figure": shown}


def subject_of(step: Step) -> str:
    """Whose figure it is, and of what period."""
    suffix = "en" if formats.language() == "en" else "zh"
    whose = step.fields.get(f"person_{suffix}") or step.fields.get(f"subject_{suffix}") or ""
    period = periods.period_name(step.fields.get("period", ""))
    return formats.clauses([whose, name_of(step), period])
