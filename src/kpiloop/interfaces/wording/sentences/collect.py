"""Sentences of refusals raised by collect."""

from __future__ import annotations

SENTENCES = {
    "source_unknown": "There is no source with the code %(source)s. Check the code, or add the source first.",
    "source_taken": "Another source has the code %(source)s. Choose another code.",
    "source_renamed": (
        "Somebody renamed source %(source)s since you looked at it. Nothing was saved: compare yours with what stands "
        "now, and save again if yours still holds."
    ),
    "connector_unknown": "There is no connector of the kind %(kind)s; choose one of %(kinds)s.",
    "secret_unreadable": (
        "A kept password or token (%(what)s) does not open with the key of this installation, as happens after a "
        "copy without its keys. Enter it again."
    ),
    "source_setting_invalid": (
        "The setting %(setting)s (%(value)s) is unknown or cannot be read for this kind of source. Correct it; a "
        "password or token is entered as a secret, never as a setting."
    ),
    "source_secret_missing": "Source %(source)s has no %(name)s, or none was given. Enter it.",
    "source_secret_not_used": (
        "Source %(source)s does not use a secret called %(name)s (it can use: %(names)s). Choose one of these."
    ),
    "entry_sheet_unfit": (
        "%(file)s is not a workbook of figures to enter. Download it anew from My figures, fill it in and send it back."
    ),
    "entry_figure_unreadable": "“%(written)s” is no figure. Write it like 1200, 3600万 or 96.4%%.",
    "source_order_wrong": (
        "%(source)s is not a source of dataset %(dataset)s, or stands twice. Name each of these once: %(sources)s."
    ),
    "source_order_needs_key": (
        "Dataset %(dataset)s has no business key, so nobody can tell which rows of two sources are the same. Give it "
        "one first."
    ),
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
        "Several columns carry the heading “%(heading)s”. Rename one, name its upper heading in "
        "the recipe, or number it: “%(heading)s #2” is the second one."
    ),
    "recipe_invalid": "%(field)s of the recipe is wrong (%(value)s). Correct it and confirm again.",
    "recipe_invalid_column": (
        '"%(value)s" in the recipe (%(field)s) is no column of %(dataset)s. Write a column it has (%(known)s), '
        "or add it to the dataset."
    ),
    "recipe_invalid_empty": (
        "The recipe fills %(dataset)s and says nothing of %(column)s, without which no row can be told. Write the "
        "heading it is read from, or a value under defaults."
    ),
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
    "row_not_acceptable": "Line %(line)s cannot be read and so not be taken as it is. Put it right or leave it out.",
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
    "correction_asked": (
        "%(who)s proposes %(after)s instead of %(before)s in %(column)s of row %(key)s (%(dataset)s): %(reason)s. "
        "Another person decides."
    ),
    "correction_approved": (
        "%(who)s approved your correction of row %(key)s (%(dataset)s): %(column)s is %(after)s from now on."
    ),
    "correction_refused": (
        "%(who)s refused your correction of row %(key)s (%(dataset)s): %(column)s stays %(before)s."
    ),
    "correction_own": "Who corrects does not approve. Another person approves it, or a waiver says why not.",
    "source_paused": "Source %(source)s is paused. Resume it, then load.",
    "source_takes_no_rows": (
        "Source %(source)s is of the kind %(kind)s and takes no pushed rows. Add a source of the kind push for them."
    ),
    "push_empty": "The push to %(source)s holds no row. Send at least one.",
    "push_too_large": "%(rows)s rows in one push; at most %(limit)s are taken. Send them in parts, or as a file.",
    "push_columns_unknown": (
        "The rows carry names the source does not know: %(unknown)s; it knows %(known)s. Correct them or the recipe."
    ),
    "push_key_reused": (
        "The idempotency key %(key)s came before with other rows. Send new rows under a key of their own."
    ),
    "push_not_all_good": (
        "%(bad)s of %(read)s rows cannot be taken, the first in line %(line)s (%(reason)s); nothing was taken, as "
        "asked. Correct them and send again."
    ),
    "body_too_large": "More was sent than is taken at once. Send it in parts, or as a file.",
    "ending_unknown": "The file %(file)s is of a kind nobody reads here. Drop one of %(endings)s.",
    "file_changing": "Somebody still writes to %(file)s. It is read when it rests.",
    "source_is_no_folder": "Source %(source)s is of the kind %(kind)s and no watched folder.",
    "rest_setting_wrong": "The setting %(setting)s is wrong (%(value)s). Correct it; the help lists every setting.",
    "source_address_refused": (
        "%(host)s may not be asked: it is no web address, or it lies in a private network. "
        "An administrator lists such hosts in KPILOOP_SOURCE_HOSTS."
    ),
    "source_redirect_refused": (
        "The source sends us on to %(host)s, which is another place than the one named. "
        "Name the address it really answers at."
    ),
    "source_unreachable": (
        "%(host)s did not answer in a usable way, after several attempts (%(reason)s). "
        "Nothing was taken; check the source and load again."
    ),
    "source_sign_in_refused": (
        "%(host)s does not accept how we sign in (%(status)s). Set the password or key of the source anew."
    ),
    "source_answered": "%(host)s answered with %(status)s. Check the address and the parameters of the source.",
    "source_answer_too_large": (
        "The answers of %(host)s exceed %(limit)s MB. Ask for less, or only for what is new since the last load."
    ),
    "source_records_missing": (
        "The answer holds no list of records at “%(path)s”; it has %(found)s. Correct the path in the settings."
    ),
    "source_page_repeated": (
        "%(host)s gave page %(page)s a second time. Check the paging of the source; nothing was taken."
    ),
    "source_pages_endless": "%(host)s has more than %(limit)s pages. Use larger pages, or ask only for what is new.",
    "source_moved_while_read": (
        "The list at %(host)s changed each time while it was read (%(read)s records, the source says %(total)s). "
        "Nothing was taken; load again when it rests."
    ),
    "source_needs_key": (
        "Pages can repeat records, and dataset %(dataset)s has no business key that would tell. "
        "Give the dataset a business key."
    ),
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
    "unit_unknown_unlike": (
        "There is no unit “%(written)s”, and none of a like name. Correct it, or add it as another name of a unit."
    ),
    "person_unknown_unlike": (
        "There is no person “%(written)s”, and nobody of a like name or number. Correct the employee number."
    ),
    "person_unknown": ("There is no person “%(written)s”; the nearest is %(suggestion)s. Correct the employee number."),
    "upload_refused": (
        "The file %(file)s is too large or of a kind nobody reads (%(endings)s, at most %(limit)s). "
        "Choose another file."
    ),
    "collect_duty_of_one": "Name either a source or a KPI: a rhythm is about one of them.",
    "collect_flow_unknown": "There is no flow with the code %(flow)s. Check the code.",
    "collect_flow_wrong": (
        "This flow cannot be set (%(fault)s). It has one to five steps, only the first one enters, every step names "
        "who and by when, and a KPI is in one flow only."
    ),
    "collect_entry_unknown": "There is no such reported figure, or you may not see it.",
    "collect_entry_changed": (
        "%(by)s changed this meanwhile: it says %(theirs)s now, you have %(yours)s. Reload, then decide which holds."
    ),
    "collect_entry_not_here": (
        "%(kpi)s of %(subject)s for %(period)s does not wait for this; it is %(state)s. Reload the list."
    ),
    "collect_not_your_turn": "%(kpi)s of %(subject)s for %(period)s is not yours to act on. Ask who is named there.",
    "collect_own_result": (
        "%(kpi)s of %(subject)s for %(period)s is your own result, or of whom you stand in for: "
        "somebody else approves it."
    ),
    "collect_value_unusual": (
        "%(value)s for %(kpi)s of %(subject)s in %(period)s is unusual: so far between %(low)s and %(high)s. "
        "Check the unit, or confirm it."
    ),
    "collect_note_missing": (
        "%(kpi)s of %(subject)s for %(period)s is red or said to be missing: write a note why before it goes on."
    ),
    "collect_reason_missing": "Say why: a reason is needed.",
    "collect_entry_empty": (
        "%(kpi)s of %(subject)s for %(period)s is empty. Enter a figure, or say that there is none and why."
    ),
    "collect_value_locked": (
        "%(kpi)s for %(period)s has been locked since %(locked_on)s (rule %(rule)s). Ask for an exception."
    ),
    "collect_lock_wrong": "This lock cannot be set (%(kind)s, %(days)s). Check the kind and the days.",
    "collect_delegation_wrong": (
        "Nobody stands in for oneself, and the last day lies after the first (%(fault)s). Correct the entry."
    ),
    "collect_evidence_refused": (
        "The file %(file)s is empty, too large or of a kind nobody reads (%(endings)s, at most %(limit)s MB, "
        "%(most)s files). Choose another file."
    ),
    "entry_returned": "%(kpi)s for %(period)s was given back to you: %(reason)s",
    "entries_soon": "%(count)s figures wait for you until %(due_on)s: %(kpis)s.",
    "entries_today": "%(count)s figures wait for you until today: %(kpis)s.",
    "entries_late": "%(count)s figures have waited %(days_late)s days too long for you: %(kpis)s.",
    "entries_raised": "%(count)s figures have waited %(days_late)s days too long for %(person)s: %(kpis)s.",
    "collect_timetable_wrong": "These times cannot be followed (%(field)s: %(written)s). Correct the entry.",
    "collect_schedule_missing": "Source %(source)s is not loaded by itself. Set its times first.",
    "source_failed": "Source %(source)s could not be loaded on %(on)s. It is tried again by itself; its page says why.",
    "source_recovered": "Source %(source)s is loaded again since %(on)s.",
    "roster_waits": (
        "%(source)s would change %(count)s things in the organisation. Look at them, then apply them or mend the list."
    ),
    "roster_many_leave_waits": (
        "By the list of %(source)s %(leaving)s of %(held)s would leave at once. Nothing was changed: look at it."
    ),
    "accounts_proposed": "%(source)s tells who left or came back: %(count)s accounts wait for your decision.",
    "accounts_settled": (
        "%(source)s tells who left or came back: %(count)s accounts are closed or reopened by themselves on their day."
    ),
    "roster_facts_rest": (
        "Rows of %(dataset)s name %(who)s, whom this list brought. Take those loads back first, or let the next list "
        "end the place."
    ),
    "roster_too_long": "%(source)s holds more than %(limit)s rows: that is no list of people. Choose another table.",
    "roster_not_asked": (
        "%(source)s brings facts into %(dataset)s and changes nothing in the organisation. Load it instead."
    ),
    "roster_changed": (
        "The list of %(source)s or the organisation is another one than you looked at. Look at the changes again."
    ),
    "roster_many_leave": (
        "%(leaving)s of %(held)s would leave at once, more than %(limit)s in 100. Check the list; if it is right, "
        "confirm how many leave."
    ),
    "roster_terms_wrong": "%(given)s cannot be set for %(field)s. Correct the entry.",
    "roster_row_kept": (
        "Line %(row)s belongs to a list of units or people. Put it right where the list comes from, or create what it "
        "names, and read the list again."
    ),
    "roster_row_beside": "Another row of %(number)s cannot be taken, so none of them is. Mend that one.",
    "roster_places_overlap": "%(number)s would work in two places on one day. Correct the days of these rows.",
    "roster_unit_not_there": "Unit %(unit)s does not exist on %(on)s. Correct the unit or the day.",
    "roster_all_closed": "All days of %(number)s lie in closed periods, which never change. Nothing is done.",
    "roster_row_twice": "%(code)s stands in line %(first)s already. Keep one of the two.",
    "roster_unit_over": "Unit %(unit)s has ended; a unit does not come back. Give it a new code.",
    "roster_seat_elsewhere": (
        "Position %(position)s belongs to %(unit)s. Give the position in the other unit a new code."
    ),
}
