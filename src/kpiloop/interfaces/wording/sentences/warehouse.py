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
    "number_too_large": (
        "A number left the range of exact decimals. Check the formula and the data for oversized values."
    ),
}
