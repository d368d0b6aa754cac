"""Rungs: after so many misses a talk, a rectification or an improvement plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kpiloop.loop.improve.choices import (
    ABOUT,
    GRADES,
    LOW_GRADES_IN_A_ROW,
    MISSES_IN_A_ROW,
    OPENS,
    PERSON,
    PLAN,
    RECTIFICATION,
    TALK,
    UNIT,
)
from kpiloop.loop.improve.errors import RungGradeUnknown, RungWrong
from kpiloop.loop.improve.models import ConsequenceRule

_MOST = 24


@dataclass(frozen=True)
class Rung:
    """One rule of a ladder, to be set or in force."""

    code: str  #: stable code; empty for what holds where a scheme says nothing
    about: str  #: unit: KPIs of units; person: own KPIs of people; grades: final grades of people
    opens: str  #: talk, rectification or plan
    misses: int  #: misses, or low grades, after which it opens
    within: int | None = None  #: of so many periods; None = in a row
    scheme: str = ""  #: code of the scheme it holds for; empty = every scheme that has none of its own
    grades: tuple[str, ...] = ()  #: low grades; empty = the lowest one of the scheme

    def written(self) -> dict[str, object]:
        """As it is kept with what it opened."""
        within = {} if self.within is None else {"within": self.within}
        return {"code": self.code, "about": self.about, "misses": self.misses, **within}


#: What holds in a scheme without rungs of its own.
USUAL = (
    Rung("", UNIT, RECTIFICATION, MISSES_IN_A_ROW),
    Rung("", PERSON, PLAN, MISSES_IN_A_ROW),
    Rung("", GRADES, PLAN, LOW_GRADES_IN_A_ROW),
)
#: What may follow for whom: a unit is not put on a plan, and a person owes no rectification.
FOLLOWS = {UNIT: (TALK, RECTIFICATION), PERSON: (TALK, PLAN), GRADES: (TALK, PLAN)}


def check_rung(rung: Rung) -> None:
    """Refuse a rung that could not hold.

    Errors:   improve_rung_wrong with what is lacking.
    """
    within = rung.misses if rung.within is None else rung.within
    faults = {
        "code": not rung.code.strip(),
        "about": rung.about not in ABOUT,
        "opens": rung.opens not in OPENS or rung.opens not in FOLLOWS.get(rung.about, OPENS),
        "misses": not 1 <= rung.misses <= _MOST,
        "within": not rung.misses <= within <= _MOST or (rung.about == GRADES and within != rung.misses),
        "grades": bool(rung.grades) and rung.about != GRADES,
    }
    for lacking, is_wrong in faults.items():
        if is_wrong:
            raise RungWrong(rule=rung.code, lacking_rung=lacking)


def check_grades(rung: Rung, known: Sequence[str]) -> None:
    """Refuse a grade that stands in no grade table the rung is held against.

    Errors:   improve_rung_grade_unknown with the grades there are.
    """
    strange = next((grade for grade in rung.grades if grade not in known), None)
    if strange is not None:
        raise RungGradeUnknown(rule=rung.code, grade=strange, grades=", ".join(known) or "—")


@dataclass(frozen=True)
class Ladders:
    """The rungs in force."""

    rungs: Sequence[Rung] = field(default_factory=tuple)  #: set by people, by code

    @classmethod
    def read(cls) -> Ladders:
        """Those in force now."""
        held = ConsequenceRule.objects.filter(is_active=True).order_by("code")
        return cls(
            tuple(
                Rung(row.code, row.about, row.opens, row.misses, row.within, row.scheme_code, tuple(row.grades))
                for row in held
            )
        )

    def of(self, scheme: str, about: str) -> list[Rung]:
        """The rungs of a scheme, lowest first.

        Law:      those that name the scheme, else those that name none, else what usually holds.
        """
        for named in (scheme, "") if scheme else ("",):
            found = [rung for rung in self.rungs if rung.about == about and rung.scheme == named]
            if found:
                return sorted(found, key=lambda rung: (rung.misses, rung.within or rung.misses, rung.code))
        return [rung for rung in USUAL if rung.about == about]

    @property
    def lowest(self) -> int:
        """The fewest misses any rung about KPIs asks for."""
        return min(rung.misses for rung in (*self.rungs, *USUAL) if rung.about != GRADES)
