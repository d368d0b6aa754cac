"""Refusals of the analyse stage: causes."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class CauseNotFound(Refusal):
    """The cause is not there, or not for the one who asks."""

    code = "cause_not_found"  # fields: cause


class CauseKindUnknown(Refusal):
    """A cause has one of the known kinds."""

    code = "cause_kind_unknown"  # fields: kind, kinds


class CauseTextRequired(Refusal):
    """A cause without words explains nothing."""

    code = "cause_text_required"  # fields: kpi, period


class NotAnswerable(Refusal):
    """Only who answers for a KPI writes or confirms its causes."""

    code = "not_answerable"  # fields: kpi, subject


class CauseByWriter(Refusal):
    """Nobody confirms an own cause."""

    code = "cause_confirm_own"  # fields: cause, written_by


class CauseState(Refusal):
    """The cause is no longer in the state this needs."""

    code = "cause_state"  # fields: cause, state
