"""What a further tree may not say: a unit in the air, below itself or in two places, or one that stands nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.org.rows import Edge
from kpiloop.foundation.org.tree import check_edges
from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written

_TOP = 0


def tree_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Everything about further trees that is written correctly and still cannot be."""
    placed = {written(row.values.get("unit")) for each in (bundle, held) for row in each.rows("tree_places")}
    for row in bundle.rows("tree_units"):
        code = written(row.values.get("code"))
        if code and code not in placed:
            yield Fault("bundle_unit_without_place", row.place("code"), {"unit": code})
    trees: dict[str, list[Row]] = defaultdict(list)
    for row in bundle.rows("tree_places"):
        if isinstance(row.values.get("valid_from"), date):
            trees[written(row.values.get("tree"))].append(row)
    company = {
        written(row.values.get("code"))
        for each in (bundle, held)
        for row in each.rows("units")
        if not row.values.get("parent")
    }
    known = {
        key[0] for part in ("units", "tree_units") for each in (bundle, held) for key in indexed(PARTS[part], each)
    }
    for rows in trees.values():
        if all({written(row.values.get("unit")), written(row.values.get("parent"))} - {""} <= known for row in rows):
            yield from _broken(rows, {"": _TOP, **dict.fromkeys(company, _TOP)})


def _broken(rows: list[Row], tops: Mapping[str, int]) -> Iterator[Fault]:
    named = sorted({written(row.values.get(column)) for row in rows for column in ("unit", "parent")} - tops.keys())
    keys = {**tops, **{code: place for place, code in enumerate(named, start=1)}}
    edges = [Edge(_TOP, None, 0, date.min, None), *_edges(rows, keys)]
    try:
        check_edges(edges, {place: code for code, place in keys.items()})
    except Refusal as refusal:
        broken = str(refusal.fields.get("unit"))
        row = next((row for row in rows if written(row.values.get("unit")) == broken), rows[0])
        yield Fault(refusal.code, row.place("parent"), refusal.fields)


def _edges(rows: list[Row], keys: Mapping[str, int]) -> Iterator[Edge]:
    """Places of every unit; one without an end ends where the next begins."""
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_unit[written(row.values.get("unit"))].append(row)
    for code, places in by_unit.items():
        places.sort(key=lambda row: written(row.values.get("valid_from")))
        following = [later.values.get("valid_from") for _, later in pairwise(places)]
        for row, after in zip(places, [*following, None], strict=True):
            start, end = row.values.get("valid_from"), row.values.get("valid_to") or after
            assert isinstance(start, date)
            parent = keys[written(row.values.get("parent"))]
            yield Edge(keys[code], parent, 0, start, end if isinstance(end, date) else None)
