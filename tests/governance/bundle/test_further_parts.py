"""Further trees, the strategy map, money, reporting and card templates: in, again, gone, and read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import selectors as org
from kpiloop.governance.bundle import selectors
from kpiloop.loop.collect import selectors as collect
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors as plan
from tests.governance.bundle.conftest import NOW, TODAY, add, bring_in, edit

BEFORE = date(2026, 11, 19)


def card_of(actor: Actor, number: str, on: date = TODAY) -> dict[str, Decimal]:
    """Weights of the card of a person on a day."""
    lines = plan.assignments(actor, on=on)
    return {row.kpi.code: row.weight for row in lines if row.subject.code == number}


def test_everything_further_arrives(imported: Actor) -> None:
    coast = org.further_tree(imported, "territory", on=TODAY)
    assert [row.code for row in coast.path(org.subject(imported, "EAST").id)] == ["HQ", "COAST", "EAST"]
    assert plan.objective_links(imported, fiscal_year=2027)[0].is_hypothesis
    assert [row.budget for row in plan.initiatives(imported, fiscal_year=2027)] == [80000]
    assert [row.target for row in plan.key_results(imported, fiscal_year=2027)] == [Decimal("0.4")]
    assert [row.rate for row in measure.rates(imported)] == [Decimal("7.1586"), Decimal("7.1602")]
    schedule = collect.schedules(imported, now=NOW)[0]
    # 06:30 in Shanghai is 22:30 the day before in UTC; the import was at 09:00 UTC.
    assert schedule.row.next_due_at is not None
    assert schedule.row.next_due_at.isoformat() == "2026-11-20T22:30:00+00:00"
    assert [node.act for node in collect.flows(imported)[0].nodes] == ["provide", "approve"]
    assert [(row.kind, row.days) for row in collect.lock_rules(imported)] == [("fixed_day", 10)]
    assert "expected" not in selectors.export_bundle(imported).parts  # it is held beside, never written


def test_p_14_a_template_gives_its_people_their_cards_and_joiners_follow(imported: Actor, folder: Path) -> None:
    assert card_of(imported, "004") == {"revenue": 80, "complaints": 20}
    line = next(row for row in plan.assignments(imported, on=TODAY, kpi="revenue") if row.subject.code == "004")
    held = plan.targets(imported, assignment_ids=[line.id], period_codes=["2026-09"])
    assert [row.target for row in held.values()] == [500000]
    add(folder, "people", '- {number: "005", name_zh: 新人}')
    add(folder, "appointments", '- {person: "005", unit: SH, position: SH-REP, valid_from: 2026-09-01}')
    assert bring_in(imported, folder)["generated"] == {"added": 2}
    assert card_of(imported, "005") == {"revenue": 80, "complaints": 20}
    assert card_of(imported, "005", date(2026, 8, 31)) == {}
    assert bring_in(imported, folder) == {}


def test_what_is_gone_ends_and_what_came_from_a_template_is_left_to_it(imported: Actor, folder: Path) -> None:
    edit(folder, "tree_places", "- {tree: territory, unit: WEST, parent: INLAND, valid_from: 2025-07-01}", "")
    edit(folder, "objective_links", "cause: LOYAL, effect: GROW", "cause: GROW, effect: LOYAL")
    edit(folder, "lock_rules", "code: month-end", "code: rolling")
    edit(folder, "flows", "code: reported", "code: other")
    edit(folder, "flow_steps", "flow: reported, place: 1", "flow: other, place: 1")
    edit(
        folder,
        "flow_steps",
        "- {flow: reported, place: 2, act: approve, who: unit_head, due_days: 5, grace_days: 2}",
        "",
    )
    (folder / "populations.yaml").write_text("- {template: REP, place: 2, levels: [P9]}", encoding="utf-8")
    done = bring_in(imported, folder)
    assert done["tree_places"] == {"ended": 1}
    assert done["objective_links"] == {"added": 1, "ended": 1}
    west = org.subject(imported, "WEST").id
    assert west in org.further_tree(imported, "territory", on=BEFORE).units
    assert [row.code for row in org.further_tree(imported, "territory", on=TODAY).path(west)] != [
        "HQ",
        "INLAND",
        "WEST",
    ]
    assert {row.code: row.is_active for row in collect.flows(imported)} == {"other": True, "reported": False}
    assert [row.code for row in collect.lock_rules(imported)] == ["rolling"]
    # Nobody is P9: the card of 004 ends with the population, on the day of the import, and stays readable.
    assert done["generated"] == {"ended": 2}
    assert (card_of(imported, "004", BEFORE), card_of(imported, "004")) == ({"revenue": 80, "complaints": 20}, {})


def test_a_template_that_serves_nobody_is_brought_in_once(imported: Actor, folder: Path) -> None:
    idle = "- {code: IDLE, scheme: FY2027, name_zh: 总监卡, owner_rule: self, generate: true}"
    add(folder, "templates", idle)
    add(folder, "template_kpis", "- {template: IDLE, kpi: revenue, weight: 100}")
    add(folder, "populations", "- {template: IDLE, place: 1, units: [HQ], levels: [P9]}")
    assert bring_in(imported, folder)["templates"] == {"added": 1}
    assert selectors.check_bundle(imported, path=folder, on=TODAY).changes == ()
    add(folder, "people", '- {number: "005", name_zh: 总监}')
    add(folder, "appointments", '- {person: "005", unit: SH, position: SH-REP, valid_from: 2026-07-01}')
    found = selectors.check_bundle(imported, path=folder, on=TODAY).changes
    assert ("templates", "changed") in {(change.part, change.kind) for change in found}


@pytest.mark.parametrize("name", ["schedules", "flows"])
def test_a_list_of_nothing_says_nothing(imported: Actor, folder: Path, name: str) -> None:
    (folder / f"{name}.yaml").write_text("# nothing\n", encoding="utf-8")
    assert selectors.check_bundle(imported, path=folder, on=TODAY).changes == ()


def test_a_rate_of_a_closed_month_stays(imported: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder, "rates", "rate: 7.1586", "rate: 7.2")
    july = next(row for row in selectors.calendar.periods(imported, kind="month") if row.code == "2026-07")
    closed = type(july)(**{**{name: getattr(july, name) for name in july.__dataclass_fields__}, "state": "closed"})
    monkeypatch.setattr(selectors.calendar, "periods", lambda viewer, **_: [closed])
    faults = selectors.check_bundle(imported, path=folder, on=TODAY).faults
    assert [(fault.code, fault.where) for fault in faults] == [("bundle_period_closed", "rates.yaml:1")]


def test_an_objective_and_a_key_result_say_something_else_end_and_come_back(imported: Actor, folder: Path) -> None:
    edit(folder, "key_results", "target: 0.4", "target: 0.5, is_active: false")
    text = (folder / "objectives.yaml").read_text(encoding="utf-8")
    (folder / "objectives.yaml").write_text(
        text.replace("code: LOYAL", "code: LOYAL\n  ended_on: 2026-08-01\n  end_reason: 转向"), encoding="utf-8"
    )
    assert bring_in(imported, folder) == {"objectives": {"changed": 1}, "key_results": {"changed": 1}}
    held = {row.code: row for row in plan.objectives(imported)}
    assert (held["LOYAL"].ended_on, held["LOYAL"].end_reason) == (date(2026, 8, 1), "转向")
    assert (held["GROW"].ended_on, plan.key_results(imported, fiscal_year=2027)) == (None, ())
    (row,) = plan.key_results(imported, fiscal_year=2027, dropped=True)
    assert row.target == Decimal("0.5")
    assert bring_in(imported, folder) == {}
    (folder / "objectives.yaml").write_text(text, encoding="utf-8")
    assert bring_in(imported, folder) == {"objectives": {"changed": 1}}
    assert all(row.ended_on is None for row in plan.objectives(imported))
