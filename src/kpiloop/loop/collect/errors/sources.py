"""Refusals about sources, their files and how they are read."""

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
