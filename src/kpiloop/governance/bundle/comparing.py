"""What an import would change: the bundle beside the company as it is."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from kpiloop.engine.targets.band import Band
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.fields import Part, Value
from kpiloop.governance.bundle.reading.settling import settled_formulas, settled_sources
from kpiloop.governance.bundle.rows import Bundle, Change, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.governance.bundle.timetables import settled_schedules

#: Columns that say a row is over already.
_OVER = {"is_active": "false", "state": "retired"}
#: Columns of a target of which one must say something.
_SAYING = ("target", "threshold", "stretch", "lower", "upper", "is_locked", "is_pinned")


def changes(bundle: Bundle, held: Bundle, *, on: date) -> Iterator[Change]:
    """Rows that differ, part by part; a part that is not in the bundle is left alone."""
    for name, part in PARTS.items():
        if name in bundle.parts and part.is_stored:
            yield from _of_part(part, indexed(part, bundle), _answerable(name, indexed(part, held), bundle, held), on)


def _answerable(
    name: str, rows: dict[tuple[str, ...], Row], bundle: Bundle, held: Bundle
) -> dict[tuple[str, ...], Row]:
    """What a bundle answers for: cards of a template it does not state, and their targets, are the template's."""
    if name not in ("cards", "targets"):
        return rows
    stated = {key_of(PARTS[name], row) for row in bundle.rows(name)}
    generated = {key_of(PARTS["cards"], row) for row in held.rows("cards") if row.values.get("template")}
    return {key: row for key, row in rows.items() if key in stated or key[:4] not in generated}


def indexed(part: Part, bundle: Bundle) -> dict[tuple[str, ...], Row]:
    """Rows of a part by their key; of two with one key the first."""
    found: dict[tuple[str, ...], Row] = {}
    for row in bundle.rows(part.name):
        found.setdefault(key_of(part, row), row)
    return found


def key_of(part: Part, row: Row) -> tuple[str, ...]:
    """Key columns of a row as text."""
    return tuple(written(row.values.get(column)) for column in part.key)


def fingerprint(bundle: Bundle) -> str:
    """Hash of everything a bundle says."""
    digest = hashlib.sha256()
    for name in PARTS:
        for row in bundle.rows(name):
            digest.update(name.encode())
            for column, value in sorted(row.values.items()):
                digest.update(f"\0{column}\1{written(value)}".encode())
    return digest.hexdigest()


def settled(bundle: Bundle, lines: Bundle) -> Bundle:
    """The bundle with what it leaves to the company: periods there are, and the card line of a target.

    A KPI that came to a subject once needs no day; of several lines the one in force when the period
    begins is meant, and the first one before all of them. A target that says nothing is none.
    """
    starts: dict[tuple[str, str, str], list[date]] = defaultdict(list)
    left_alone = [row for row in lines.rows("cards") if "cards" not in bundle.parts or row.values.get("template")]
    for row in (*bundle.rows("cards"), *left_alone):
        day = row.values.get("valid_from")
        if isinstance(day, date):
            starts[_line(row)].append(day)
    targets = tuple(_with_day(row, sorted(set(starts[_line(row)]))) for row in bundle.rows("targets") if _says(row))
    company = bundle.rows("company")
    if not is_blank(lines):
        company = _widened(company, lines.rows("company"))
    parts = {**bundle.parts, "company": company, "targets": targets, "schedules": settled_schedules(bundle)}
    parts |= {"formulas": settled_formulas(bundle), "sources": settled_sources(bundle, lines)}
    parts["charters"] = _speaking(bundle, lines)
    return Bundle({name: rows for name, rows in parts.items() if name in bundle.parts})


def is_blank(held: Bundle) -> bool:
    """Whether there is no company yet: whatever calendar an installation began with is only a default."""
    return not held.rows("units")


