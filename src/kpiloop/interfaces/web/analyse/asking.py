"""How a reader wants a change split: the address of the page, and the choices it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext

from kpiloop.engine.variance.factors import CHAIN, FACTOR_METHODS, MOST_FACTORS
from kpiloop.foundation.access.actors import Actor
from kpiloop.interfaces.web.worded.parts import choice_name
from kpiloop.interfaces.wording.labels import has_label, label
from kpiloop.loop.analyse import selectors as analyse
from kpiloop.loop.analyse.choices import BY_DRIVERS, BY_UNIT
from kpiloop.loop.analyse.rows import Contribution, Crossing

#: Code, word, whether it is shown.
Offer = tuple[str, str, bool]
#: Boxes to choose factors in, beside those that are filled.
FREE_BOXES, FEWEST_BOXES = 1, 3


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    by: str  #: unit, drivers or a column of the rows; empty for the first there is
    within: str = ""  #: a second column
    method: str = ""  #: how; empty for the usual way
    factors: tuple[str, ...] = ()  #: in their order; empty for the formula
    part: str = ""  #: part a cause is written for

    def query(self) -> str:
        """The same in another address."""
        single = {"by": self.by, "within": self.within, "method": self.method}
        pairs = [(name, text) for name, text in single.items() if text]
        return urlencode([*pairs, *(("factor", key) for key in self.factors)])


def asked_of(request: HttpRequest) -> Asked:
    """What an address asks for; more factors than a method takes are left out."""
    given = request.GET
    named = [key for key in given.getlist("factor") if key]
    return Asked(
        by=given.get("by", ""),
        within=given.get("within", ""),
        method=given.get("method", ""),
        factors=tuple(named[: MOST_FACTORS + 1]),
        part=given.get("part", ""),
    )


@dataclass(frozen=True)
class Tools:
    """What can be chosen."""

    ways: tuple[Offer, ...]  #: first dimension, or factors
    within: tuple[Offer, ...]  #: second dimension; the first is none
    methods: tuple[Offer, ...]  #: conventions; empty where there is one only
    boxes: tuple[tuple[Offer, ...], ...]  #: factors to choose from, one box per place in the order
    has_order: bool  #: whether the order changes the answer


def tools_of(
    viewer: Actor, split: Contribution | Crossing, ways: Sequence[str], asked: Asked, *, assignment_id: int
) -> Tools:
    """The choices for one reader."""
    columns = [way for way in ways if way not in (BY_UNIT, BY_DRIVERS, asked.by)]
    within = columns if asked.by != BY_DRIVERS else []
    methods = FACTOR_METHODS if asked.by == BY_DRIVERS else split.methods
    shown = asked.method or split.convention
    is_known = shown in methods
    return Tools(
        ways=tuple((way, way_word(way), way == asked.by) for way in ways),
        within=(("", gettext("nothing more"), not asked.within), *((c, way_word(c), c == asked.within) for c in within))
        if within
        else (),
        methods=tuple(
            (each, label(f"split_method.{each}"), each == shown if is_known else place == 0)
            for place, each in enumerate(methods)
        )
        if len(methods) > 1
        else (),
        boxes=_boxes(viewer, split, asked, assignment_id) if asked.by == BY_DRIVERS else (),
        has_order=shown == CHAIN,
    )


def way_word(way: str) -> str:
    """A way to split in words; columns nobody named read as they are."""
    for group in ("split_by", "split"):
        if has_label(f"{group}.{way}"):
            return label(f"{group}.{way}")
    return way.replace("_", " ")


def _boxes(
    viewer: Actor, split: Contribution | Crossing, asked: Asked, assignment_id: int
) -> tuple[tuple[Offer, ...], ...]:
    """One box per factor in the order they move, and room for another."""
    choices = analyse.factor_choices(viewer, assignment_id=assignment_id, period_code=split.period_code)
    order = asked.factors or (split.order if isinstance(split, Contribution) else ())
    order = order or tuple(choice.key for choice in choices if choice.is_input)
    count = min(max(len(order) + FREE_BOXES, FEWEST_BOXES), MOST_FACTORS)
    names = {choice.key: choice_name(choice) for choice in choices}
    names |= {key: key for key in order if key not in names}
    filled = (*order, *("" for _ in range(count)))[:count]
    return tuple(
        (("", "—", not chosen), *((key, name, key == chosen) for key, name in names.items())) for chosen in filled
    )
