"""All members of a change with what splits it, and how each is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpiloop.engine.values import Figure
from kpiloop.engine.variance.additive import ADDITIVE, split_additive
from kpiloop.engine.variance.factors import FACTOR_METHODS
from kpiloop.engine.variance.parts import Effect, Member, Split, closed
from kpiloop.engine.variance.ratio import CURRENT_SHARE, RATIO_CONVENTIONS, split_by_current_share, split_ratio
from kpiloop.loop.analyse.choices import TARGET
from kpiloop.loop.analyse.errors.splits import MethodUnknown
from kpiloop.loop.plan.rows import KpiRow


@dataclass(frozen=True)
class Naming:
    """How a member is shown."""

    name_zh: str  #: Chinese name
    name_en: str = ""  #: English name
    subject_id: int | None = None  #: subject behind it, for rights
    assignment_id: int | None = None  #: opens it
    kpi: KpiRow | None = None  #: whose unit its figures have, where it is a KPI of its own
    note: str = ""  #: of what a factor is, where it is not the figure of a KPI now


@dataclass(frozen=True)
class Sides:
    """All members of a change with what splits it."""

    members: tuple[Member, ...]  #: figures of both sides
    names: Mapping[str, Naming] = field(default_factory=dict)  #: by key
    is_ratio: bool = False  #: weighted by denominators
    leftover: str = "unallocated"  #: what a residual is called
    effects: tuple[Decimal, ...] | None = None  #: of factors, worked out by a method of theirs
    size: Decimal = Decimal(1)  #: how large the figure is that factors give

    @property
    def are_factors(self) -> bool:
        """Whether the members are factors of one figure rather than parts of it."""
        return self.effects is not None

    def methods(self, baseline: str) -> tuple[str, ...]:
        """How these members can be told apart; the first is the usual one."""
        if self.effects is not None:
            return FACTOR_METHODS
        if self.is_ratio:
            return (CURRENT_SHARE,) if baseline == TARGET else RATIO_CONVENTIONS
        return (ADDITIVE,)

    def split(self, change: Figure, baseline: str, method: str = "") -> Split:
        """Split the change the way this KPI allows, else the way asked for.

        Errors:   split_method_unknown.
        """
        methods = self.methods(baseline)
        way = method or methods[0]
        if way not in methods:
            raise MethodUnknown(method=method, choices=", ".join(methods))
        if self.effects is not None:
            effects = [Effect(row.key, effect) for row, effect in zip(self.members, self.effects, strict=True)]
            return closed(effects, change, leftover=self.leftover, convention=way, size=self.size)
        if not self.is_ratio:
            return split_additive(self.members, change, leftover=self.leftover)
        if baseline == TARGET:
            return split_by_current_share(self.members, change)
        return split_ratio(self.members, change, way)