def _widened(wanted: tuple[Row, ...], held: tuple[Row, ...]) -> tuple[Row, ...]:
    """Periods are added and never taken away: what there is already is wanted too."""
    if not wanted or not held:
        return wanted
    values = dict(wanted[0].values)
    for column, outer in (("first_month", min), ("last_month", max)):
        days = [day for row in (wanted[0], held[0]) if isinstance(day := row.values.get(column), date)]
        values[column] = outer(days, default=None)
    return (Row(values, wanted[0].where, wanted[0].cells), *wanted[1:])


def _speaking(bundle: Bundle, held: Bundle) -> tuple[Row, ...]:
    """Documents that say something, or no longer say what they said: one of defaults alone is none."""
    part, known = PARTS["charters"], indexed(PARTS["charters"], held)
    usual = {field.name: field.default for field in part.fields}
    return tuple(
        row
        for row in bundle.rows("charters")
        if key_of(part, row) in known or any(row.values.get(name) != usual[name] for name in usual if name != "scheme")
    )


def _says(row: Row) -> bool:
    """Whether a target has a figure, which may be 0, or a mark."""
    return any(row.values.get(name) is not None and row.values[name] is not False for name in _SAYING)


def _line(row: Row) -> tuple[str, str, str]:
    return written(row.values.get("scheme")), written(row.values.get("subject")), written(row.values.get("kpi"))


def _with_day(row: Row, days: list[date]) -> Row:
    if row.values.get("card_from") is not None or not days:
        return row
    month = f"{written(row.values.get('period'))}-01"
    before = [day for day in days if day.isoformat() <= month]
    return Row({**row.values, "card_from": before[-1] if before else days[0]}, row.where, row.cells)


def _of_part(
    part: Part, wanted: Mapping[tuple[str, ...], Row], held: Mapping[tuple[str, ...], Row], on: date
) -> Iterator[Change]:
    for key, row in wanted.items():
        if key not in held:
            yield Change(part.name, "added", key, {}, _texts(part, row))
            continue
        before, after = _texts(part, held[key]), _texts(part, row)
        differing = [column for column in after if before[column] != after[column]]
        if differing:
            yield Change(
                part.name,
                "changed",
                key,
                {column: before[column] for column in differing},
                {column: after[column] for column in differing},
            )
    ending = _ending(part, wanted, held)
    for key, row in held.items():
        if key not in wanted:
            ends = key in ending and not _is_over(row, on)
            yield Change(part.name, "ended" if ends else "left", key, _texts(part, row), {})


def _ending(
    part: Part, wanted: Mapping[tuple[str, ...], Row], held: Mapping[tuple[str, ...], Row]
) -> set[tuple[str, ...]]:
    """Rows that end when they are gone: each one, or the newest of a thing of which nothing is left."""
    if part.removal in ("ends", "stays"):
        return set(held) if part.removal == "ends" else set()
    kept = {key[0] for key in wanted}
    if part.removal == "replaced":
        return {key for key in held if key[0] in kept}
    newest = {key[0]: key for key in sorted(held)}
    return {key for code, key in newest.items() if code not in kept}


def _texts(part: Part, row: Row) -> dict[str, str]:
    """Columns as they are compared: lists without an order by alphabet."""
    loose = {field.name for field in part.fields if field.any_order}
    values = _without_middle(row.values) if part.name == "targets" else row.values
    return {column: written(_scaled(value, column in loose)) for column, value in values.items()}


def _without_middle(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """A range says its middle already: whether it is written beside the bounds or not is no difference."""
    figure, low, high = (values.get(name) for name in ("target", "lower", "upper"))
    if not (isinstance(figure, Decimal) and isinstance(low, Decimal) and isinstance(high, Decimal)):
        return values
    return {**values, "target": None} if Band(low, high).stands_for(figure) else values


def _scaled(value: Value, is_loose: bool) -> Value:
    """Figures are compared as stored, at eight places."""
    if isinstance(value, tuple) and is_loose:
        return tuple(sorted(value))
    return value.quantize(Decimal("0.00000001")) if isinstance(value, Decimal) else value


def _is_over(row: Row, on: date) -> bool:
    end = row.values.get("valid_to")
    return (isinstance(end, date) and end <= on) or any(
        written(row.values.get(column)) == over for column, over in _OVER.items() if column in row.values
    )
