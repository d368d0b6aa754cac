"""Refusals about flows, stand-ins, locks and evidence."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class FlowUnknown(Refusal):
    """No such flow. Fields: flow."""

    code = "collect_flow_unknown"


class FlowWrong(Refusal):
    """Hands of a flow do not fit together. Fields: fault (nodes, first, act, who, person, days, kpis, taken)."""

    code = "collect_flow_wrong"


class ReasonMissing(Refusal):
    """What is returned or excepted needs a reason. Fields: none."""

    code = "collect_reason_missing"


class LockWrong(Refusal):
    """A rule nobody can follow. Fields: kind, days."""

    code = "collect_lock_wrong"


class DelegationWrong(Refusal):
    """Somebody cannot stand in so. Fields: fault (self, days)."""

    code = "collect_delegation_wrong"


class EvidenceRefused(Refusal):
    """The file is too large, empty or of a kind nobody reads. Fields: file, endings, limit."""

    code = "collect_evidence_refused"
