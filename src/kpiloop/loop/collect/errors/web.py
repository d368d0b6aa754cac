"""Refusals about sources that are asked over the web."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class RestSettingWrong(Refusal):
    """A setting of a REST source is unknown, missing or out of range: setting, value."""

    code = "rest_setting_wrong"


class RedirectRefused(Refusal):
    """The source sends on to another host, or in circles: host."""

    code = "source_redirect_refused"


class SignInRefused(Refusal):
    """The source does not accept how we sign in: host, status."""

    code = "source_sign_in_refused"


class SourceAnswered(Refusal):
    """The source answered with a status that is no success: host, status."""

    code = "source_answered"


class AnswerTooLarge(Refusal):
    """The answers exceed the budget: host, limit in megabytes."""

    code = "source_answer_too_large"


class RecordsMissing(Refusal):
    """The answer holds no list of records at this path: path, found."""

    code = "source_records_missing"


class PageRepeated(Refusal):
    """The source gave the same page twice: host, page."""

    code = "source_page_repeated"


class PagesEndless(Refusal):
    """The source has more pages than are read: host, limit."""

    code = "source_pages_endless"


class MovedWhileRead(Refusal):
    """The list changed each time while it was read, or its own count differs: host, read, total."""

    code = "source_moved_while_read"


class DatasetNeedsKey(Refusal):
    """Pages can repeat records, so the dataset must have a business key: dataset."""

    code = "source_needs_key"
