"""The rows under one aggregate of a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kpiloop.engine.dataflow import KpiRequest, Window, build
from kpiloop.engine.formula import Aggregate
from kpiloop.engine.formula.library import COUNTS_VALUES, PERCENTILES
from kpiloop.engine.formula.printer import canonical
from kpiloop.engine.trace import Step
from kpiloop.engine.values import EXACT
from kpiloop.foundation.access.actors import SYSTEM
from kpiloop.foundation.calendar import selectors as calendar
from kpiloop.foundation.warehouse import engine_io as warehouse
from kpiloop.foundation.warehouse.row_reading import is_fingerprint_only
from kpiloop.foundation.warehouse.rows import RowPage
from kpiloop.loop.measure.binding import bound_of
from kpiloop.loop.measure.models import Value
from kpiloop.loop.measure.money.converting import STOCKS, split_members
from kpiloop.loop.measure.splitting.values import days_of, leaves_of, members_of


@dataclass(frozen=True)
class RowsAsked:
    """Which page of rows is wanted, and whether the viewer may open rows at all."""

    page: int  #: page number, from 1
    size: int  #: rows per page
    may_open: bool  #: False: sums, counts and hashes only
    open_to: str = ""  #: who may, where the viewer may not
    listed: bool = True  #: False: count and sum as they were stored; the fact store is not asked
    through: str = ""  #: span a KPI is looked at through; empty for its own window
    at: str = ""  #: period it is looked at in, where that is not the one of the value on top
    whole: bool = False  #: it is looked at for the whole company under a value of somebody else
    sees: Callable[[int], bool] = lambda _subject_id: True  #: whose figures the viewer may see
    opens_units: bool = True  #: whether the viewer may open rows of units

    def named(self, aggregate: Aggregate) -> str:
        """How an aggregate is called: no two under one value alike."""
        text = canonical(replace(aggregate, span=aggregate.span or self.through))
        text = f"company({text})" if self.whole else text
        return f"{text} @ {self.at}" if self.at else text


def list_rows(value: Value, aggregate: Aggregate, stored: Mapping[str, object] | None, asked: RowsAsked) -> Step:
    """One aggregate of a value with a page of the rows it was made of.

    The rows come from the version the value was computed from, so they are the ones that counted
    then, whatever was loaded since. Count and sum are those of all rows, not of the page.
    """
    figure = None if stored is None or stored["figure"] is None else Decimal(str(stored["figure"]))
    if value.warehouse_version is None or figure is None:
        return Step("source_rows", "proof.rows", leaf="missing", parameters={"reason": "no_rows"})
    if stored is not None and stored.get("native"):
        return _converted(value, aggregate, stored, figure, asked)
    days = days_of(value.period_id, aggregate.span or value.window)
    return _listed(value, aggregate, Part(figure, str(stored["rows"]) if stored else "0", days), asked)


@dataclass(frozen=True)
class Part:
    """What one list of rows adds up to."""

    figure: Decimal  #: their figure
    count: str  #: rows with a value, as stored
    days: tuple[date, date]  #: first day and day after
    currency: str | None = None  #: rows in this currency alone; None: all


def _converted(
    value: Value, aggregate: Aggregate, stored: Mapping[str, object], figure: Decimal, asked: RowsAsked
) -> Step:
    """Native amounts, each with its rate and the version of it, and their sum in the currency of the KPI."""
    lines = stored["native"]
    assert isinstance(lines, list)
    children = tuple(_conversion(value, aggregate, line, asked) for line in lines)
    return Step(
        "converted", "proof.converted", fields={"aggregate": asked.named(aggregate), "dataset": aggregate.dataset},
        figure=figure, unit=lines[0]["into"], operation="sum", children=children,
    )  # fmt: skip


def _conversion(value: Value, aggregate: Aggregate, line: Mapping[str, str], asked: RowsAsked) -> Step:
    amount, rate = Decimal(line["amount"]), Decimal(line["rate"])
    days = days_of(value.period_id, aggregate.span or value.window)
    if aggregate.function not in STOCKS:
        month = calendar.period(SYSTEM, line["month"])
        days = (max(days[0], month.starts_on), min(days[1], month.ends_before))  # a week has days of two months
    native = _listed(value, aggregate, Part(amount, line["rows"], days, line["currency"]), asked)
    named = {name: line[name] for name in ("currency", "into", "rate_type", "period", "version")}
    used = Step("rate", "proof.rate", fields=named, figure=rate, leaf="decision", evidence=named)
    return Step(
        "conversion", "proof.conversion", fields=named, figure=EXACT.multiply(amount, rate), unit=line["into"],
        operation="product", children=(native, used),
    )  # fmt: skip


def _listed(value: Value, aggregate: Aggregate, part: Part, asked: RowsAsked) -> Step:
    figure = part.figure
    if value.warehouse_version is None:
        return Step("source_rows", "proof.rows", leaf="missing", parameters={"reason": "no_rows"})
    if not asked.listed:
        evidence = _counted(value, aggregate, part.count, str(figure))
        return _rows_step(aggregate, figure, asked, evidence, ())
    shapes = warehouse.shapes()
    role = "unit" if value.subject.kind == "unit" else "person"
    kind, bound = value.subject.kind, bound_of(value.formula)
    leaves = leaves_of(kind, value.subject_id, bound, shapes)
    dates = bound.date_columns if bound else {}
    scan = build([KpiRequest("proof", [aggregate], role, dates, leaves)], shapes).scans[0]  # type: ignore[arg-type]
    members = members_of(kind, value.subject_id, part.days, bound, value.warehouse_version)
    if part.currency is not None:
        members = [row for row in split_members(members, *part.days) if row.subject.endswith(f"|{part.currency}")]
    page = warehouse.matching_rows(
        value.warehouse_version, scan=scan, measure=scan.measures[0],
        membership=members, window=Window("w", *part.days), page=asked.page, size=asked.size,
    )  # fmt: skip
    rows = tuple(_row(record, aggregate, scan.leaf_column, scan.date_column) for record in page.rows)
    evidence = _evidence(value, aggregate, page)
    return _rows_step(aggregate, figure, asked, evidence, rows)


def _rows_step(
    aggregate: Aggregate, figure: Decimal, asked: RowsAsked, evidence: Mapping[str, str], rows: tuple[Step, ...]
) -> Step:
    if not asked.may_open:
        evidence = {**evidence, "open_to": asked.open_to}
    return Step(
        "source_rows", "proof.rows", fields={"aggregate": asked.named(aggregate), "dataset": aggregate.dataset},
        figure=figure, operation="rows", parameters=_parameters(aggregate),
        leaf=None if asked.may_open else "restricted", evidence=evidence, children=rows if asked.may_open else (),
    )  # fmt: skip


def _parameters(aggregate: Aggregate) -> dict[str, str]:
    is_share = aggregate.function in PERCENTILES
    return {"function": aggregate.function} | ({"share": str(aggregate.share)} if is_share else {})


def _row(record: Mapping[str, object], aggregate: Aggregate, leaf: str | None, date_column: str) -> Step:
    cells = {name: "" if cell is None else str(cell) for name, cell in record.items() if not name.startswith("_")}
    number = record["_value"] if aggregate.function not in ("count", *COUNTS_VALUES) else 1
    return Step(
        "row", "proof.row", fields=cells, figure=Decimal(str(number)), leaf="source_row",
        parameters={
            "value": str(record["_value"]), "unit": str(record[leaf]) if leaf else "", "date": str(record[date_column]),
        },
        evidence={"load": str(record["_load"]), "line": str(record["_line"])},
    )  # fmt: skip


def _keeping(value: Value, aggregate: Aggregate) -> dict[str, str]:
    """Said on the figure where a close keeps hashes and no rows."""
    number = value.warehouse_version
    is_only = number is not None and is_fingerprint_only(number, aggregate.dataset)
    return {"rows_kept": "fingerprint_only"} if is_only else {}


def _counted(value: Value, aggregate: Aggregate, count: str, total: str) -> dict[str, str]:
    return {
        "value": str(value.pk),
        "dataset": aggregate.dataset,
        "row_count": count,
        "row_sum": total,
        "warehouse_version": str(value.warehouse_version),
        "loads": ", ".join(str(number) for number in value.load_numbers),
        "run": str(value.run.number),
        "sha256": warehouse.version(value.warehouse_version).sha256 if value.warehouse_version else "",
    } | _keeping(value, aggregate)


def _evidence(value: Value, aggregate: Aggregate, page: RowPage) -> dict[str, str]:
    total = "" if page.total_value is None else str(page.total_value)
    return _counted(value, aggregate, str(page.total), total) | {
        "page": str(page.number),
        "size": str(page.size),
        "sql": page.statement,
    }
