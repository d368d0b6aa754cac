"""What an organisation may not say: crossed days, two companies, units in a circle, one name twice below one parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.org.rows import Edge
from kpiloop.foundation.org.tree import check_edges
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written


def organisation_faults(bundle: Bundle) -> Iterator[Fault]:
    """Everything about who and where that is written correctly and still cannot be."""
    yield from _dates(bundle)
    yield from _company(bundle)
    yield from _names(bundle)
    yield from _aliases(bundle)
    yield from _tree(bundle)
    yield from _places(bundle)


def _dates(bundle: Bundle) -> Iterator[Fault]:
    for part in ("units", "appointments", "tree_places", "cards", "populations"):
        for row in bundle.rows(part):
            start, end = row.values.get("valid_from"), row.values.get("valid_to")
            if isinstance(start, date) and isinstance(end, date) and end <= start:
                fields = {"valid_from": start.isoformat(), "valid_to": end.isoformat()}
                yield Fault("bundle_dates_crossed", row.place("valid_to"), fields)
    for row in bundle.rows("calendar_events"):
        first, last = row.values.get("first_day"), row.values.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            fields = {"first_day": first.isoformat(), "last_day": last.isoformat()}
            yield Fault("calendar_event_wrong", row.place("last_day"), fields)


def _company(bundle: Bundle) -> Iterator[Fault]:
    roots = [row for row in bundle.rows("units") if not row.values.get("parent")]
    for row in roots[1:]:
        fields = {"code": written(row.values.get("code")), "first": written(roots[0].values.get("code"))}
        yield Fault("bundle_two_companies", row.where, fields)
    for row in bundle.rows("company"):
        month = row.values.get("fiscal_start_month")
        if isinstance(month, int) and not 1 <= month <= 12:
            yield Fault("bundle_not_a_month", row.place("fiscal_start_month"), {"written": str(month)})
        first, last = row.values.get("first_month"), row.values.get("last_month")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            fields = {"valid_from": first.isoformat(), "valid_to": last.isoformat()}
            yield Fault("bundle_dates_crossed", row.place("last_month"), fields)
        week, worked = row.values.get("week_start"), row.values.get("workdays")
        if isinstance(week, int) and week not in range(7):
            yield Fault("bundle_not_a_weekday", row.place("week_start"), {"written": str(week)})
        if isinstance(worked, tuple) and (not worked or not set(worked) <= set("0123456")):
            yield Fault("bundle_not_a_weekday", row.place("workdays"), {"written": written(worked)})


def _names(bundle: Bundle) -> Iterator[Fault]:
    """Names are unique only below one parent, and there they are."""
    seen: dict[tuple[str, str], Row] = {}
    for row in bundle.rows("units"):
        key = (written(row.values.get("parent")), written(row.values.get("name_zh")))
        first = seen.setdefault(key, row)
        if first is not row:
            fields = {"name": key[1], "parent": key[0], "first": first.where}
            yield Fault("bundle_name_twice", row.place("name_zh"), fields)


def _aliases(bundle: Bundle) -> Iterator[Fault]:
    rows = (*bundle.rows("units"), *bundle.rows("tree_units"))
    held = {written(row.values.get("code")): row for row in rows}
    for row in rows:
        aliases = row.values.get("aliases")
        for alias in aliases if isinstance(aliases, tuple) else ():
            first = held.setdefault(alias, row)
            if first is not row:
                yield Fault("bundle_alias_twice", row.place("aliases"), {"alias": alias, "first": first.where})


def _tree(bundle: Bundle) -> Iterator[Fault]:
    """Units that hang below themselves, or below one that is not there yet; told at the first that does."""
    codes = {written(row.values.get("code")): place for place, row in enumerate(bundle.rows("units"))}
    edges = [edge for row in bundle.rows("units") for edge in _edges(row, bundle, codes)]
    parents = {written(row.values.get("parent")) for part in ("units", "moves") for row in bundle.rows(part)}
    if len(_roots(bundle)) > 1 or not parents - {""} <= codes.keys():
        return  # said already
    try:
        check_edges(edges, {place: code for code, place in codes.items()})
    except Refusal as refusal:
        row = bundle.rows("units")[codes[str(refusal.fields["unit"])]]
        yield Fault(refusal.code, row.place("parent"), refusal.fields)


def _roots(bundle: Bundle) -> list[Row]:
    return [row for row in bundle.rows("units") if not row.values.get("parent")]


def _edges(row: Row, bundle: Bundle, codes: dict[str, int]) -> Iterator[Edge]:
    """Where a unit hangs, from its first day over its moves; a parent nobody knows is told elsewhere."""
    code, start, end = written(row.values.get("code")), row.values.get("valid_from"), row.values.get("valid_to")
    moves = [move for move in bundle.rows("moves") if written(move.values.get("unit")) == code]
    moves.sort(key=lambda move: written(move.values.get("on")))
    days = [start, *(move.values.get("on") for move in moves)]
    parents = [written(each.values.get("parent")) for each in (row, *moves)]
    for place, (day, parent) in enumerate(zip(days, parents, strict=True)):
        until = days[place + 1] if place + 1 < len(days) else end
        if isinstance(day, date) and (parent in codes or not parent):
            last = until if isinstance(until, date) else None
            yield Edge(codes[code], codes.get(parent), 0, day, last)


def _places(bundle: Bundle) -> Iterator[Fault]:
    """One person has one place at a time."""
    held: dict[str, list[Row]] = defaultdict(list)
    for row in bundle.rows("appointments"):
        held[written(row.values.get("person"))].append(row)
    for person, rows in held.items():
        rows.sort(key=lambda row: written(row.values.get("valid_from")))
        for before, row in pairwise(rows):
            end, start = before.values.get("valid_to"), row.values.get("valid_from")
            if isinstance(start, date) and (end is None or (isinstance(end, date) and end > start)):
                fields = {"person": person, "valid_from": start.isoformat(), "first": before.where}
                yield Fault("bundle_places_overlap", row.place("valid_from"), fields)
