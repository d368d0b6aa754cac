"""From a file nobody described to one that is read every month: propose, answer, confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.warehouse import services as warehouse
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.connectors.registry import read_source
from kpiloop.loop.collect.errors.importing import QuestionsOpen
from kpiloop.loop.collect.locations import resolve_location
from kpiloop.loop.collect.models import Mapping as StoredMapping
from kpiloop.loop.collect.reading.codes import CodeBook
from kpiloop.loop.collect.reading.guessing.building import guess
from kpiloop.loop.collect.reading.guessing.concepts import plain_heading
from kpiloop.loop.collect.reading.guessing.guess import NewDataset, Question
from kpiloop.loop.collect.reading.guessing.naming import shape_of as shape_of_new
from kpiloop.loop.collect.rows import Preview, Proposal
from kpiloop.loop.collect.services.previews import look_of
from kpiloop.loop.collect.services.sources import add_source, confirm_mapping
from kpiloop.loop.collect.source_reading import shape_of

#: More unknown names than this are a matter of the organisation, not of the file.
MOST_UNITS_ASKED = 12
_TEXT_FILES = frozenset({".csv", ".tsv", ".txt"})


def preview_file(
    viewer: Actor, *, location: str | Path, dataset: str = "", answers: Mapping[str, str] | None = None, rows: int = 50
) -> Proposal:
    """Guess how a file would be read and show what that gives; nothing is stored.

    Shape:    without a dataset a new one is described; answers by key of the question, e.g.
              `day_order:on` -> `dmy`, `names` -> `单号, 日期, 金额`, `year` -> `2026`.
    Law:      what nothing in the file tells is a question with an empty answer, never a guess.
    Errors:   table_not_found, and those of reading files (file_protected, file_unreadable ...).
    """
    require(viewer, "sources.edit")
    path = resolve_location(str(location))
    kind = kind_of(path)
    shape = shape_of(dataset) if dataset else None
    whole = read_source(kind, path, {"sheet": "*"} if kind == "xlsx" else {})
    guessed = guess(
        whole, shape=shape, book=CodeBook({}, {}), remembered=remembered_headings(dataset), answers=answers or {}
    )
    codes = {key.removeprefix("unit:"): code for key, code in (answers or {}).items() if key.startswith("unit:")}
    if codes and guessed.recipe:
        guessed = replace(guessed, recipe={**guessed.recipe, "unit_codes": codes})
    look = None
    if guessed.recipe and not any(question.is_open for question in guessed.questions):
        used = shape or shape_of_new(guessed.new_dataset or NewDataset({}, (), (), "", "", ()))
        look = look_of(_narrowed(whole, guessed.recipe), guessed.recipe, used, rows)
        guessed = replace(guessed, questions=(*guessed.questions, *_unit_questions(look, codes)))
    return Proposal(kind=kind, file_name=path.name, dataset=dataset, guess=guessed, preview=look)


@transaction.atomic
def confirm_proposal(
    actor: Actor, *, proposal: Proposal, source: str, name_zh: str, name_en: str = "", location: str = "",
    dataset: str = "",
) -> int:  # fmt: skip
    """Make a proposal the way a source is read from now on; returns the version of its recipe.

    Shape:    a dataset that does not exist is registered as described; the source is named unless it is known.
    Law:      all or nothing; a question that must be answered is answered first.
    Errors:   questions_open with the keys, source_taken, dataset_invalid, recipe_invalid.
    """
    require(actor, "sources.edit")
    guessed = proposal.guess
    left = [question.key for question in guessed.questions if question.is_open]
    if left:
        raise QuestionsOpen(questions=", ".join(left))
    code = dataset or proposal.dataset or source
    if guessed.new_dataset is not None:
        warehouse.register_dataset(
            actor,
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            columns=guessed.new_dataset.columns,
            key_columns=guessed.new_dataset.key_columns,
            date_columns=guessed.new_dataset.date_columns,
            unit_column=guessed.new_dataset.unit_column,
            person_column=guessed.new_dataset.person_column,
            dimensions=guessed.new_dataset.dimensions,
        )
    ending = "xlsx" if proposal.kind == "xlsx" else "csv"
    place = location or f"in/{source}*.{ending}"
    add_source(actor, code=source, kind=proposal.kind, name_zh=name_zh, name_en=name_en, location=place, dataset=code)
    return confirm_mapping(actor, source=source, recipe=guessed.recipe)


def _unit_questions(look: Preview, codes: Mapping[str, str]) -> list[Question]:
    """Names no unit has: a person may say which unit is meant; until then their rows wait."""
    unknown = [row.fields.get("written", "") for row in look.rows if row.problem == "unit_unknown"]
    names = list(dict.fromkeys([*codes, *unknown]))[:MOST_UNITS_ASKED]
    return [Question("unit", name, name, (), codes.get(name, ""), False) for name in names if name]


def kind_of(path: Path) -> str:
    """The connector for a file, by its ending."""
    return "csv" if path.suffix.lower() in _TEXT_FILES else "xlsx"


def remembered_headings(dataset: str) -> dict[str, str]:
    """Headings that were confirmed for a dataset before, by whatever source."""
    found: dict[str, str] = {}
    if not dataset:
        return found
    for mapping in StoredMapping.objects.filter(source__dataset=dataset).order_by("pk"):
        for column, rule in (mapping.recipe.get("columns") or {}).items():
            heading = rule.get("from") if isinstance(rule, dict) else rule
            if heading:
                found[plain_heading(heading if isinstance(heading, str) else " / ".join(heading))] = column
    return found


def _narrowed(whole: Reading, recipe: Mapping[str, object]) -> Reading:
    """The sheets a recipe names, of a workbook read as a whole."""
    asked = recipe.get("sheet")
    if asked == "*" or len(whole.grids) < 2:
        return whole
    wanted = asked if isinstance(asked, list) else [asked]
    grids = [grid for grid in whole.grids if grid.name in wanted] if asked else [whole.grids[0]]
    lines = accumulate((len(grid.rows) for grid in grids), initial=0)
    return replace(whole, grids=tuple(replace(grid, first_line=line) for grid, line in zip(grids, lines, strict=False)))
