"""Who is calibrated together: the groups of the guideline, and what each group may give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kpiloop.engine.scoring.distribution import BOTH_ENDS, FROM_TOP, GradeShare, Quotas, middle_of, reaches
from kpiloop.loop.reward.choices import HARD, SMALLEST_GROUP
from kpiloop.loop.reward.scoring.adjustment_rows import TermsRow
from kpiloop.loop.reward.scoring.grade_shares import usual_shares


@dataclass(frozen=True)
class Member:
    """Somebody of a session as it was opened."""

    sheet_id: int  #: score sheet
    mark: str  #: its fingerprint
    subject_id: int  #: who
    place: int  #: ties share it
    proposed: str  #: grade of the sheet
    guideline: str  #: grade of the guideline


@dataclass(frozen=True)
class SessionTerms:
    """Guideline and limits of a session as they were at its opening."""

    quotas: Quotas  #: how shares become numbers of people
    smallest: int  #: smaller units were merged with the unit above
    most_steps: int | None  #: a grade moves so many steps at most
    over_quota: str  #: reason or refuse
    version: int  #: version of the card terms; 0 = none

    @property
    def grades(self) -> tuple[str, ...]:
        """The best first."""
        return tuple(row.grade for row in self.quotas.shares)


def session_terms(terms: TermsRow, grades: Sequence[str]) -> SessionTerms:
    """What a session goes by: the shares of the scheme, every grade of its table with one, else the usual ones."""
    quotas, smallest = terms.quotas, terms.smallest_group
    if terms.distribution != HARD and terms.counted_from == FROM_TOP:
        # Terms of before pin the grades they gave; a guideline gave none, so it is read by the rule of today.
        quotas, smallest = replace(quotas, counted_from=BOTH_ENDS), SMALLEST_GROUP
    asked = {row.grade: row.share for row in terms.shares}
    if not asked:
        quotas = Quotas(usual_shares(grades))
    elif asked.keys() <= set(grades):
        quotas = replace(quotas, shares=tuple(GradeShare(grade, asked.get(grade, Decimal(0))) for grade in grades))
    return SessionTerms(quotas, smallest, terms.most_steps, terms.over_quota, terms.version)


def written_terms(said: SessionTerms) -> dict[str, Any]:
    """As plain JSON."""
    return {
        "shares": [[row.grade, str(row.share)] for row in said.quotas.shares],
        "wording": said.quotas.wording,
        "bottom_least": said.quotas.bottom_least,
        "counted_from": said.quotas.counted_from,
        "smallest": said.smallest,
        "most_steps": said.most_steps,
        "over_quota": said.over_quota,
        "version": said.version,
    }


def read_terms(kept: Mapping[str, Any]) -> SessionTerms:
    """From plain JSON."""
    shares = tuple(GradeShare(grade, Decimal(share)) for grade, share in kept["shares"])
    quotas = Quotas(shares, kept["wording"], kept["bottom_least"], kept["counted_from"])
    return SessionTerms(quotas, kept["smallest"], kept["most_steps"], kept["over_quota"], kept["version"])


def written_member(row: Member) -> dict[str, Any]:
    """As plain JSON."""
    return {
        "sheet": row.sheet_id,
        "mark": row.mark,
        "subject": row.subject_id,
        "place": row.place,
        "proposed": row.proposed,
        "guideline": row.guideline,
    }


def read_member(kept: Mapping[str, Any]) -> Member:
    """From plain JSON."""
    return Member(
        kept["sheet"], kept["mark"], kept["subject"], kept["place"], kept["proposed"], kept["guideline"]
    )  # fmt: skip


def grades_over(given: Sequence[str], quotas: Quotas) -> tuple[str, ...]:
    """Grades given to more people than the guideline allows, the better ones and the worse ones counted together.

    Shape:    grade per member -> grades, the best first.
    """
    counts, grades = Counter(given), [row.grade for row in quotas.shares]
    ends, middle, size = [row.end for row in reaches(len(given), quotas)], middle_of(quotas), len(given)
    over: list[str] = []
    for order, grade in enumerate(grades):
        if order < middle and sum(counts[each] for each in grades[: order + 1]) > ends[order] and counts[grade]:
            over.append(grade)
        if order > middle and sum(counts[each] for each in grades[order:]) > size - ends[order - 1] and counts[grade]:
            over.append(grade)
    return tuple(over)
