"""Sentences of refusals raised by collect."""

from __future__ import annotations

SENTENCES = {
    "source_unknown": "There is no source with the code %(source)s. Check the code, or add the source first.",
    "source_taken": "Another source has the code %(source)s. Choose another code.",
    "connector_unknown": "There is no connector of the kind %(kind)s; choose one of %(kinds)s.",
    "mapping_missing": "Nobody has confirmed how source %(source)s is read. Preview and confirm it first.",
    "file_missing": "There is no file at %(location)s. Check the path, or hand the file over.",
    "location_refused": "%(location)s belongs to the product itself and cannot be a source. Choose another place.",
    "file_unreadable": "The file %(file)s is damaged or of another kind (%(reason)s). Export it again and retry.",
    "file_too_large": (
        "The file %(file)s exceeds the limit (%(size)s, at most %(limit)s). Split it and hand it over again."
    ),
    "file_protected": "The workbook %(file)s asks for a password. Remove it and hand the file over again.",
    "sheet_missing": "The workbook has no sheet “%(sheet)s”; it has %(sheets)s. Choose one of them.",
    "table_missing": "The database has no table or view “%(table)s”; it has %(tables)s. Choose one of them.",
    "columns_missing": (
        "The file lacks these columns: %(missing)s; it has %(found)s. Change the headings or the recipe."
    ),
    "column_ambiguous": (
        "Several columns carry the heading “%(heading)s”. Rename one, or name its upper heading in the recipe."
    ),
    "recipe_invalid": "%(field)s of the recipe is wrong (%(value)s). Correct it and confirm again.",
    "date_order_ambiguous": (
        "Dates of column %(column)s such as %(written)s can be taken either way. Say dmy or mdy in the recipe."
    ),
    "table_not_found": (
        "The file %(file)s holds no table: no line of headings with rows below it was found (sheets: %(sheets)s). "
        "Put the figures into rows below one line of headings and hand the file over again."
    ),
    "questions_open": "Answer first what nothing in the file tells: %(questions)s.",
    "person_ambiguous": (
        "Several people are called “%(written)s”: %(people)s. Write the employee number, or choose one of them."
    ),
    "measure_unit_unknown": "“%(written)s” is no known unit of measurement. Write it like 万元, %% or 天.",
    "lookup_missing": (
        "%(dataset)s knows no “%(written)s” in its column %(match)s. Load the newest %(dataset)s, or correct the row."
    ),
    "lookup_ambiguous": "In %(dataset)s “%(written)s” leads to several: %(found)s. Correct that list first.",
    "key_conflict": (
        "The key %(key)s stands on line %(first_line)s already, with other content. "
        "Take this row instead, or leave it out."
    ),
    "key_changed": "The key %(key)s is stored with other content. Take the new content, or leave the row out.",
    "correction_contradicted": (
        "%(column)s was corrected from %(old)s to %(new)s, and the source now says %(written)s. "
        "Take what the source says, or leave the row out."
    ),
    "row_not_acceptable": "Row %(row)s cannot be read (%(reason)s) and so not be taken as it is. Put it right.",
    "reason_needed": "Say why: a decision about facts keeps its reason.",
    "returned_rows_unfit": (
        "This workbook does not carry rows of load %(number)s that wait. Download the list of this load again."
    ),
    "load_not_undoable": "Load %(number)s cannot be taken back (%(state)s). Only a finished load can.",
    "correction_needs_key": "Dataset %(dataset)s has no business key, so a row cannot be found again after a load.",
    "corrected_row_unknown": "Dataset %(dataset)s stores no row %(key)s. Check the parts of its key.",
    "correction_unreadable": "“%(value)s” cannot stand in %(field)s. Give a value of its type; keys are not changed.",
    "correction_open": "%(field)s of row %(key)s is being corrected already. Decide that correction first.",
    "correction_decided": "This correction was decided already. Reload the list.",
    "correction_own": "Who corrects does not approve. Another person approves it, or a waiver says why not.",
    "source_paused": "Source %(source)s is paused. Resume it, then load.",
    "batch_unknown": "There is no load with the number %(number)s.",
    "quarantine_decided": "Row %(row)s was decided already (%(state)s). Reload the list.",
    "row_still_wrong": "Row %(row)s still cannot be taken (%(reason)s). Correct it again, or leave it out.",
    "submission_unknown": "There is no %(kind)s “%(name)s”. Check the code.",
    "one_sheet_columns_missing": (
        "The sheet lacks these columns: %(missing)s; it has %(found)s. Add them and hand it over again."
    ),
    "one_sheet_weights_not_100": (
        "Weights do not make 100: %(units)s. Correct the weights of these units and hand the sheet over again."
    ),
    "one_sheet_empty": (
        "The workbook %(file)s holds no KPI row. Fill in rows below the headings and hand it over again."
    ),
    "one_sheet_contradiction": (
        "%(field)s of KPI %(kpi)s contradicts itself: cell %(cell)s says “%(written)s”, earlier it was "
        "“%(earlier)s”. Make them equal."
    ),
    "number_unreadable": "“%(written)s” is no number. Write it like 1200, 3,600万 or 96.4%%.",
    "day_unreadable": "“%(written)s” is no day. Write it like 2026-10-31.",
    "day_ambiguous": "“%(written)s” can be taken either way. Write it like 2026-10-03.",
    "truth_unreadable": "“%(written)s” is neither yes nor no. Write one of them.",
    "value_missing": "%(column)s is empty and the row needs it. Fill it in.",
    "value_out_of_range": "%(written)s in %(column)s is not believable (%(low)s to %(high)s). Check it.",
    "unit_unknown": (
        "There is no unit “%(written)s”; the nearest is %(suggestion)s. "
        "Correct it, or add it as another name of a unit."
    ),
    "person_unknown": ("There is no person “%(written)s”; the nearest is %(suggestion)s. Correct the employee number."),
    "upload_refused": (
        "The file %(file)s is too large or of a kind nobody reads (%(endings)s, at most %(limit)s). "
        "Choose another file."
    ),
    "collect_duty_of_one": "Name either a source or a KPI: a rhythm is about one of them.",
}
