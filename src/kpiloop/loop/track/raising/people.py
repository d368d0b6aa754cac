"""Whom a rule tells beside the recipient, and who is next above them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property

from kpiloop.foundation.access import selectors as access
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.org import engine_io as org_io
from kpiloop.foundation.org import selectors as org
from kpiloop.loop.plan.rows import AssignmentRow
from kpiloop.loop.track.rules.kinds import PERSON_MARK, ROLE_MARK
from kpiloop.loop.track.rules.matching import Company
from kpiloop.loop.track.rules.rows import AlertRuleRow


class Hearers:
    """Everybody who may be told on a day, read once for any number of alerts."""

    def __init__(self, company: Company, on: date) -> None:
        self._company, self._on = company, on
        self._roles: dict[str, list[tuple[int, frozenset[int] | None]]] = {}

    def also(self, card: AssignmentRow, rule: AlertRuleRow) -> list[int]:
        """Keys of the people a rule names beside the one who has to answer, each once.

        Law:      a role stands for those of its holders who may see the card, and for nobody else.
        Missing:  a place nobody holds on the day tells nobody.
        """
        found: list[int] = []
        for entry in rule.also:
            if entry.startswith(PERSON_MARK):
                number = entry.removeprefix(PERSON_MARK)
                found += [self._numbers[number]] if number in self._numbers else []
            elif entry.startswith(ROLE_MARK):
                found += self._in_role(entry.removeprefix(ROLE_MARK), card)
            else:
                person = self._company.in_place(card, entry)
                found += [] if person is None else [person]
        return list(dict.fromkeys(found))

    def next_above(self, card: AssignmentRow, told: Collection[int]) -> int | None:
        """The nearest head up the tree who was not told yet; None where everybody up to the top was."""
        return next((head for head in self._company.heads_above(card) if head not in told), None)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {row.code: row.id for row in org_io.people_by_id().values()}

    def _in_role(self, role: str, card: AssignmentRow) -> list[int]:
        if role not in self._roles:
            people = org_io.people_by_account()
            self._roles[role] = []
            for actor in access.actors_in_role(SYSTEM, role, on=self._on):
                person = people.get(actor.user_id or 0)
                if person is not None and actor.may("values.view"):
                    seen = org.visible_subjects(actor, on=self._on)
                    self._roles[role].append((person.id, None if seen.everything else seen.subject_ids))
        return [person for person, seen in self._roles[role] if seen is None or card.subject.id in seen]


def accounts_of(people: Collection[int]) -> list[int]:
    """Accounts of some people; who has none cannot be sent a notice."""
    held = org_io.people_by_id()
    return [account for key in people if key in held and (account := held[key].user_id) is not None]
