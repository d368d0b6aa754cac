"""Schemes: what they say beside their cards, and putting them in force."""

from __future__ import annotations

from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.loop.plan import services


def apply_schemes(work: Work) -> None:
    """New schemes, as drafts until their cards are complete."""
    for row in work.rows("schemes", "added"):
        services.add_scheme(
            work.actor,
            code=cells.text(row, "code"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
            fiscal_year=cells.whole(row, "fiscal_year"),
            missing_policy=cells.text(row, "missing_policy"),
            kpi_limit=cells.whole(row, "kpi_limit"),
            limit_blocks=cells.flag(row, "limit_blocks"),
        )
    for row in (*work.rows("schemes", "added"), *work.rows("schemes", "changed")):
        services.set_scheme_rules(
            work.actor,
            code=cells.text(row, "code"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
            missing_policy=cells.text(row, "missing_policy"),
            kpi_limit=cells.whole(row, "kpi_limit"),
            limit_blocks=cells.flag(row, "limit_blocks"),
            default_card=cells.text(row, "default_card"),
            duties=cells.text(row, "duties"),
            freeze_days=cells.whole(row, "freeze_days"),
            reason=work.reason,
        )
    waived = {cells.text(row, "code") for row in work.rows("schemes", "added") if cells.text(row, "duties_waiver")}
    waived |= {change.key[0] for change in work.changes("schemes", "changed") if "duties_waiver" in change.after}
    for code in sorted(waived):
        waiver = cells.text(work.row("schemes", (code,)), "duties_waiver")
        services.waive_duties(work.actor, code=code, reason=waiver, now=work.now)


def publish_schemes(work: Work) -> None:
    """Put schemes in force that are no draft in the bundle; one that is in force already stays so."""
    told = (change for kind in ("added", "changed") for change in work.changes("schemes", kind))
    for code in (change.key[0] for change in told if change.after.get("state") == "published"):
        services.publish_scheme(work.actor, code=code, now=work.now)
