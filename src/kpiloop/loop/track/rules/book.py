"""The rules in force with what they cover, read once for a judging."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from kpiloop.loop.plan import engine_io as plan_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.choices import AMBER, CHANGED, DAY_OFF, MISSING, PACE, RED, REPEATED, UNUSUAL, WEEK_MISSING
from kpiloop.loop.track.rules import kinds
from kpiloop.loop.track.rules.matching import NO_RULES, Company, Rules, rules_of
from kpiloop.loop.track.rules.rows import AlertRuleRow

#: Which rule speaks for which kind of alert.
RULE_OF = {
    RED: kinds.OFF_TARGET,
    AMBER: kinds.OFF_TARGET,
    MISSING: kinds.NO_DATA,
    UNUSUAL: kinds.UNLIKE_ITSELF,
    REPEATED: kinds.REPEATED_MISS,
    CHANGED: kinds.SUDDEN_CHANGE,
    PACE: kinds.BEHIND_PACE,
    WEEK_MISSING: kinds.NO_DATA,
    DAY_OFF: kinds.DAY_VALUE,
}


@dataclass(frozen=True)
class RuleBook:
    """Rules by card; empty where nobody set any, and then everything is as it is without rules."""

    rules: Mapping[int, Rules] = field(default_factory=dict)  #: by assignment and kind of rule
    cards: Mapping[int, AssignmentRow] = field(default_factory=dict)  #: cards asked for, where there are rules
    company: Company | None = None  #: units and heads of the day, where there are rules

    @classmethod
    def read(cls, assignments: Collection[int], rules: list[AlertRuleRow], on: date) -> RuleBook:
        """The rules that hold for some cards on a day."""
        if not rules:
            return cls()
        cards, company = plan_io.assignments_by_id(assignments, on=on), Company(on)
        return cls(rules_of(rules, cards.values(), company), cards, company)

    def of(self, assignment: int) -> Rules:
        """Rules of a card by kind."""
        return self.rules.get(assignment, NO_RULES)

    def rule(self, assignment: int, kind: str) -> AlertRuleRow | None:
        """The rule that speaks for a kind of alert of a card; None where the usual holds."""
        return self.of(assignment).get(RULE_OF.get(kind, ""))

    def told(self, card: AssignmentRow, kind: str) -> int:
        """Who is told."""
        return card.owner.id if self.company is None else self.company.told(card, self.rule(card.id, kind))
