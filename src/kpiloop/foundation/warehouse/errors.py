"""Refusals of the fact store."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class DatasetUnknown(Refusal):
    """No dataset is registered under this code."""

    code = "dataset_unknown"


class DatasetInvalid(Refusal):
    """The description of a dataset contradicts itself or uses a reserved name."""

    code = "dataset_invalid"


class RowsDoNotFit(Refusal):
    """Rows handed over for loading do not have the columns or types of their dataset."""

    code = "rows_do_not_fit"


class VersionUnknown(Refusal):
    """There is no such version of the store."""

    code = "version_unknown"


class WarehouseBusy(Refusal):
    """Another load is being published and did not finish in time."""

    code = "warehouse_busy"


class LoadNotLast(Refusal):
    """Later loads of the dataset rest on this one, or it is undone already: load, later."""

    code = "load_not_last"


class FileDamaged(Refusal):
    """A stored file is absent or differs from its checksum: no figure is computed from it."""

    code = "warehouse_file_damaged"


class FolderUnreadable(Refusal):
    """A registered folder or a file in it cannot be read: dataset, path, reason."""

    code = "registered_folder_unreadable"


class FolderColumns(Refusal):
    """A file of a registered folder lacks a column or holds another type in it: dataset, path, column, found."""

    code = "registered_folder_columns"


class FolderKeyRepeated(Refusal):
    """Rows of a registered folder repeat the business key, so sums would count twice: dataset, rows, keys."""

    code = "registered_folder_key_repeated"


class OutsideFileChanged(Refusal):
    """A file of a registered folder was changed or taken away since it was noted: path."""

    code = "registered_file_changed"


class NumberTooLarge(Refusal):
    """A product or sum left the range of exact decimals."""

    code = "number_too_large"
