"""Refusals about recipes, rows and workbooks."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class ColumnAmbiguous(Refusal):
    """Several columns carry this heading: heading."""

    code = "column_ambiguous"


class RecipeInvalid(Refusal):
    """The recipe contradicts itself or the dataset: field, value."""

    code = "recipe_invalid"


class DateOrderAmbiguous(Refusal):
    """Day and month of a column can be taken either way; the recipe must say: column, written."""

    code = "date_order_ambiguous"


class SourcePaused(Refusal):
    """The source is paused: source."""

    code = "source_paused"


class BatchUnknown(Refusal):
    """No such load: number."""

    code = "batch_unknown"


class RowDecided(ChangedMeanwhile):
    """Somebody decided this row already, or there is none: row, state."""

    code = "quarantine_decided"


class RowStillWrong(Refusal):
    """The mended row still cannot be taken: row, reason, and the fields of that reason."""

    code = "row_still_wrong"


class SubmissionUnknown(Refusal):
    """No KPI or subject of this code: kind, name."""

    code = "submission_unknown"


class SheetLayoutUnknown(Refusal):
    """The one-sheet workbook lacks columns: missing, found."""

    code = "one_sheet_columns_missing"


class SheetWeightsOff(Refusal):
    """Weights of units do not add up to 100: unit, sum, difference, units."""

    code = "one_sheet_weights_not_100"


class SheetEmpty(Refusal):
    """The workbook holds no KPI row: file."""

    code = "one_sheet_empty"


class SheetContradiction(Refusal):
    """One KPI is described in two ways: kpi, field, cell, written, earlier."""

    code = "one_sheet_contradiction"
