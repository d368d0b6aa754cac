"""Who counts for whom on which days, without ever counting a row twice."""

from __future__ import annotations

from collections.abc import Iterable

from kpiloop.engine.dataflow.nodes import Member


def merge_members(members: Iterable[Member]) -> list[Member]:
    """Join overlapping and touching stretches of the same leaf and subject.

    Law:      every (leaf, subject, day) of the input is covered exactly once; therefore a join on
              the result can never multiply a row of a subject.

    >>> from datetime import date
    >>> day = lambda month: date(2026, month, 1)
    >>> rows = [Member("E", "HQ", day(1), day(5)), Member("E", "HQ", day(3), day(9))]
    >>> [(row.valid_from.month, row.valid_to.month) for row in merge_members(rows)]
    [(1, 9)]
    """
    merged: list[Member] = []
    lasting = (member for member in members if member.valid_from < member.valid_to)
    for member in sorted(lasting, key=lambda row: (row.leaf, row.subject, row.valid_from, row.valid_to)):
        last = merged[-1] if merged else None
        follows = last is not None and (last.leaf, last.subject) == (member.leaf, member.subject)
        if last is not None and follows and member.valid_from <= last.valid_to:
            merged[-1] = Member(last.leaf, last.subject, last.valid_from, max(last.valid_to, member.valid_to))
        else:
            merged.append(member)
    return merged
