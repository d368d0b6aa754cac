"""Parts beyond the first company: further trees, the strategy map, money, reporting and card templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

START = date(2026, 1, 1)
LATER = date(2026, 8, 1)
Rows = list[dict[str, Any]]


def further_parts(draw: st.DrawFn, units: list[str], people: list[str], parts: Mapping[str, Rows]) -> dict[str, Rows]:
    """Each of them there or not; nothing contradicts the parts there are."""
    kpis = sorted({row["code"] for row in parts["kpis"]})
    groups = (
        _trees(draw, units),
        _strategy(draw, kpis, people),
        _money(draw),
        _reporting(draw, kpis, people),
        _lists(draw, units, parts),
        _charter(draw, people),
    )
    found: dict[str, Rows] = {}
    for group in (*groups, _templates(draw, kpis)):
        if draw(st.booleans()):
            found |= group
    return found


def _trees(draw: st.DrawFn, units: list[str]) -> dict[str, Rows]:
    """A territory with a unit of the company below it from a day on, perhaps moved or taken out later."""
    moved = draw(st.sampled_from(("stays", "moves", "leaves")))
    place = {"tree": "大区", "unit": units[-1], "parent": "T-S", "valid_from": START}
    places = [{"tree": "大区", "unit": "T-N", "valid_from": START}, {"tree": "大区", "unit": "T-S", "parent": "T-N"}]
    places[1]["valid_from"] = START
    places.append({**place, "valid_to": LATER} if moved != "stays" else place)
    if moved == "moves":
        places.append({"tree": "大区", "unit": units[-1], "parent": "T-N", "valid_from": LATER})
    names = [
        {"code": "T-N", "name_zh": "北区", "aliases": ("N1",)},
        {"code": "T-S", "name_zh": "南区", "name_en": "South"},
    ]
    return {"trees": [{"code": "大区", "name_zh": "大区"}], "tree_units": names, "tree_places": places}


def _strategy(draw: st.DrawFn, kpis: list[str], people: list[str]) -> dict[str, Rows]:
    second = {"code": "O-2", "name_zh": "客户", "perspective": "customer", "fiscal_year": 2026}
    if draw(st.booleans()):
        second |= {"ended_on": LATER, "end_reason": "转向"}
    first = {"code": "O-1", "name_zh": "增长", "perspective": "financial", "fiscal_year": 2026}
    initiative = {"code": "I-1", "name_zh": "提价", "objective": "O-2", "owner": people[0], "risk": "high"}
    initiative |= {
        "kpi": draw(st.sampled_from((None, kpis[0]))),
        "budget": draw(st.sampled_from((None, Decimal("9.5")))),
    }
    key_result = {"code": "KR-1", "name": "复购 30%", "objective": "O-2", "owner": people[-1]}
    key_result |= {"start": Decimal("0.21"), "target": Decimal("0.3"), "measurement_unit": "percent"}
    key_result |= {"is_active": draw(st.booleans())}
    return {
        "objectives": [first, second],
        "objective_links": [{"cause": "O-2", "effect": "O-1", "is_hypothesis": draw(st.booleans()), "note": "- 假设"}],
        "initiatives": [initiative],
        "key_results": [key_result],
    }


def _money(draw: st.DrawFn) -> dict[str, Rows]:
    rate = draw(st.sampled_from((Decimal("7.1234567"), Decimal(1), Decimal("0.0001"))))
    row = {"currency": "EUR", "into": "CNY", "period": "2026-03", "rate_type": "average", "rate": rate}
    return {"rates": [{**row, "source": draw(st.sampled_from(("", "央行")))}, {**row, "rate_type": "closing"}]}


def _reporting(draw: st.DrawFn, kpis: list[str], people: list[str]) -> dict[str, Rows]:
    weekly = {"source": "erp", "every": "week", "at": "06:30", "on": draw(st.integers(1, 7)), "zone": "Europe/Berlin"}
    odd = {"source": "erp", "every": "cron", "cron": "*/10 8-18 * * *", "catch_up": "skip"}
    flow = {"code": "F-1", "name_zh": "月报", "kpis": tuple(kpis), "is_active": draw(st.booleans())}
    steps = [
        {"flow": "F-1", "place": 1, "act": "provide", "who": "provider", "due_days": 3},
        {
            "flow": "F-1",
            "place": 2,
            "act": "approve",
            "who": "person",
            "person": people[0],
            "due_days": 5,
            "grace_days": 1,
        },
    ]
    return {
        "schedules": [{**draw(st.sampled_from((weekly, odd))), "is_active": draw(st.booleans())}],
        "rhythms": [
            {"source": "erp", "frequency": "week", "due_days": 1, "first_day": START},
            {"kpi": kpis[0], "frequency": "month", "grace_days": 2, "first_day": date(2026, 2, 1)},
        ],
        "flows": [flow],
        "flow_steps": steps[: draw(st.integers(1, 2))],
        "alert_rules": [
            {
                "code": "A-1",
                "name_zh": "环比突变",
                "kind": "sudden_change",
                "limit": Decimal("0.2"),
                "side": "worse",
                "kpi": draw(st.sampled_from((None, kpis[0]))),
                "who": "named",
                "person": people[0],
                "severity": draw(st.sampled_from(("low", "high"))),
                "also": ("unit_head", f"person:{people[0]}", "role:executive"),
                "repeat_days": 3,
                "escalate_days": draw(st.sampled_from((None, 5))),
            },
            {"code": "A-2", "name_zh": "连续三月", "kind": "repeated_miss", "months": 3, "who": "head_above"},
        ],
        "consequence_rules": [
            {"code": "C-1", "about": "unit", "opens": "talk", "misses": 2, "within": draw(st.sampled_from((None, 3)))},
            {"code": "C-2", "about": "grades", "opens": "plan", "misses": 2, "grades": ("A", "0")},
        ],
        "lock_rules": [{"code": "L-1", "kind": "rolling", "days": 2, "kpis": tuple(kpis[:1])}],
    }


def _lists(draw: st.DrawFn, units: list[str], parts: Mapping[str, Rows]) -> dict[str, Rows]:
    """A list of people from the personnel system, with its terms."""
    recipe = {"columns": {"number": "工号", "name_zh": "姓名", "unit": {"from": "部门", "map": {"总部": units[0]}}}}
    source = {"code": "hr", "name_zh": "人事", "kind": "xlsx", "dataset": "organisation.people", "recipe": recipe}
    terms = {"source": "hr", "absent": draw(st.sampled_from(("ends", "stays"))), "most_leaving": 25}
    terms |= {"within": draw(st.sampled_from((None, units[-1]))), "applies": draw(st.booleans())}
    return {"sources": [*parts["sources"], {**source, "location": "hr/*.xlsx"}], "list_terms": [terms]}


def _charter(draw: st.DrawFn, people: list[str]) -> dict[str, Rows]:
    """What only the document of the scheme knows."""
    texts = {"scheme": "S-26", "aim": "- 目的: 评价", "review_days": draw(st.integers(0, 60))}
    offices = [{"scheme": "S-26", "office": "sponsor", "person": people[0]}]
    offices += [{"scheme": "S-26", "office": "committee", "person": person, "signs": False} for person in people]
    exempt = [{"scheme": "S-26", "person": people[-1], "reason": "借调"}]
    return {
        "charters": [texts] if draw(st.booleans()) else [],
        "charter_offices": offices[: draw(st.integers(1, 3))],
        "exemptions": exempt if draw(st.booleans()) else [],
    }


def _templates(draw: st.DrawFn, kpis: list[str]) -> dict[str, Rows]:
    """A template that nothing was generated from; its people have no cards, so it could be at any time."""
    weights = {1: ("100",), 2: ("60", "40"), 3: ("50", "30.5", "19.5")}[len(kpis)]
    lines = [
        {"template": "T-1", "kpi": kpi, "weight": Decimal(weight), "target_basis": "month", "figure": Decimal(5)}
        for kpi, weight in zip(kpis, weights, strict=True)
    ]
    whom = {"template": "T-1", "place": 1, "units": ("HQ",), "heads": draw(st.sampled_from(("any", "without")))}
    return {
        "templates": [{"code": "T-1", "scheme": "S-26", "name_zh": "员工卡", "owner_rule": "self"}],
        "template_kpis": lines,
        "populations": [whom, {"template": "T-1", "place": 2, "kind": "position", "levels": ("P4",)}][
            : draw(st.integers(1, 2))
        ],
    }
