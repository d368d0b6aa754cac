"""What every write here must not break: names, other names, accounts, scopes and the tree."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.selectors import account_ids
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.org import errors
from kpiloop.foundation.org.choices import NODE, SCOPE_CHOICES, SUBTREE
from kpiloop.foundation.org.models import Person, Unit, UnitAlias, UnitEdge
from kpiloop.foundation.org.naming import named
from kpiloop.foundation.org.rows import Edge
from kpiloop.foundation.org.tree import check_edges


def refuse_taken_alias(alias: str, unit_id: int) -> None:
    """Refuse another name that already stands for a different unit.

    Errors:   unit_alias_taken.
    """
    own_code = Unit.objects.filter(subject__code=alias).exclude(pk=unit_id)
    if UnitAlias.objects.filter(alias=alias).exclude(unit_id=unit_id).exists() or own_code.exists():
        raise errors.AliasTaken(alias=alias)


def refuse_same_name(
    name_zh: str, above: Unit | None, on: date, parent: str | None, besides: Unit | None = None
) -> None:
    """Refuse a second unit of one name below one parent on one day.

    Errors:   unit_name_taken.
    """
    siblings = UnitEdge.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), parent=above)
    same = siblings.filter(unit__subject__name_zh=name_zh)
    if besides is not None:
        same = same.exclude(unit=besides)
    if same.exists():
        raise errors.NameTaken(name=name_zh, parent=parent or "")


def refuse_unit_gone(unit: Unit, start: date, end: date | None) -> None:
    """Refuse a place in a unit on days it is not there yet or no more; one of a further tree alone has no such days.

    Errors:   unit_not_yet, unit_over.
    """
    edges = UnitEdge.objects.filter(unit=unit).order_by("valid_from")
    days = [(edge.valid_from, edge.valid_to) for edge in edges]
    if not days:
        return
    if start < days[0][0]:
        raise errors.UnitNotYet(on=start, begins=days[0][0], **named("unit", unit.subject))
    over = days[-1][1]
    if over is not None and (end is None or end > over):
        raise errors.UnitOver(on=max(start, over), ends=over, **named("unit", unit.subject))


def refuse_closed(actor: Actor, who: str, was: date, on: date | None) -> None:
    """Refuse to move an end over days of a closed month: it keeps the organisation it was closed with.

    Errors:   org_end_closed.
    """
    first, last = (min(was, on), max(was, on)) if on is not None else (was, date.max)
    closed = [row for row in calendar.periods(actor) if row.is_closed]
    for row in closed:
        if row.starts_on < last and row.ends_before > first:
            raise errors.EndClosed(who=who, period=row.code, open_from=max(each.ends_before for each in closed))


def check_tree() -> None:
    """Refuse a tree that would be broken on any day; read inside the writing transaction.

    Errors:   unit_tree_broken.
    """
    codes = dict(Unit.objects.values_list("pk", "subject__code"))
    edges = UnitEdge.objects.values_list("unit_id", "parent_id", "order", "valid_from", "valid_to")
    check_edges((Edge(*row) for row in edges), codes)


def free_account(actor: Actor, username: str) -> int:
    """Find the key of an account that no employee has yet.

    Errors:   account_unknown, account_linked.
    """
    user_id = account_ids(actor, [username])[username]
    if Person.objects.filter(user_id=user_id).exists():
        raise errors.AccountLinked(username=username)
    return user_id


def refuse_kind(kind: str, unit: str | None) -> None:
    """Refuse an unknown kind of scope, and a unit where none belongs or none where one does.

    Errors:   scope_unknown.
    """
    if kind not in dict(SCOPE_CHOICES) or (kind in (NODE, SUBTREE)) != (unit is not None):
        raise errors.ScopeUnknown(kind=kind, unit=unit or "")
