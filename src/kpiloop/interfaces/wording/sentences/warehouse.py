"""Sentences of refusals raised by warehouse."""

from __future__ import annotations

SENTENCES = {
    "load_not_last": "Load %(load)s is not the last one of its data: take back %(later)s first.",
    "dataset_unknown": 'There is no dataset "%(dataset)s". Register it first.',
    "dataset_invalid": (
        'The description of dataset %(dataset)s is wrong at "%(name)s" (%(reason)s). Correct it and register again.'
    ),
    "rows_do_not_fit": (
        'The rows do not fit column "%(column)s" of dataset %(dataset)s (%(reason)s); nothing was '
        "stored. Check the mapping."
    ),
    "version_unknown": "There is no data version %(version)s.",
    "warehouse_busy": "Another load is being published; this one was not stored. Try again shortly.",
    "warehouse_file_damaged": (
        "Data file %(path)s is missing or fails its checksum (expected %(expected)s rows), so no figure "
        "was computed. Restore it from a backup."
    ),
    "registered_folder_unreadable": (
        "The folder of dataset %(dataset)s cannot be read at %(path)s (%(reason)s). Mend it; the last note stays."
    ),
    "registered_folder_columns": (
        "File %(path)s of dataset %(dataset)s has no fitting column %(column)s (found: %(found)s). "
        "Write it in the type of the others, or change the names in the settings."
    ),
    "registered_folder_key_repeated": (
        "Dataset %(dataset)s has %(rows)s rows and only %(keys)s different business keys, so sums would count "
        "twice. Remove the repeated rows, or give the dataset another business key."
    ),
    "registered_file_changed": (
        "File %(path)s of a registered folder was changed or removed since it was noted. Compute again."
    ),
    "warehouse_unreachable": (
        "The warehouse does not answer (%(engine)s: %(reason)s), so nothing was computed. Start it, or correct the "
        "setting KPILOOP_WAREHOUSE, and compute again."
    ),
    "number_too_large": (
        "A number left the range of exact decimals. Check the formula and the data for oversized values."
    ),
}
