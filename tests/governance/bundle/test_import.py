"""A whole company from files: once in, again without effect, changed by row, and never by halves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.errors import PermissionRefused
from kpiloop.foundation.audit.models import AuditEntry
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import selectors as org
from kpiloop.foundation.org import services as org_services
from kpiloop.governance.bundle import selectors, services
from kpiloop.governance.bundle.errors import BundleFaulty, PlanOutdated
from kpiloop.governance.bundle.writing import write_folder
from kpiloop.loop.plan import selectors as plan
from tests.governance.bundle.conftest import EXAMPLE, NOW, TODAY, add, bring_in, edit

KEEP = {"left"}


def test_everything_arrives(imported: Actor) -> None:
    july = calendar.period(imported, "2026-07")
    assert (july.fiscal_year, july.number) == (2027, 1)  # the fiscal year begins in July, named by its end
    before, after = org.tree(imported, on=date(2026, 6, 30)), org.tree(imported, on=date(2026, 7, 1))
    team = org.subject(imported, "SH").id
    assert [row.code for row in before.path(team)] == ["HQ", "WEST", "SH"]
    assert [row.code for row in after.path(team)] == ["HQ", "EAST", "SH"]
    assert plan.kpi(imported, "complaints", on=date(2026, 6, 30)).name_zh == "客户投诉数"
    assert plan.kpi(imported, "complaints", on=date(2026, 7, 1)).name_zh == "客户有效投诉数"
    cards = {(row.subject.code, row.kpi.code): row for row in plan.assignments(imported, on=TODAY)}
    assert cards["EAST", "complaints"].provider is not None
    assert cards["EAST", "revenue"].parent_id == cards["HQ", "revenue"].id
    held = plan.targets(imported, assignment_ids=[cards["HQ", "revenue"].id], period_codes=["2026-07", "2026-08"])
    assert sorted(row.target or 0 for row in held.values()) == [Decimal(2500000), Decimal("2600000.50")]
    assert plan.scheme(imported, "FY2027").state == "published"


def test_again_changes_nothing(imported: Actor) -> None:
    entries = AuditEntry.objects.count()
    assert all(set(kinds) <= KEEP for kinds in bring_in(imported, EXAMPLE).values())
    assert AuditEntry.objects.count() == entries


def test_another_spelling_is_no_change_and_a_source_without_a_recipe_is_read_by_its_headings(
    imported: Actor, folder: Path
) -> None:
    edit(
        folder,
        "formulas",
        "(sum(orders.net_amount) - sum(orders.cost)) /",
        "(sum(orders.net_amount)-sum(orders.cost))/",
    )
    add(folder, "datasets", "- {code: book, name_zh: 台账, columns: {no: text, on: date}, key_columns: [no]}")
    source = "- {code: %s, name_zh: 台账, kind: csv, location: in/%s.csv, dataset: book%s}"
    add(folder, "sources", source % ("plain", "plain", ""))
    add(folder, "sources", source % ("later", "later", ", recipe: {unconfirmed: true}"))
    assert bring_in(imported, folder)["sources"]["added"] == 2
    assert all(set(kinds) <= KEEP for kinds in bring_in(imported, folder).values())
    recipes = {row.values["code"]: row.values["recipe"] for row in selectors.export_bundle(imported).rows("sources")}
    assert recipes["plain"] == {"columns": {"no": "no", "on": "on"}}  # and no truths
    assert recipes["later"] == {"unconfirmed": True}


def test_export_reads_back_equal(imported: Actor, tmp_path: Path) -> None:
    write_folder(selectors.export_bundle(imported), tmp_path / "out")
    assert bring_in(imported, tmp_path / "out") == {}


def test_one_line_more_is_one_change(imported: Actor, folder: Path) -> None:
    add(folder, "people", '- {number: "005", name_zh: 新人}')
    edit(folder, "targets", "target: 2600000.50", "target: 2700000")
    plan_of_import = services.prepare_import(imported, path=folder, on=TODAY)
    assert [(row.part, row.kind, row.key[-1]) for row in plan_of_import.changes] == [
        ("people", "added", "005"),
        ("targets", "changed", "2026-08"),
    ]
    assert plan_of_import.changes[1].before["target"] == "2600000.5"
    bring_in(imported, folder)
    line = next(row for row in plan.assignments(imported, on=TODAY, kpi="revenue") if row.subject.code == "HQ")
    history = plan.target_history(imported, line.id, "2026-08")
    assert [row.target for row in history] == [Decimal(2700000), Decimal("2600000.5")]


def test_what_is_gone_ends_and_stays_readable(imported: Actor, folder: Path) -> None:
    """WEST is taken out with its head and card; its past stays."""
    for part, row in (
        ("units", "- code: WEST"),
        ("appointments", '- {person: "003", unit: WEST, line_manager: "001", is_head: true, valid_from: 2025-07-01}'),
        ("cards", "- {scheme: FY2027, subject: WEST, kpi: revenue, weight: 100"),
        ("targets", "- {scheme: FY2027, subject: WEST"),
    ):
        drop(folder, part, row)
    done = bring_in(imported, folder)
    assert done["units"] == {"ended": 1}
    assert done["cards"] == {"ended": 1}
    assert done["targets"] == {"ended": 1}
    assert "WEST" not in {row.code for row in org.units(imported, on=TODAY)}
    assert "WEST" in {row.code for row in org.units(imported, on=date(2026, 11, 19))}
    assert [row.subject.code for row in plan.assignments(imported, on=TODAY) if row.subject.code == "WEST"] == []


def test_a_new_weight_is_a_new_line(imported: Actor, folder: Path) -> None:
    """EAST goes from 70/30 to 50/50 on 1 January: both lines end, two begin, and 100 holds on every day."""
    for kpi, old, new in (("revenue", 70, 50), ("complaints", 30, 50)):
        text = (folder / "cards.yaml").read_text(encoding="utf-8")
        line = next(row for row in text.splitlines() if f"EAST, kpi: {kpi}" in row)
        ended = line.replace("}", ", valid_to: 2027-01-01}")
        begun = line.replace(f"weight: {old}", f"weight: {new}").replace("2026-07-01}", "2027-01-01}")
        edit(folder, "cards", line, f"{ended}\n{begun}")
    done = bring_in(imported, folder)
    assert done == {"cards": {"added": 2, "changed": 2}}
    weights = {
        day: sorted(row.weight for row in plan.assignments(imported, on=day) if row.subject.code == "EAST")
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    }
    assert weights == {date(2026, 12, 31): [30, 70], date(2027, 1, 1): [50, 50]}
    assert bring_in(imported, folder) == {}


def test_a_refusal_in_the_middle_leaves_nothing(keeper: Actor, folder: Path) -> None:
    """A unit cannot end with people in it: found only while writing, and everything before is taken back."""
    edit(
        folder,
        "units",
        '  aliases: ["02"]\n  valid_from: 2025-07-01',
        "  valid_from: 2025-07-01\n  valid_to: 2026-10-01",
    )
    entries = AuditEntry.objects.count()
    with pytest.raises(Refusal) as refused:
        bring_in(keeper, folder)
    assert refused.value.code == "unit_in_use"
    assert org.units(keeper, on=TODAY) == ()
    assert plan.kpis(keeper) == ()
    assert AuditEntry.objects.count() == entries


def test_the_fiscal_year_of_used_periods_does_not_move(imported: Actor, folder: Path) -> None:
    edit(folder, "company", "fiscal_start_month: 7", "fiscal_start_month: 4")
    with pytest.raises(Refusal) as refused:
        bring_in(imported, folder)
    assert refused.value.code == "calendar_fixed"
    assert calendar.period(imported, "2026-07").number == 1


def test_faults_keep_everything_out(keeper: Actor, folder: Path) -> None:
    edit(folder, "cards", "weight: 60", "weight: 55")
    with pytest.raises(BundleFaulty) as refused:
        bring_in(keeper, folder)
    assert refused.value.fields["where"] == "cards.yaml:2"
    assert org.units(keeper, on=TODAY) == ()


def test_what_changed_meanwhile_is_noticed(imported: Actor, folder: Path) -> None:
    add(folder, "people", '- {number: "005", name_zh: 新人}')
    prepared = services.prepare_import(imported, path=folder, on=TODAY)
    org_services.rename_subject(imported, code="EAST", name_zh="华东大区")
    with pytest.raises(PlanOutdated):
        services.apply_import(imported, prepared, on=TODAY, now=NOW)


def test_only_who_keeps_the_plan(imported: Actor) -> None:
    stranger = Actor(user_id=0, username="stranger", permissions=frozenset({"plan.view", "org.view"}))
    with pytest.raises(PermissionRefused):
        selectors.export_bundle(stranger)
    with pytest.raises(PermissionRefused):
        services.prepare_import(stranger, path=EXAMPLE, on=TODAY)


def drop(folder: Path, part: str, start: str) -> None:
    """Take a row out of a part."""
    path = folder / f"{part}.yaml"
    kept, dropping = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            dropping = line.startswith(start)
        if not dropping:
            kept.append(line)
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def test_a_kpi_that_is_gone_is_retired_and_not_lost(imported: Actor, folder: Path) -> None:
    for part, row in (
        ("kpis", "- code: margin"),
        ("formulas", "- {kpi: margin"),
        ("cards", "- {scheme: FY2027, subject: HQ, kpi: margin"),
        ("targets", "- {scheme: FY2027, subject: HQ, kpi: margin"),
        ("scoring", "- {scheme: FY2027, kpi: margin"),
    ):
        drop(folder, part, row)
    edit(folder, "cards", "subject: HQ, kpi: revenue, weight: 60", "subject: HQ, kpi: revenue, weight: 100")
    edit(
        folder,
        "cards",
        'weight: 100, owner: "001", valid_from: 2026-07-01',
        f'weight: 100, owner: "001", valid_from: {TODAY}',
    )
    done = bring_in(imported, folder)
    assert done["kpis"] == {"ended": 1}
    held = {(row.values["code"], row.values["state"]) for row in selectors.export_bundle(imported).rows("kpis")}
    assert ("margin", "retired") in held and ("revenue", "published") in held
    assert all(set(kinds) <= KEEP for kinds in bring_in(imported, folder).values())
