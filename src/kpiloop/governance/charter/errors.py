"""Refusals about scheme documents."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class DocumentChanged(ChangedMeanwhile):
    """The document says something else than the text that was read: scheme."""

    code = "charter_changed"


class NotYourTurn(Refusal):
    """Not a signer, signed already, or somebody else signs first: scheme, person."""

    code = "charter_not_your_turn"


class NotReady(Refusal):
    """Something that blocks is open: scheme, count."""

    code = "charter_not_ready"


class EditionUnknown(Refusal):
    """There is no such edition, or none to be seen: scheme, edition."""

    code = "charter_edition_unknown"


class NothingToSign(Refusal):
    """Everybody has signed what the scheme says now: scheme."""

    code = "charter_all_signed"


class OfficeTwice(Refusal):
    """One person is named twice in an office, or two where there is one: office."""

    code = "charter_office_twice"


class DaysWrong(Refusal):
    """Days outside 0 to 60: field, value, most."""

    code = "charter_days_wrong"
