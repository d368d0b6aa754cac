"""Sentences of refusals raised by databases as sources, their settings and secrets, and of notices about them."""

from __future__ import annotations

SENTENCES = {
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
    "database_unreachable": (
        "Nothing answers at %(place)s (%(reason)s). Check server and port, and that the firewall lets this machine in."
    ),
    "database_sign_in_refused": (
        "%(place)s does not let %(user)s in. Check the account, enter its password again, and see that it may sign in "
        "from this machine."
    ),
    "database_missing": (
        "There is no database “%(database)s” at %(place)s that this account may open. Check its name, or grant access."
    ),
    "database_read_refused": (
        "The account may not do this at %(place)s (%(reason)s). Grant it the right to read the table, nothing more."
    ),
    "database_slow": (
        "%(place)s did not answer within %(seconds)s seconds. Read less (a view, an increment column), or raise the "
        "time limit of the source."
    ),
    "database_connection_lost": (
        "The connection to %(place)s broke off (%(reason)s). Nothing of this load was stored; load again."
    ),
    "database_refused": "%(place)s refused (%(reason)s). Check table, columns and rights, then try again.",
    "database_driver_missing": (
        "The driver for %(kind)s is not installed here. Install the extra %(extra)s and start again."
    ),
    "saved_query_refused": (
        "The saved query is refused (%(reason)s: %(part)s). Write exactly one SELECT that only reads, with ordinary "
        "functions; anything else belongs into a view at the source."
    ),
    "source_changed": (
        "Columns of source %(source)s are no longer those of its recipe; renamed: %(renamed)s; gone: %(removed)s; "
        "another type: %(retyped)s. Nothing was stored. Change the recipe, or accept the columns as they are now."
    ),
    "control_totals_differ": (
        "The source says %(source)s and %(read)s arrived (column %(column)s). Nothing was stored; load again, and ask "
        "the source's administrator if it happens again."
    ),
    "source_key_needed": (
        "Dataset %(dataset)s has no business key, so a table read again would count twice. Give the dataset key "
        "columns, or choose a column by which new rows are known."
    ),
    "too_many_rejected": (
        "%(rejected)s of %(read)s rows cannot be taken, the first because of column %(column)s (%(reason)s). The "
        "recipe is probably wrong: correct it and load again. Nothing was stored."
    ),
    "increment_invalid": (
        "New rows cannot be told by the column %(column)s (%(reason)s). Choose a growing number or a time of change, "
        "and an overlap of the same kind."
    ),
    "source_columns_changed": "Columns of source %(source)s changed: %(what)s. Look at its recipe.",
    "source_rows_gone": "Source %(source)s no longer holds %(count)s rows it brought earlier. Look at the load.",
}
