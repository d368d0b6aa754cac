"""Refusals about responsibility letters: workbooks of them, and signing."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class NoLetters(Refusal):
    """No sheet has a line with headings for KPI and weight: file, sheets."""

    code = "letters_not_found"


class NoCard(Refusal):
    """The subject has no card in the scheme that day, or none in sight: subject, scheme."""

    code = "letter_no_card"


class LetterChanged(ChangedMeanwhile):
    """The card says something else than the text that was read: subject."""

    code = "letter_changed"


class NotYourLetter(Refusal):
    """Neither the owner of the card nor who leads the owner, or signed already: subject, owner."""

    code = "letter_not_yours"
