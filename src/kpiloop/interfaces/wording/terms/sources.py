"""Words for kinds of sources and their secrets."""

from __future__ import annotations

TERMS = {
    "source_kind.csv": "CSV or text file",
    "source_kind.xlsx": "Excel workbook",
    "source_kind.sqlite": "SQLite database",
    "source_kind.postgres": "PostgreSQL",
    "source_kind.mysql": "MySQL or MariaDB",
    "source_kind.sqlserver": "SQL Server",
    "source_kind.oracle": "Oracle",
    "source_kind.one_sheet": "one-sheet workbook",
    "relation_kind.table": "table",
    "relation_kind.view": "view",
    "column_change.renamed": "renamed",
    "column_change.removed": "gone",
    "column_change.retyped": "another type",
    "column_change.added": "new",
    "source_secret.password": "password",
    "source_secret.token": "token",
}
