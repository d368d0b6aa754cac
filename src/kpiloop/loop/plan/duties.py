"""Separation of duties: who reports, answers and approves should be different people (rule R47).

By default one person in two roles is only told; a scheme may refuse it, and one waiver of the scheme then
suffices. Nobody ever approves the own result, whatever the scheme says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from kpiloop.loop.plan.errors.cards import DutiesJoined, OwnResult
from kpiloop.loop.plan.models import Scheme

REQUIRE = "require"


@dataclass(frozen=True)
class DutyRule:
    """What a scheme says about one person in two roles."""

    scheme: str  #: code of the scheme
    policy: str  #: warn or require
    is_waived: bool  #: True when the scheme was waived with a reason

    @property
    def refuses(self) -> bool:
        """Whether one person in two roles is refused, and not only told."""
        return self.policy == REQUIRE and not self.is_waived


def duty_rule(scheme: Scheme) -> DutyRule:
    """The rule of a stored scheme."""
    return DutyRule(scheme.code, scheme.duties, bool(scheme.duties_waiver))


def duty_rule_of(assignment_id: int) -> DutyRule:
    """The rule of the scheme an assignment belongs to."""
    return duty_rule(Scheme.objects.get(assignments=assignment_id))


def joined_roles(people: Mapping[str, int | None]) -> tuple[tuple[str, str], ...]:
    """Pairs of roles that one and the same person holds; a role nobody holds joins with none.

    >>> joined_roles({"provider": 3, "owner": 3, "approver": 4})
    (('provider', 'owner'),)
    """
    held = [(role, person) for role, person in people.items() if person is not None]
    return tuple((one, other) for (one, first), (other, second) in combinations(held, 2) if first == second)


def require_duties(
    rule: DutyRule, people: Mapping[str, int | None], *, person: str = ""
) -> tuple[tuple[str, str], ...]:
    """Pairs of roles to warn about; refuses them where the scheme requires two people and was not waived."""
    joined = joined_roles(people)
    if joined and rule.refuses:
        one, other = joined[0]
        raise DutiesJoined(scheme=rule.scheme, person=person, duty=one, other_duty=other)
    return joined


def refuse_own_result(approver_id: int | None, subject_id: int) -> None:
    """Nobody approves the own result: no scheme and no waiver opens this."""
    if approver_id is not None and approver_id == subject_id:
        raise OwnResult()
