"""Refusals of collecting: a code and the fields its sentence needs."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class SourceUnknown(Refusal):
    """No source has this code: source."""

    code = "source_unknown"


class SourceTaken(Refusal):
    """Another source has this code: source."""

    code = "source_taken"


class KindUnknown(Refusal):
    """No connector of this kind: kind, kinds."""

    code = "connector_unknown"


class MappingMissing(Refusal):
    """Nobody confirmed yet how the source is to be read: source."""

    code = "mapping_missing"


class FileMissing(Refusal):
    """Nothing lies at the place the source names: location."""

    code = "file_missing"


class LocationRefused(Refusal):
    """The place belongs to the product itself and is no source: location."""

    code = "location_refused"


class FileUnreadable(Refusal):
    """The file is damaged or of another kind: file, reason."""

    code = "file_unreadable"


class FileTooLarge(Refusal):
    """The file or what it unpacks to exceeds the budget: file, size, limit."""

    code = "file_too_large"


class FileProtected(Refusal):
    """The workbook asks for a password: file."""

    code = "file_protected"


class SheetMissing(Refusal):
    """The workbook has no such sheet: sheet, sheets."""

    code = "sheet_missing"


class TableMissing(Refusal):
    """The database has no such table or view: table, tables."""

    code = "table_missing"


class ColumnsMissing(Refusal):
    """Headings the recipe names are not in the file: missing, found."""

    code = "columns_missing"


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


class RowDecided(Refusal):
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
