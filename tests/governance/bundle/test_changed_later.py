"""What a bundle says differently the second time: shown, written once, and nothing the third time."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward import services as reward
from tests.governance.bundle.conftest import TODAY, bring_in, edit

#: part, text of the example, what stands there instead, the column, what it says before and after.
CHANGES = (
    ("schemes", "2027 财年绩效方案", "2027 财年考核方案", "name_zh", "2027 财年绩效方案", "2027 财年考核方案"),
    ("schemes", "fiscal_year: 2027", "fiscal_year: 2027\n  kpi_limit: 6", "kpi_limit", "8", "6"),
    ("schemes", "fiscal_year: 2027", "fiscal_year: 2027\n  limit_blocks: true", "limit_blocks", "false", "true"),
    ("schemes", "fiscal_year: 2027", "fiscal_year: 2027\n  freeze_days: 3", "freeze_days", "0", "3"),
    ("schemes", "fiscal_year: 2027", "fiscal_year: 2027\n  duties: require", "duties", "warn", "require"),
    ("sources", "ERP 订单导出", "ERP 订单", "name_zh", "ERP 订单导出", "ERP 订单"),
    ("sources", "Order export of the ERP", "Orders", "name_en", "Order export of the ERP", "Orders"),
    ("trees", "name_zh: 销售大区", "name_zh: 大区", "name_zh", "销售大区", "大区"),
    ("trees", "Sales territories", "Territories", "name_en", "Sales territories", "Territories"),
    ("positions", "level: P4", "level: P5", "level", "P4", "P5"),
)


def told(keeper: Actor, folder: Path) -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """What an import would change."""
    found = selectors.check_bundle(keeper, path=folder, on=TODAY)
    assert found.faults == ()
    return [(row.part, dict(row.before), dict(row.after)) for row in found.changes if row.kind != "left"]


@pytest.mark.parametrize(("part", "old", "new", "column", "before", "after"), CHANGES)
def test_a_change_is_shown_written_and_then_over(
    imported: Actor, folder: Path, part: str, old: str, new: str, column: str, before: str, after: str
) -> None:
    edit(folder, part, old, new)
    assert told(imported, folder) == [(part, {column: before}, {column: after})]
    assert bring_in(imported, folder)[part] == {"changed": 1}
    assert told(imported, folder) == []


def test_what_scores_rest_on_changes_in_a_draft_alone(imported: Actor, folder: Path) -> None:
    edit(folder, "schemes", "missing_policy: renormalise", "missing_policy: zero")
    (fault,) = selectors.check_bundle(imported, path=folder, on=TODAY).faults
    assert (fault.code, fault.where) == ("bundle_fixed_schemes", "schemes.yaml:5")
    reward.revise_scheme(imported, code="FY2027")
    edit(folder, "schemes", "missing_policy: zero", "missing_policy: zero\n  state: draft")
    assert bring_in(imported, folder)["schemes"] == {"changed": 1}
    assert [(row.version, row.missing_policy) for row in plan.schemes(imported)] == [(2, "zero"), (1, "renormalise")]


#: part, text of the example, what stands there instead, and what is said to count with nothing.
UNREAD = (
    ("objectives", "code: GROW", "code: GROW\n  end_reason: 转向", "end_reason", "ended_on"),
    (
        "flow_steps",
        "act: provide, who: provider",
        'act: provide, who: provider, person: "001"',
        "person",
        "who: person",
    ),
    ("schedules", "every: day", "every: day, cron: 0 6 * * *", "cron", "every: cron"),
    ("schedules", "every: day", "every: day, on: 3", "on", "every: week, every: month"),
)


@pytest.mark.parametrize(("part", "old", "new", "column", "needed"), UNREAD)
def test_what_nothing_reads_is_refused(
    imported: Actor, folder: Path, part: str, old: str, new: str, column: str, needed: str
) -> None:
    edit(folder, part, old, new)
    (fault,) = selectors.check_bundle(imported, path=folder, on=TODAY).faults
    assert (fault.code, dict(fault.fields)) == ("bundle_column_unread", {"column": column, "needed": needed})


def test_a_target_without_figures_is_withdrawn_once_and_one_of_nought_stays(imported: Actor, folder: Path) -> None:
    edit(folder, "targets", "period: 2026-07, target: 5}", "period: 2026-07}")
    edit(folder, "targets", "target: 1000000}", "target: 0}")
    assert bring_in(imported, folder)["targets"] == {"ended": 1, "changed": 1}
    assert told(imported, folder) == []
