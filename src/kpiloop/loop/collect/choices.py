"""Kinds and states of sources, loads, waiting rows and submissions."""

from __future__ import annotations

PUSH = "push"
FOLDER = "folder"
REST = "rest"
PARQUET = "parquet"
SOURCE_KINDS = (
    *("csv", "xlsx", "sqlite", "postgres", "mysql", "sqlserver", "oracle"),
    *(PUSH, FOLDER, REST, PARQUET),
)
ONE_SHEET = "one_sheet"
BATCH_STATES = ("running", "done", "failed", "undone")
WAITING = "waiting"
FIXED = "fixed"
ACCEPTED = "accepted"
REJECTED = "rejected"
UNDONE = "undone"
#: Of a newer reading of the source: the row came once more as bad, or it came mended.
AGAIN, MENDED = "again", "mended"
#: Reasons a person may overrule: the row can be read, it is only not believed.
ACCEPTABLE = ("value_out_of_range", "key_conflict", "key_changed", "correction_contradicted")
#: Reasons that ask which of two contents of a key is right: a person must decide.
DISPUTED = ("key_conflict", "key_changed", "correction_contradicted")
QUARANTINE_STATES = (WAITING, FIXED, ACCEPTED, REJECTED, UNDONE, AGAIN, MENDED)
PROPOSED, IN_FORCE, REFUSED, WITHDRAWN = "proposed", "in_force", "refused", "withdrawn"
