"""Every write of the fact store."""

from __future__ import annotations

from kpiloop.foundation.warehouse.services.datasets import register_dataset
from kpiloop.foundation.warehouse.services.folders import (
    note_folder,
    pin_folders,
    register_folder,
    registered_folders,
)
from kpiloop.foundation.warehouse.services.publishing import next_load_number, publish_version
from kpiloop.foundation.warehouse.services.roles import set_column_roles
from kpiloop.foundation.warehouse.services.sweeping import sweep_files
from kpiloop.foundation.warehouse.services.undoing import undo_loads

__all__ = [
    "next_load_number",
    "note_folder",
    "pin_folders",
    "publish_version",
    "register_dataset",
    "register_folder",
    "registered_folders",
    "set_column_roles",
    "sweep_files",
    "undo_loads",
]
