"""Further trees over the same facts: territories, product lines, legal structure, each with its own dates."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.choices import UNIT
from kpiloop.foundation.org.models import TreeEdge, Unit, UnitEdge, UnitTree
from kpiloop.foundation.org.rows import Edge
from kpiloop.foundation.org.tree import check_edges
from kpiloop.foundation.org.writing import new_subject, unit_of_code, written


def add_tree(actor: Actor, *, code: str, name_zh: str, name_en: str = "") -> None:
    """Begin a further tree; the company stands at its top, so its total is the same in every tree.

    Errors:   permission_denied, org_code_taken.
    """
    fields = {"name_zh": name_zh, "name_en": name_en}
    with written(actor, verb="create", object_kind="unit_tree", object_key=code, after=fields):
        if UnitTree.objects.filter(code=code).exists():
            raise errors.CodeTaken(taken=code)
        UnitTree.objects.create(code=code, name_zh=name_zh, name_en=name_en)


def rename_tree(actor: Actor, *, code: str, name_zh: str, name_en: str = "", seen: str | None = None) -> None:
    """Give a further tree another name; the code stays.

    Errors:   permission_denied, org_tree_unknown; organisation_changed when `seen`, the mark the page was made of, is
              not in force any more.
    """
    after = {"name_zh": name_zh, "name_en": name_en}
    with written(actor, verb="rename", object_kind="unit_tree", object_key=code, after=after, seen=seen):
        held = _tree(code)
        held.name_zh, held.name_en = name_zh, name_en
        held.save(update_fields=["name_zh", "name_en"])


def add_node(
    actor: Actor,
    *,
    tree: str,
    code: str,
    name_zh: str,
    name_en: str = "",
    parent: str | None = None,
    valid_from: date,
) -> int:
    """Create a unit that stands in a further tree alone, such as a territory; without a parent below the company.

    Shape:    -> key of the unit.
    Errors:   permission_denied, org_tree_unknown, org_code_taken, unit_unknown, unit_tree_broken; unit_name_taken
              when its parent there already has one of this name that stands in a further tree alone.
    """
    fields = {"tree": tree, "parent": parent, "name_zh": name_zh, "valid_from": valid_from}
    with written(actor, verb="create", object_kind="unit", object_key=code, after=fields):
        held, above = _tree(tree), _parent(parent)
        _refuse_same_name(held, name_zh, above, valid_from)
        subject = new_subject(kind=UNIT, code=code, name_zh=name_zh, name_en=name_en)
        unit = Unit.objects.create(subject=subject, kind="unit")
        TreeEdge.objects.create(tree=held, unit=unit, parent=above, valid_from=valid_from)
        _check(held)
    return subject.pk


def hang_unit(
    actor: Actor, *, tree: str, unit: str, parent: str | None, on: date, reason: str = "", seen: str | None = None
) -> None:
    """Hang a unit in a further tree from a day on, or move it there; days before keep the old place.

    Law:      a unit of the company's own tree brings everything below it, except what hangs elsewhere in this tree;
              teams of one name from two branches may hang together, their names being unique in their branch only.
    Errors:   permission_denied, org_tree_unknown, unit_unknown, unit_name_taken, unit_tree_broken; org_dates_crossed
              when it moves later already; organisation_changed when `seen` is not in force any more.
    """
    fields = {"tree": tree, "parent": parent, "on": on}
    with written(actor, verb="hang", object_kind="unit", object_key=unit, after=fields, reason=reason, seen=seen):
        held, above, moved = _tree(tree), _parent(parent), unit_of_code(unit)
        if not UnitEdge.objects.filter(unit=moved).exists():
            _refuse_same_name(held, moved.subject.name_zh, above, on, besides=moved)
        _end(held, moved, on)
        TreeEdge.objects.create(tree=held, unit=moved, parent=above, valid_from=on)
        _check(held)


def take_out(actor: Actor, *, tree: str, unit: str, on: date, reason: str = "", seen: str | None = None) -> None:
    """End the place of a unit in a further tree on a day; everything before stays.

    Errors:   permission_denied, org_tree_unknown, unit_unknown, unit_not_in_tree; unit_tree_broken while something
              hangs below it; organisation_changed when `seen` is not in force any more.
    """
    fields = {"tree": tree, "on": on}
    with written(actor, verb="take_out", object_kind="unit", object_key=unit, after=fields, reason=reason, seen=seen):
        held = _tree(tree)
        if not _end(held, unit_of_code(unit), on):
            raise errors.NotInTree(unit=unit, tree=tree, on=on)
        _check(held)


def _tree(code: str) -> UnitTree:
    found = UnitTree.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise errors.TreeUnknown(tree=code)
    return found


def _parent(code: str | None) -> Unit | None:
    """The unit above; the company itself is the same as none."""
    above = unit_of_code(code) if code else None
    is_company = above is not None and UnitEdge.objects.filter(unit=above, parent__isnull=True).exists()
    return None if is_company else above


def _end(tree: UnitTree, unit: Unit, on: date) -> bool:
    """End the place that holds on a day; one that began that very day never was."""
    if UnitEdge.objects.filter(unit=unit, parent__isnull=True).exists():
        raise errors.TreeBroken(unit=unit.subject.code, on=on, why="second_place")
    places = TreeEdge.objects.filter(tree=tree, unit=unit)
    later = places.filter(valid_from__gt=on).order_by("valid_from").first()
    if later is not None:
        raise errors.DatesCrossed(valid_from=on, valid_to=later.valid_from)
    current = places.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).first()
    if current is None:
        return False
    if current.valid_from == on:
        current.delete()
    else:
        TreeEdge.objects.filter(pk=current.pk).update(valid_to=on)
    return True


def _refuse_same_name(tree: UnitTree, name_zh: str, above: Unit | None, on: date, besides: Unit | None = None) -> None:
    running = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    same = TreeEdge.objects.filter(running, tree=tree, parent=above, unit__subject__name_zh=name_zh)
    same = same.exclude(unit__in=UnitEdge.objects.values("unit"))
    if besides is not None:
        same = same.exclude(unit=besides)
    if same.exists():
        raise errors.NameTaken(name=name_zh, parent=above.subject.code if above else "")


def _check(tree: UnitTree) -> None:
    """Refuse a tree that is broken on any day: a loop, a second place, or a unit in the air."""
    codes = {0: "", **dict(Unit.objects.values_list("pk", "subject__code"))}
    rows = list(
        TreeEdge.objects.filter(tree=tree).values_list("unit_id", "parent_id", "order", "valid_from", "valid_to")
    )
    edges = [Edge(unit, parent or 0, order, first, last) for unit, parent, order, first, last in rows]
    top = [Edge(0, None, 0, date.min, None)]
    check_edges([*top, *edges], codes)
