"""What card templates and their populations may not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import figure_text, written

_HUNDRED = Decimal(100)


def template_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Templates whose weights are off, or whose owner is named by nobody; targets of no card."""
    lines: dict[str, list[Row]] = defaultdict(list)
    for row in (bundle if "template_kpis" in bundle.parts else held).rows("template_kpis"):
        lines[written(row.values.get("template"))].append(row)
    for row in bundle.rows("templates"):
        yield from _named(row)
        code = written(row.values.get("code"))
        weights = [weight for line in lines[code] if isinstance(weight := line.values.get("weight"), Decimal)]
        total = sum(weights, Decimal(0))
        if total != _HUNDRED:
            where = lines[code][0].place("weight") if lines[code] else row.where
            yield Fault("bundle_template_off", where, {"template": code, "total": figure_text(total)})
    for row in bundle.rows("targets"):
        if row.values.get("card_from") is None:
            fields = {"subject": written(row.values.get("subject")), "kpi": written(row.values.get("kpi"))}
            yield Fault("bundle_target_without_card", row.place("kpi"), fields)


def _named(row: Row) -> Iterator[Fault]:
    for rule, person in (("owner_rule", "owner"), ("provider_rule", "provider")):
        if row.values.get(rule) == "named" and not row.values.get(person):
            fields = {"column": person, "rule": rule}
            yield Fault("bundle_person_not_named", row.place(rule), fields)
