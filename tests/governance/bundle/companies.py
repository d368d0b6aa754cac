"""Whole companies as people might write them: small, every part used, and without a fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Part, Value
from kpiloop.governance.bundle.rows import Bundle, Row
from tests.governance.bundle.further_parts import further_parts

#: Names that trip a writer of files: separators, signs YAML and Excel take for something else.
NAMES = (
    "华东，一部",
    "East & West",
    "=1+1",
    "a: b",
    "# 三部",
    "'单引'",
    '"双引"',
    "~",
    "1e5",
    "null",
    "是",
    "2026-01-31",
)
START = date(2026, 1, 1)
NOTES = st.sampled_from(("", "三人公司", "a: b"))
METHODS = {"higher": ("ratio", "signed"), "lower": ("mirror", "signed"), "range": ("range",)}
PARAMETERS: Mapping[str, Mapping[str, str]] = {"range": {"tolerance": "0.05", "lo": "0.9", "hi": "1.1"}}
CURVES: Mapping[str, Mapping[str, object]] = {
    "linear": {"cap": "120", "floor": "0"},
    "interpolation": {"points": [["0.8", "60"], ["1", "100"]], "on": "achievement"},
    "mirror": {"cap": "110"},
}
Rows = list[dict[str, Any]]


@st.composite
def companies(draw: st.DrawFn) -> Bundle:
    """A company of a few units with everything a bundle can say about it."""
    parts: dict[str, Rows] = {
        "company": [_calendar(draw)],
        "calendar_events": _days(draw),
        **_organisation(draw),
        **_facts(draw),
    }
    units, people = [row["code"] for row in parts["units"]], [row["number"] for row in parts["people"]]
    parts |= _plan(draw, units, people)
    parts |= further_parts(draw, units, people, parts)
    return Bundle({name: tuple(_row(PARTS[name], row) for row in parts[name]) for name in PARTS if parts.get(name)})


def _row(part: Part, given: Mapping[str, Value]) -> Row:
    return Row({field.name: given.get(field.name, field.default) for field in part.fields})


def _calendar(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(1, 12))
    first = date(2025, start, 1)
    last = date(2027 if start > 1 else 2026, (start + 10) % 12 + 1, 1)  # whole fiscal years that hold 2026
    named_by = draw(st.sampled_from(("start", "end")))
    workdays = draw(st.sampled_from((("0", "1", "2", "3", "4"), ("0", "1", "2", "3", "4", "5"))))
    return {
        "workdays": workdays,
        "fiscal_start_month": start,
        "year_named_by": named_by,
        "first_month": first,
        "last_month": last,
    }


def _days(draw: st.DrawFn) -> Rows:
    spring = {"kind": "holiday", "first_day": date(2026, 2, 15), "last_day": date(2026, 2, 23), "name_zh": "春节"}
    worked = {"kind": "make_up", "first_day": date(2026, 2, 14), "last_day": date(2026, 2, 14), "name_zh": "调班"}
    return [worked, spring] if draw(st.booleans()) else []


def _organisation(draw: st.DrawFn) -> dict[str, Rows]:
    name = st.sampled_from(NAMES)
    units: Rows = [{"code": "HQ", "name_zh": draw(name), "kind": "company", "valid_from": START}]
    for place in range(1, draw(st.integers(2, 4))):
        units.append(
            {
                "code": f"0{place}",
                "name_zh": f"{draw(name)}{place}",
                "name_en": draw(st.sampled_from(("", "West"))),
                "kind": draw(st.sampled_from(("division", "unit", "team"))),
                "parent": draw(st.sampled_from([row["code"] for row in units])),
                "order": place,
                "aliases": (f"{place}e3", f"别名{place}") if draw(st.booleans()) else (),
                "valid_from": START,
            }
        )
    codes = [row["code"] for row in units]
    moves = [{"unit": codes[-1], "on": date(2026, 7, 1), "parent": "HQ", "order": 9}] if draw(st.booleans()) else []
    people: Rows = [
        {"number": f"00{place}", "name_zh": draw(name), "name_en": draw(st.sampled_from(("", "An Ning")))}
        for place in range(1, draw(st.integers(2, 4)))
    ]
    positions = [
        {"code": "岗位-1", "name_zh": draw(name), "unit": codes[0], "level": draw(st.sampled_from(("", "P4")))}
    ]
    entities = [{"unit": "HQ", "currency": "CNY", "time_zone": "Asia/Shanghai"}] if draw(st.booleans()) else []
    if entities and draw(st.booleans()):
        entities.append({"unit": codes[-1], "currency": "EUR"})
    years = [{"unit": row["unit"], "valid_from": date(2026, 4, 1), "start_month": 4} for row in entities[1:]]
    if years and draw(st.booleans()):
        years.append({**years[0], "valid_from": date(2027, 10, 1), "start_month": 10})
    found = {"units": units, "moves": moves, "entities": entities, "entity_years": years, "people": people}
    return found | {
        "positions": positions,
        "appointments": [place for row in people for place in _places(draw, row["number"], codes)],
    }


def _places(draw: st.DrawFn, number: str, codes: list[str]) -> Rows:
    """One place, or two one after the other."""
    is_moved = draw(st.booleans())
    first = {"person": number, "unit": draw(st.sampled_from(codes)), "valid_from": START}
    first |= {"is_head": number == "001", "line_manager": None if number == "001" else "001"}
    if not is_moved:
        return [first]
    changed = draw(st.dates(date(2026, 2, 1), date(2026, 12, 1)))
    return [{**first, "valid_to": changed}, {**first, "unit": "HQ", "is_head": False, "valid_from": changed}]


def _facts(draw: st.DrawFn) -> dict[str, Rows]:
    columns = {"no": "text", "on": "date", "dept": "text", "净额": "decimal"}
    datasets = [
        {
            "code": "orders",
            "name_zh": draw(st.sampled_from(NAMES)),
            "columns": columns,
            "key_columns": ("no",),
            "date_columns": ("on",),
            "unit_column": "dept",
        }
    ]
    recipe = {
        "columns": {"no": "单号", "on": "日期", "dept": ["部门", "编码"]} | {"净额": {"from": "净额", "scale": "wan"}}
    }
    recipe |= {"skip_rows_matching": ["合计", "no"], "header_rows": draw(st.sampled_from((1, 2))), "covers": "months"}
    source = {"code": "erp", "name_zh": "ERP", "kind": "csv", "location": "in/*.csv", "dataset": "orders"}
    source |= {"recipe": recipe, "is_active": draw(st.booleans())}
    return {"datasets": datasets, "sources": [source]}


def _beside(draw: st.DrawFn, codes: list[str], units: list[str]) -> dict[str, Rows]:
    """Limits of the cards, and rules beside their lines."""
    terms = {"scheme": "S-26", "cap": draw(st.sampled_from((None, Decimal("110.5")))), "places": 1, "ties": "dense"}
    forced = {"distribution": "hard", "shares": ("A 20", "0 80"), "wording": "at_least", "bottom_least": 1}
    praise = {"code": "加分", "kind": "extra_points", "name_zh": "表扬", "points": Decimal("0.5"), "most": Decimal(3)}
    gate = {"code": "G-1", "kind": "gate", "name_zh": "利润闸口", "reads": "achievement", "comparison": "below"}
    gate |= {
        "kpi": codes[0],
        "subject": units[0],
        "limit": Decimal(1),
        "most": Decimal(1),
        "lifted_by": "bonus.approve",
    }
    veto = {"code": "V-1", "kind": "veto", "name_zh": "红线", "reads": "status", "light": "red", "kpi": codes[-1]}
    veto |= {"scope": "grade", "grade": "0", "cards": "unit"}
    rules = [{"scheme": "S-26", **rule} for rule in (gate, veto, praise) if draw(st.booleans())]
    return {"card_terms": [terms | (forced if draw(st.booleans()) else {})], "adjustments": rules}


def _plan(draw: st.DrawFn, units: list[str], people: list[str]) -> dict[str, Rows]:
    codes = [f"k{place}" for place in range(draw(st.integers(1, 3)))]
    objective = {"code": "O-1", "name_zh": draw(st.sampled_from(NAMES)), "perspective": "financial"}
    objective |= {"fiscal_year": 2026, "sponsor": draw(st.sampled_from([None, *people]))}
    state = draw(st.sampled_from(("draft", "published")))
    scheme = {"code": "S-26", "name_zh": "方案", "fiscal_year": 2026, "state": state, "kpi_limit": 3}
    scheme |= {"duties": draw(st.sampled_from(("warn", "require"))), "freeze_days": draw(st.integers(0, 9))}
    scheme |= {"default_card": draw(st.sampled_from(("none", "unit_by_head"))), "duties_waiver": draw(NOTES)}
    parts = {"objectives": [objective], "kpis": [row for code in codes for row in _versions(draw, code)]}
    parts["formulas"] = [
        {"kpi": code, "text": "sum(orders.净额)", "valid_from": START} for code in codes if draw(st.booleans())
    ]
    cards = [line for unit in units if draw(st.booleans()) for line in _card(draw, unit, codes, people)]
    ranged = {row["code"] for row in parts["kpis"] if row["direction"] == "range"}
    rules = [_rule(draw, code) for code in codes if draw(st.booleans())]
    bands = [{"grade": "A", "lower": Decimal(90), "factor": Decimal("1.2")}]
    bands += [{"grade": "0", "lower": Decimal(0), "upper": Decimal(90), "factor": Decimal("0.6")}]
    return parts | {
        "schemes": [scheme],
        "cards": cards,
        "targets": [row for line in cards for row in _targets(draw, line, is_range=line["kpi"] in ranged)],
        "scoring": [{"scheme": "S-26", **row} for row in rules],
        "grades": [{"scheme": "S-26", **row} for row in bands],
        **_beside(draw, codes, units),
        "bonus_rules": [{"scheme": "S-26", "pool_method": draw(st.sampled_from(("share", "cap")))}],
    }


def _versions(draw: st.DrawFn, code: str) -> Rows:
    direction = draw(st.sampled_from(tuple(METHODS)))
    method = draw(st.sampled_from(METHODS[direction]))
    first = {
        "code": code,
        "name_zh": draw(st.sampled_from(NAMES)),
        "objective": draw(st.sampled_from((None, "O-1"))),
        "direction": direction,
        "time_kind": draw(st.sampled_from(("flow", "ratio"))),
        "measurement_unit": draw(st.sampled_from(("CNY", "percent"))),
        "display_scale": draw(st.sampled_from(("one", "wan"))),
        "decimals": draw(st.integers(0, 2)),
        "achievement_method": method,
        "achievement_parameters": dict(PARAMETERS.get(method, {})),
        "amber_from": draw(st.sampled_from((Decimal("0.85"), Decimal("0.9")))),
        "timing": draw(st.sampled_from(("lagging", "leading"))),
        "source": draw(st.sampled_from(("", "ERP"))),
        "purpose": draw(st.sampled_from(("", "- 规模"))),
        "valid_from": START,
    }
    later = {**first, "name_zh": "改名", "valid_from": date(2026, 7, 1)}
    return [first, later] if draw(st.booleans()) else [first]


def _card(draw: st.DrawFn, unit: str, codes: list[str], people: list[str]) -> Rows:
    weights = {1: (100,), 2: (Decimal("62.5"), Decimal("37.5")), 3: (50, 30, 20)}[len(codes)]
    return [
        {
            "scheme": "S-26",
            "subject": unit,
            "kpi": code,
            "weight": Decimal(weight),
            "owner": draw(st.sampled_from(people)),
            "valid_from": START,
        }
        for code, weight in zip(codes, weights, strict=True)
    ]


def _targets(draw: st.DrawFn, line: Mapping[str, Any], *, is_range: bool) -> Rows:
    figures = st.decimals(0, 10**9, places=4).map(lambda figure: Decimal(f"{figure.normalize():f}"))
    key = {name: line[name] for name in ("scheme", "subject", "kpi")}
    months = draw(st.lists(st.integers(1, 12), max_size=2, unique=True))
    return [
        {**key, "period": f"2026-{month:02}", **_aim(draw, figures, is_range=is_range), **_marks(draw)}
        for month in sorted(months)
    ]


def _aim(draw: st.DrawFn, figures: st.SearchStrategy[Decimal], *, is_range: bool) -> dict[str, Decimal]:
    """A figure, or a range with or without the figure that stands for it."""
    if not is_range or draw(st.booleans()):
        return {"target": draw(figures)}
    low, high = sorted((draw(figures), draw(figures)))
    return {"lower": low, "upper": high} | ({"target": low} if draw(st.booleans()) else {})


def _marks(draw: st.DrawFn) -> dict[str, bool]:
    return {"is_locked": draw(st.booleans()), "is_pinned": draw(st.booleans())}


def _rule(draw: st.DrawFn, code: str) -> dict[str, Any]:
    method = draw(st.sampled_from(tuple(CURVES)))
    return {"kpi": code, "method": method, "parameters": dict(CURVES[method])}
