"""Links of the strategy map, initiatives and key results."""

from __future__ import annotations

from typing import Any

from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.governance.bundle.rows import Row
from kpiloop.loop.plan import services


def apply_links(work: Work) -> None:
    """What is meant to move what."""
    for row in (*work.rows("objective_links", "added"), *work.rows("objective_links", "changed")):
        services.link_objectives(
            work.actor,
            cause=cells.text(row, "cause"),
            effect=cells.text(row, "effect"),
            is_hypothesis=cells.flag(row, "is_hypothesis"),
            note=cells.text(row, "note"),
        )
    for change in work.changes("objective_links", "ended"):
        services.unlink_objectives(work.actor, cause=change.key[0], effect=change.key[1])


def apply_undertakings(work: Work) -> None:
    """Initiatives and key results."""
    for row in (*work.rows("initiatives", "added"), *work.rows("initiatives", "changed")):
        services.save_initiative(
            work.actor,
            code=cells.text(row, "code"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
            objective=cells.text(row, "objective"),
            owner=cells.text(row, "owner"),
            kpi=cells.text(row, "kpi"),
            budget=cells.optional_figure(row, "budget"),
            spent=cells.optional_figure(row, "spent"),
            risk=cells.text(row, "risk"),
            risk_note=cells.text(row, "risk_note"),
            state=cells.text(row, "state"),
            ends_on=cells.optional_day(row, "ends_on"),
        )
    for row in work.rows("key_results", "added"):
        services.add_key_result(work.actor, **_key_result(row))
    dropped = [row for row in work.rows("key_results", "added") if not cells.flag(row, "is_active")]
    for row in (*work.rows("key_results", "changed"), *dropped):
        is_active = cells.flag(row, "is_active")
        services.change_key_result(work.actor, **_key_result(row), is_active=is_active, reason=work.reason)


def _key_result(row: Row) -> dict[str, Any]:
    return {
        "objective": cells.text(row, "objective"),
        "code": cells.text(row, "code"),
        "name": cells.text(row, "name"),
        "owner": cells.text(row, "owner"),
        "start": cells.figure(row, "start"),
        "target": cells.figure(row, "target"),
        "unit": cells.text(row, "measurement_unit"),
        "kpi": cells.text(row, "kpi"),
    }
