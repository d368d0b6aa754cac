"""Which formula computes a KPI on which day, parsed and checked once per run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kpiloop.engine.errors import Refusal
from kpiloop.engine.formula import Aggregate, KpiReference, Node, check, parse, walk
from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.foundation.reading import once
from kpiloop.foundation.warehouse.errors import DatasetUnknown
from kpiloop.loop.measure.errors import FormulaCycle, RoleUnknown
from kpiloop.loop.measure.models import Formula


@dataclass(frozen=True)
class Bound:
    """A formula ready to compute."""

    formula_id: int  #: key of the version
    kpi_id: int  #: KPI
    code: str  #: its code
    version: int  #: number of the version
    node: Node  #: parsed formula
    aggregates: tuple[Aggregate, ...]  #: what it reads from rows
    references: tuple[KpiReference, ...]  #: what it reads of other KPIs
    date_columns: Mapping[str, str]  #: dataset -> date role
    valid_from: date  #: first day it is used for
    unit_columns: Mapping[str, str] = field(default_factory=dict)  #: dataset -> column that names the unit

    @cached_property
    def spans(self) -> frozenset[str]:
        """Other days it looks at than those of the window."""
        spans = {part.span for part in self.aggregates} | {part.span for part in self.references}
        return frozenset(spans - {""})

    @property
    def carry(self) -> int:
        """How many periods back the last known value of some KPI may be taken from."""
        return max((part.carry for part in self.references), default=0)

    @property
    def key(self) -> str:
        """Name of this version inside a plan."""
        return f"{self.code}@{self.version}"


@dataclass(frozen=True)
class Bindings:
    """All formula versions, oldest first per KPI."""

    versions: Mapping[int, tuple[Bound, ...]]  #: KPI key -> versions

    def in_force(self, kpi_id: int, on: date) -> Bound | None:
        """The version a period beginning on a day is computed with; the first one before its own day."""
        known = self.versions.get(kpi_id, ())
        begun = [bound for bound in known if bound.valid_from <= on]
        return begun[-1] if begun else None

    def everything(self) -> Iterable[Bound]:
        """Every version of every KPI."""
        return (bound for versions in self.versions.values() for bound in versions)


def bound_of(formula: Formula | None) -> Bound | None:
    """The roles a stored value was computed by; what its text reads is not looked at."""
    if formula is None:
        return None
    return Bound(
        formula.pk, formula.kpi_id, "", formula.version, parse(formula.text), (), (),
        formula.date_columns, formula.valid_from, formula.unit_columns,
    )  # fmt: skip


def days_ahead() -> int:
    """How many days after a window some published formula still looks."""
    texts = Formula.objects.filter(state="published", text__contains="converted(").values_list("text", flat=True)
    parts = [part for text in texts for part in walk(parse(text)) if isinstance(part, Aggregate)]
    return max((part.days_ahead for part in parts), default=0)


def read_bindings(shapes: Mapping[str, DatasetShape], kpi_codes: Mapping[str, int]) -> Bindings:
    """Parse every published formula; what no longer fits its dataset is refused when it is used."""
    codes = frozenset(kpi_codes.items())
    return once(("measure.bindings", codes), lambda: _read_bindings(shapes, kpi_codes))


def _read_bindings(shapes: Mapping[str, DatasetShape], kpi_codes: Mapping[str, int]) -> Bindings:
    versions: dict[int, list[Bound]] = {}
    for row in Formula.objects.filter(state="published").select_related("kpi").order_by("kpi_id", "version"):
        node = parse(row.text)
        checked = check(node, shapes, kpi_codes)
        bound = Bound(
            row.pk, row.kpi_id, row.kpi.code, row.version, node, checked.aggregates, checked.kpi_references,
            row.date_columns, row.valid_from, row.unit_columns,
        )  # fmt: skip
        versions.setdefault(row.kpi_id, []).append(bound)
    return Bindings({key: tuple(rows) for key, rows in versions.items()})


def refuse_cycle(code: str, node: Node, others: Mapping[str, Node]) -> None:
    """Refuse a formula that would need its own result; a target or a value of an earlier period is no cycle.

    Over rolling months or to date an earlier period is: these are computed anew, however far they look back.
    """
    path = [code]

    def visit(current: Node) -> None:
        for part in walk(current):
            if not isinstance(part, KpiReference) or part.taken == "target" or (part.shift != "none" and not part.span):
                continue
            if part.code == code:
                raise FormulaCycle(kpi=code, path=" -> ".join([*path, code]))
            if part.code in others and part.code not in path:
                path.append(part.code)
                visit(others[part.code])
                path.pop()

    visit(node)


def refuse_dateless(kpi: str, aggregates: Iterable[Aggregate], shapes: Mapping[str, DatasetShape]) -> None:
    """Refuse to count rows that fall in no period.

    Errors:   scan_no_date.
    """
    for aggregate in aggregates:
        if not shapes[aggregate.dataset].date_columns:
            raise Refusal("scan_no_date", kpi=kpi, dataset=aggregate.dataset)


def refuse_roles(
    kpi: str, date_columns: Mapping[str, str], unit_columns: Mapping[str, str], shapes: Mapping[str, DatasetShape]
) -> None:
    """Dates must be date roles, and units named by a text column.

    Errors:   measure_role_unknown, dataset_unknown.
    """
    asked = [(dataset, column, False) for dataset, column in date_columns.items()]
    asked += [(dataset, column, True) for dataset, column in unit_columns.items()]
    for dataset, column, names_unit in asked:
        shape = shapes.get(dataset)
        if shape is None:
            raise DatasetUnknown(dataset=dataset)
        texts = {name for name, kind in shape.columns.items() if kind == "text"}
        known = texts if names_unit else set(shape.date_columns)
        if column not in known:
            raise RoleUnknown(kpi=kpi, dataset=dataset, column=column, known=", ".join(sorted(known)))
