"""Keys that stand twice, and names that lead nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from kpiloop.governance.bundle.contents import PARTS, SUBJECTS
from kpiloop.governance.bundle.fields import Field, Part
from kpiloop.governance.bundle.rows import Bundle, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.collect.roster.shapes import ROSTERS

_NEAR = 0.6


def reference_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Rows of one key and unknown codes; what the company has already counts as known."""
    known = {name: _codes(name, bundle) | _codes(name, held) for name in PARTS}
    known["datasets"] |= ROSTERS.keys()  # a source may tell about the organisation instead of bringing facts
    for name, part in PARTS.items():
        yield from _twice(part, bundle)
        for row in bundle.rows(name):
            for field in part.fields:
                yield from _unknown(field, row, known)
    yield from _codes_shared(bundle)


def _codes(part: str, bundle: Bundle) -> set[str]:
    key = PARTS[part].key
    return {written(row.values.get(key[0])) for row in bundle.rows(part)} if key else set()


def _twice(part: Part, bundle: Bundle) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], Row] = {}
    for row in bundle.rows(part.name):
        key = tuple(written(row.values.get(column)) for column in part.key)
        if key in seen:
            fields = {"key": " / ".join(key) or part.name, "first": seen[key].where}
            yield Fault("bundle_row_twice", row.where, fields)
        seen.setdefault(key, row)


def _unknown(field: Field, row: Row, known: Mapping[str, set[str]]) -> Iterator[Fault]:
    value = row.values.get(field.name)
    if not field.refers or not value:
        return
    candidates = set().union(*(known[part] for part in field.refers))
    for code in value if isinstance(value, tuple) else (value,):
        if not isinstance(code, str) or code in candidates:
            continue
        near = difflib.get_close_matches(code, sorted(candidates), n=1, cutoff=_NEAR)
        fields = {"column": field.name, "code": code, "part": " / ".join(field.refers)}
        if near:
            yield Fault("bundle_code_unknown_near", row.place(field.name), {**fields, "near": near[0]})
        else:
            yield Fault("bundle_code_unknown", row.place(field.name), fields)


def _codes_shared(bundle: Bundle) -> Iterator[Fault]:
    """Units, positions and people share one space of codes: a KPI may be measured for any of them."""
    seen: dict[str, Row] = {}
    for part in SUBJECTS:
        column = PARTS[part].key[0]
        own: dict[str, Row] = {}
        for row in bundle.rows(part):
            code = written(row.values.get(column))
            if code in seen:
                yield Fault("bundle_code_shared", row.place(column), {"code": code, "first": seen[code].where})
            own.setdefault(code, row)
        seen |= own
