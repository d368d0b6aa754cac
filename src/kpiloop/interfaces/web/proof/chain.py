"""The open path through a proof: one level per opened figure, from the top down."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext

from kpiloop.engine.trace import Step, is_leaf
from kpiloop.interfaces.web.proof.curves import curve_of
from kpiloop.interfaces.web.proof.page import Level
from kpiloop.interfaces.web.proof.terms import Way, terms_of
from kpiloop.interfaces.web.proof.words import figure_of, name_of, people_of, unit_of, version_of
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import has_label, label

#: Operations that hand one figure on; such a step and the one below it are one level.
PASSING = frozenset({"round", "given", "clamp", "line"})
#: What a line is counted with, not what it is made from.
ATTRIBUTES = frozenset({"weight", "days"})
DEPTH = 20

Path = tuple[int, ...]


def read_path(text: str) -> Path | None:
    """The path of an address such as 0.2.1; None when it names none."""
    parts = text.split(".") if text else []
    if not parts or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        return None
    return tuple(int(part) for part in parts)


def opened_steps(top: Step, path: Path | None) -> list[tuple[Step, Step, int | None, Path]]:
    """Steps on the path: as it stands, without passing steps, which child is open, and the path so far."""
    found: list[tuple[Step, Step, int | None, Path]] = []
    step = top
    trail: Path = ()
    while len(found) < DEPTH:
        inner = passed(step)
        asked = path[len(trail)] if path is not None and len(trail) < len(path) else None
        opened = asked if asked is not None and _opens(inner, asked) else default_child(inner)
        if path is not None and len(trail) > len(path):
            opened = default_child(inner)
        found.append((step, inner, opened, trail))
        if opened is None:
            break
        trail = (*trail, opened)
        step = inner.children[opened]
    return found


def passed(step: Step) -> Step:
    """The step that does the work below steps that only hand a figure on; the weight of a line stands one level up."""
    inner = step
    while not is_leaf(inner):
        own = [child for child in inner.children if inner.operation != "line" or child.kind not in ATTRIBUTES]
        if len(own) != 1 or not (inner.operation in PASSING or _is_one_aggregate(inner)):
            break
        inner = own[0]
    return inner


def _is_one_aggregate(step: Step) -> bool:
    """A formula that is nothing but one aggregate: its rows are its own level."""
    return (
        step.operation == "formula"
        and step.parameters.get("expression") == "a0"
        and step.children[0].operation == "rows"
        and step.children[0].leaf is None
    )


def _opens(step: Step, index: int) -> bool:
    return step.operation != "rows" and index < len(step.children) and not is_leaf(step.children[index])


def default_child(step: Step) -> int | None:
    """The child that leads down to rows the reader may open, the own figure first; else the deepest one."""
    if step.operation == "rows" or is_leaf(step):
        return None
    ranks = [
        (_reaches_rows(child), child.kind == "individual_factor", _depth(child), -index)
        for index, child in enumerate(step.children)
        if not is_leaf(child)
    ]
    return -max(ranks)[-1] if ranks else None


def _reaches_rows(step: Step) -> bool:
    if is_leaf(step):
        return False
    return step.operation == "rows" or any(_reaches_rows(child) for child in step.children)


def _depth(step: Step) -> int:
    if step.operation == "rows" or is_leaf(step):
        return 0
    return 1 + max((_depth(child) for child in step.children), default=0)


def levels_of(top: Step, path: Path | None, address: Callable[[Path], str]) -> tuple[Level, ...]:
    """All levels of the open path."""
    steps = opened_steps(top, path)
    return tuple(
        _level(number, step, inner, Way(trail, opened, address))
        for number, (step, inner, opened, trail) in enumerate(steps, start=1)
    )


def _level(number: int, step: Step, inner: Step, way: Way) -> Level:
    light = inner.evidence.get("light", "")
    return Level(
        number=number,
        name=_level_name(step),
        figure=figure_of(step),
        unit=unit_of(step),
        terms=terms_of(inner, way),
        remark=_remark(step, inner),
        curve=curve_of(inner),
        light=light if light in {"green", "amber", "red"} else "",
        who=people_of(step) or people_of(inner),
        version=version_of(step) or version_of(inner),
    )


def _level_name(step: Step) -> str:
    return label(step.title_code) if step.operation == "rows" else name_of(step)


def _remark(step: Step, inner: Step) -> str:
    method = inner.parameters.get("method", "")
    if method:
        group = "achievement_method" if inner.operation == "achievement" else "scoring_method"
        word = label(f"{group}.{method}") if has_label(f"{group}.{method}") else method
        cap = inner.parameters.get("cap") or step.parameters.get("cap")
        return formats.clauses([word, gettext("at most %(cap)s") % {"cap": cap} if cap else ""])
    if step.operation == "clamp" and step.parameters.get("cap"):
        return gettext("at most %(cap)s") % {"cap": step.parameters["cap"]}
    if inner.operation == "grade_factor" and inner.fields.get("grade"):
        return gettext("grade %(grade)s") % {"grade": inner.fields["grade"]}
    return ""
