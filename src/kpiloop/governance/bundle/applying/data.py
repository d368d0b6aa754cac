"""Datasets, sources and formulas."""

from __future__ import annotations

from typing import cast

from kpiloop.engine.formula import ColumnType
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.governance.bundle.applying import cells
from kpiloop.governance.bundle.applying.work import Work
from kpiloop.loop.collect import services as collect
from kpiloop.loop.collect.roster.rows import Terms
from kpiloop.loop.measure import services as measure
from kpiloop.loop.measure.rows import NewFormula


def apply_datasets(work: Work) -> None:
    """Register datasets, or what is new about them."""
    for row in (*work.rows("datasets", "added"), *work.rows("datasets", "changed")):
        warehouse.register_dataset(
            work.actor,
            code=cells.text(row, "code"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
            columns={name: cast("ColumnType", kind) for name, kind in cells.texts(row, "columns").items()},
            key_columns=cells.names(row, "key_columns"),
            date_columns=cells.names(row, "date_columns"),
            unit_column=cells.text(row, "unit_column"),
            person_column=cells.text(row, "person_column"),
            dimensions=cells.names(row, "dimensions"),
        )
        warehouse.set_column_roles(
            work.actor,
            dataset=cells.text(row, "code"),
            tree_columns=cells.texts(row, "tree_columns"),
            money_columns=cells.names(row, "money_columns"),
        )
        folder = cells.structure(row, "registered")
        if folder:
            names = folder.get("names")
            warehouse.register_folder(
                work.actor,
                dataset=cells.text(row, "code"),
                folder=str(folder.get("folder", "")),
                names={column: str(name) for column, name in names.items()} if isinstance(names, dict) else {},
                keeps=str(folder.get("keeps", "copy")),
            )


def apply_sources(work: Work) -> None:
    """New sources, confirmed recipes, paused and resumed ones."""
    added = work.rows("sources", "added")
    for row in added:
        collect.add_source(
            work.actor,
            code=cells.text(row, "code"),
            kind=cells.text(row, "kind"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
            location=cells.text(row, "location"),
            dataset=cells.text(row, "dataset"),
            settings=dict(cells.structure(row, "settings")),
        )
    for change in work.changes("sources", "changed"):
        if {"location", "settings"} & change.after.keys():
            row = work.row("sources", change.key)
            settings = dict(cells.structure(row, "settings"))
            collect.change_source(
                work.actor, source=change.key[0], location=cells.text(row, "location"), settings=settings
            )
    for row in work.rows("sources", "changed"):
        collect.rename_source(
            work.actor,
            source=cells.text(row, "code"),
            name_zh=cells.text(row, "name_zh"),
            name_en=cells.text(row, "name_en"),
            reason=work.reason,
        )
    for row in (*added, *work.rows("sources", "changed")):
        recipe = cells.structure(row, "recipe")
        if recipe:
            collect.confirm_mapping(work.actor, source=cells.text(row, "code"), recipe=dict(recipe))
    changed = {change.key[0] for change in work.changes("sources", "changed") if "is_active" in change.after}
    for row in (*added, *work.rows("sources", "changed")):
        code, is_active = cells.text(row, "code"), cells.flag(row, "is_active")
        if code in changed or (row in added and not is_active):
            collect.set_source_active(work.actor, source=code, is_active=is_active, reason=work.reason)
    for change in work.changes("sources", "ended"):
        collect.set_source_active(work.actor, source=change.key[0], is_active=False, reason=work.reason)


def apply_list_terms(work: Work) -> None:
    """Under which terms lists change the organisation; who imports answers for what they do."""
    for row in (*work.rows("list_terms", "added"), *work.rows("list_terms", "changed")):
        collect.set_roster_terms(
            work.actor,
            source=cells.text(row, "source"),
            terms=Terms(
                absent=cells.text(row, "absent"),
                most_leaving=cells.whole(row, "most_leaving"),
                within=cells.text(row, "within"),
                applies=cells.flag(row, "applies"),
                accounts=cells.text(row, "accounts"),
            ),
            now=work.now,
        )


def apply_formulas(work: Work) -> None:
    """New versions of formulas, in the order of their days."""
    rows = [*work.rows("formulas", "added"), *work.rows("formulas", "changed")]
    days = sorted({cells.day(row, "valid_from") for row in rows})
    for day in days:
        measure.set_formulas(
            work.actor,
            formulas=[
                NewFormula(
                    cells.text(row, "kpi"),
                    cells.text(row, "text"),
                    day,
                    cells.texts(row, "date_columns"),
                    cells.texts(row, "unit_columns"),
                )
                for row in rows
                if cells.day(row, "valid_from") == day
            ],
        )
