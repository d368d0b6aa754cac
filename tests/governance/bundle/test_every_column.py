"""Whatever an import is told differently it writes or refuses: no column of no part is passed over in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors, services
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Field, Part, Value
from kpiloop.governance.bundle.rows import Bundle, ImportPlan, Reading, Row
from kpiloop.governance.bundle.spelling import written
from tests.governance.bundle.conftest import NOW, TODAY, bring_in

Codes = Mapping[str, list[str]]
#: Said, and read as something else: periods are only ever added; whether a template generates is seen from its cards.
READ_OTHERWISE = {("company", "first_month"), ("templates", "generate")}
RULE = "- {code: own, scheme: FY2027, about: grades, opens: plan, misses: 2, grades: [C]}"
STORED = [name for name, part in PARTS.items() if part.is_stored]


def others(field: Field, value: Value, codes: Codes) -> Iterator[Value]:
    """Something else the column may say, and nothing where it may be empty."""
    if field.choices:
        yield from [word for word in field.choices if word != value][:2]
    elif field.refers:
        held = value if isinstance(value, tuple) else (value,)
        known = [code for part in field.refers for code in codes.get(part, ()) if code not in held]
        yield from ([tuple(known[:1])] if field.kind == "names" else known[:1])
    elif isinstance(value, bool) or field.kind == "flag":
        yield not value
    elif field.kind in ("text", "code"):
        yield f"{value or ''}X"
    elif field.kind == "integer":
        yield (value if isinstance(value, int) else 1) + 1
    elif field.kind == "figure":
        yield (value if isinstance(value, Decimal) else Decimal(6)) + 1
    elif field.kind == "day":
        yield value + timedelta(days=31) if isinstance(value, date) else date(2027, 3, 1)
    elif field.kind == "names":
        yield (*(value if isinstance(value, tuple) else ()), "X")
    if not field.is_required and value not in (None, "", (), field.default) and field.kind not in ("nested", "tree"):
        yield field.default


def said(bundle: Bundle, part: Part, values: Mapping[str, Value]) -> Bundle:
    """The bundle with other values in some columns of the last row of a part."""
    *rest, row = bundle.rows(part.name)
    cells = {name: f"{part.name}:{name}" for name in row.values}
    changed = Row({**row.values, **values}, part.name, cells)
    return Bundle({**bundle.parts, part.name: (*rest, changed)})


def told(plan: ImportPlan) -> set[tuple[str, str]]:
    """Parts and columns an import would write; a row that ends has no column."""
    return {(change.part, name) for change in plan.changes if change.kind != "left" for name in change.after or ("",)}


def passed_over(keeper: Actor, bundle: Bundle, part: Part, values: Mapping[str, Value]) -> dict[str, str]:
    """Columns an import neither writes nor refuses: all tried at once, and apart where something is wrong."""
    changed = Reading(said(bundle, part, values), ())
    plan = selectors.compared(keeper, changed, on=TODAY)
    blamed = {name for name in values if any(fault.where == f"{part.name}:{name}" for fault in plan.faults)}
    if not plan.faults:
        missed = {name for name in values if not told(plan) & {(part.name, name), (part.name, "")}}
        left = {("", "")} if missed else still_told(keeper, plan, changed)
        if left == set():
            return {}
        if len(values) == 1 and left is not None:
            return dict.fromkeys(values, "is not noticed" if missed else f"is not written; {sorted(left)}")
    if len(values) == 1:
        return {}
    names = sorted(values)
    groups = [{name} for name in blamed] + [set(names) - blamed]
    if len(blamed) in (0, len(names)):
        groups = [set(names[: len(names) // 2]), set(names[len(names) // 2 :])]
    found: dict[str, str] = {}
    for group in groups:
        found |= passed_over(keeper, bundle, part, {name: values[name] for name in group})
    return found


def still_told(keeper: Actor, plan: ImportPlan, changed: Reading) -> set[tuple[str, str]] | None:
    """What a second import would still write after the first; None when the first is refused."""
    try:
        with transaction.atomic():
            services.apply_import(keeper, plan, on=TODAY, now=NOW, reason="test")
            again = told(selectors.compared(keeper, changed, on=TODAY))
            transaction.set_rollback(True)
    except Refusal:
        return None
    return again


@pytest.mark.parametrize("name", STORED)
def test_a_column_is_written_or_refused(imported: Actor, folder: Path, name: str) -> None:
    if name == "consequence_rules":  # the example has none
        (folder / f"{name}.yaml").write_text(RULE, encoding="utf-8")
        bring_in(imported, folder)
    bundle, part = selectors.export_bundle(imported), PARTS[name]
    keys = {each: PARTS[each].key[0] for each in bundle.parts if PARTS[each].key}
    codes = {each: [written(row.values[key]) for row in bundle.rows(each)] for each, key in keys.items()}
    row = bundle.rows(name)[-1]
    rounds: dict[int, dict[str, Value]] = defaultdict(dict)
    for field in part.fields:
        if field.name not in part.key and (name, field.name) not in READ_OTHERWISE:
            for place, value in enumerate(others(field, row.values.get(field.name), codes)):
                rounds[place][field.name] = value
    found = [passed_over(imported, bundle, part, values) for values in rounds.values()]
    assert [each for each in found if each] == []
