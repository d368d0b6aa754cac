"""Which rule holds for which card: the most particular one of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kpiloop.foundation.org import engine_io as org_io
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.rules.kinds import HEAD_ABOVE, NAMED, OWNER, PROVIDER, UNIT_HEAD
from kpiloop.loop.track.rules.rows import AlertRuleRow

#: Rules of one card by kind.
Rules = Mapping[str, AlertRuleRow]
NO_RULES: Rules = {}


class Company:
    """Units, heads and places of one day, read once for any number of cards."""

    def __init__(self, on: date) -> None:
        self._tree, self._heads = org_io.full_tree(on), org_io.heads(on)
        self._homes: dict[int, int] = {}
        for row in org_io.appointments_between(on, date.fromordinal(on.toordinal() + 1)):
            for key in (row.person_id, row.position_id):
                if key is not None:
                    self._homes.setdefault(key, row.unit_id)

    def home_of(self, assignment: AssignmentRow) -> int | None:
        """The unit a card belongs to: its own, or where the person or the holder of the seat works."""
        subject = assignment.subject
        return subject.id if subject.kind == "unit" else self._homes.get(subject.id)

    def upward(self, unit: int | None) -> tuple[int, ...]:
        """A unit and everything above it, nearest first."""
        return () if unit is None else (unit, *self._tree.ancestors(unit))

    def told(self, assignment: AssignmentRow, rule: AlertRuleRow | None) -> int:
        """Who is told about a card: as the rule says, and the owner where that is nobody on this day."""
        found: int | None = None
        if rule is not None and rule.who == NAMED:
            found = rule.person.id if rule.person else None
        elif rule is not None:
            found = self.in_place(assignment, rule.who)
        return assignment.owner.id if found is None else found

    def in_place(self, assignment: AssignmentRow, who: str) -> int | None:
        """Who stands in a place towards a card: its owner, who reports it, the head of its unit or of the one above."""
        if who == OWNER:
            return assignment.owner.id
        if who == PROVIDER:
            return assignment.provider.id if assignment.provider else None
        if who not in (UNIT_HEAD, HEAD_ABOVE):
            return None
        units = self.upward(self.home_of(assignment))[who == HEAD_ABOVE :]
        return next((self._heads[unit] for unit in units if unit in self._heads), None)

    def heads_above(self, assignment: AssignmentRow) -> list[int]:
        """Heads from the unit of a card up to the top, nearest first, each once."""
        units = self.upward(self.home_of(assignment))
        return list(dict.fromkeys(self._heads[unit] for unit in units if unit in self._heads))


def rules_of(
    rules: Sequence[AlertRuleRow], assignments: Iterable[AssignmentRow], company: Company
) -> dict[int, dict[str, AlertRuleRow]]:
    """Rules by assignment and kind.

    Law:      of several that cover a card, the one that names its KPI goes before one that names none, then the
              one of the nearest unit; equal ones by code.
    """
    found: dict[int, dict[str, AlertRuleRow]] = {}
    for row in assignments:
        units = company.upward(company.home_of(row))
        covering = [rule for rule in rules if rule.kpi_id in (None, row.kpi.id)]
        covering = [rule for rule in covering if rule.unit is None or rule.unit.id in units]
        for rule in sorted(covering, key=lambda rule: _order(rule, units), reverse=True):
            found.setdefault(row.id, {})[rule.kind] = rule
    return found


def _order(rule: AlertRuleRow, units: Sequence[int]) -> tuple[bool, int, str]:
    return rule.kpi_id is None, len(units) if rule.unit is None else units.index(rule.unit.id), rule.code
