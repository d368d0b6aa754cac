"""The split an address asks for, read once for the page and its file; what cannot be split that way says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.analyse.asking import Asked
from kpiloop.interfaces.wording.messages import refusal_sentence
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.choices import BY_DRIVERS, BY_UNIT
from kpiloop.loop.analyse.errors.splits import FactorsOther, FactorTwice, FactorUnknown, MethodUnknown, SplitUndefined
from kpiloop.loop.analyse.rows import Contribution, Crossing

#: What a choice of the reader can run into; the page stays and says so.
CHOICES = (FactorsOther, FactorTwice, FactorUnknown, SplitUndefined)


@dataclass(frozen=True)
class Read:
    """A change, split."""

    split: Contribution | Crossing  #: by the way asked for, else by the first there is
    asked: Asked  #: what was really asked: ways that are not there are left out
    ways: tuple[str, ...]  #: ways to split by
    can_split: bool  #: whether there is a way without naming factors
    refusal: str = ""  #: why the choice has no answer; the split is then the usual one


def read_variance(viewer: Actor, assignment_id: int, period_code: str, asked: Asked, baseline: str) -> Read:
    """Split a change as an address asks for it."""
    known = analyse.dimensions_of(viewer, assignment_id=assignment_id, period_code=period_code)
    ways = known if BY_DRIVERS in known else (*known, BY_DRIVERS)
    asked = _fitting(asked, ways)
    given = {"assignment_id": assignment_id, "period_code": period_code, "baseline": baseline}
    refusal = ""
    try:
        split = _split(viewer, asked, given)
    except CHOICES as refused:
        refusal = refusal_sentence(refused)
        split = _split(viewer, Asked(asked.by), given)
    except MethodUnknown:  # of another way to split, or of another baseline
        asked = replace(asked, method="")
        split = _split(viewer, asked, given)
    return Read(split, asked, ways, bool(known), refusal)


def _fitting(asked: Asked, ways: Sequence[str]) -> Asked:
    by = asked.by if asked.by in ways else ways[0]
    columns = [way for way in ways if way not in (BY_UNIT, BY_DRIVERS, by)]
    within = asked.within if by != BY_DRIVERS and asked.within in columns else ""
    return replace(asked, by=by, within=within, factors=asked.factors if by == BY_DRIVERS else ())


def _split(viewer: Actor, asked: Asked, given: dict[str, object]) -> Contribution | Crossing:
    if asked.within:
        return analyse.crossing(viewer, dimensions=(asked.by, asked.within), method=asked.method, **given)  # type: ignore[arg-type]
    return analyse.contribution(viewer, by=asked.by, method=asked.method, factors=asked.factors, **given)  # type: ignore[arg-type]
