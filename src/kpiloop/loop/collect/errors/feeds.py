"""Refusals about what other systems send: pushed rows, received files, addresses that are asked."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class SourceTakesNoRows(Refusal):
    """Rows are pushed to sources of the kind push only: source, kind."""

    code = "source_takes_no_rows"


class PushEmpty(Refusal):
    """A push without a row: source."""

    code = "push_empty"


class PushTooLarge(Refusal):
    """More rows in one push than are taken at once: rows, limit."""

    code = "push_too_large"


class PushColumnsUnknown(Refusal):
    """Names in the rows that the source does not know: unknown, known."""

    code = "push_columns_unknown"


class PushKeyReused(Refusal):
    """The idempotency key came before with other rows: key."""

    code = "push_key_reused"


class PushNotAllGood(Refusal):
    """The sender asked for all or none, and some rows cannot be taken: bad, read, line, reason."""

    code = "push_not_all_good"


class FileRefused(Refusal):
    """The received file is too large or of a kind nobody reads: file, endings, limit."""

    code = "upload_refused"


class EndingUnknown(Refusal):
    """A dropped file of a kind nobody reads: file, endings."""

    code = "ending_unknown"


class FileChanging(Refusal):
    """Somebody still writes to the file: file."""

    code = "file_changing"


class SourceIsNoFolder(Refusal):
    """The source is of another kind than a watched folder: source, kind."""

    code = "source_is_no_folder"
