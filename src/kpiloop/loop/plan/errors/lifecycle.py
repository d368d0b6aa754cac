"""Refusals about the life of a KPI: what may follow what."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class CounterIsItself(Refusal):
    """A KPI cannot keep itself honest: kpi."""

    code = "definition_counter_itself"


class KpiInUse(Refusal):
    """Cards of published schemes still use the KPI: kpi, cards."""

    code = "kpi_in_use"


class KpiRetired(Refusal):
    """The KPI is retired already, or was never in force: kpi."""

    code = "kpi_not_in_force"


class UnscoredWeighs(Refusal):
    """A KPI that is never scored may not carry a weight: subject, kpi, weight."""

    code = "unscored_with_weight"


class FindingGone(Refusal):
    """Nothing of that kind is found any more: key."""

    code = "finding_gone"


class FindingBlocks(Refusal):
    """What refuses publishing cannot be accepted: finding."""

    code = "finding_blocks"


class NotMendable(Refusal):
    """No single step mends this: finding."""

    code = "finding_not_mendable"
