"""The one-sheet workbook: what its columns are, and what a sheet at hand would do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy, ngettext

from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect.one_sheet.lines import BadCell
from kpiloop.loop.collect.one_sheet.outcome import OneSheetPreview, UnitWeights

#: Heading as people write it, whether it must be there, what it is for, an example, the same in English.
COLUMNS = (
    (
        "部门",
        "Unit",
        True,
        gettext_lazy("Whose KPI it is. A unit that does not exist is created."),
        "华东销售",
        "East Sales",
    ),
    (
        "责任人",
        "Owner",
        True,
        gettext_lazy("Who answers for it, with the employee number beside when you have it."),
        "陈立",
        "Chen Li",
    ),
    (
        "指标",
        "KPI",
        True,
        gettext_lazy("What is measured. The same name in several units is one KPI."),
        "营业收入",
        "Revenue",
    ),
    ("单位", "Measure unit", True, gettext_lazy("万元, %, 天, 分 … Figures in the row are read in it."), "万元", "CNY"),
    ("方向", "Direction", True, gettext_lazy("Which way is good: 越高越好 or 越低越好."), "越高越好", "higher"),
    (
        "权重",
        "Weight",
        True,
        gettext_lazy("Percent of the unit's card; the weights of a unit make exactly 100."),
        "40",
        "40",
    ),
    (
        "年度目标",
        "Annual target",
        False,
        gettext_lazy("Spread over the months when they have no targets of their own."),
        "70,400",
        "7,040,000",
    ),
    ("1月目标 … 12月目标", "Jan target …", False, gettext_lazy("Monthly targets."), "5,440", "544,000"),
    (
        "1月实际 … 12月实际",
        "Jan actual …",
        False,
        gettext_lazy("Monthly actuals, as far as you have them; leave the rest empty."),
        "5,512",
        "551,200",
    ),
)
#: A sheet small enough to read at a glance: heading line, then rows.
SAMPLE = (
    ("部门", "责任人", "指标", "单位", "方向", "权重", "年度目标", "1月目标", "1月实际", "2月目标", "2月实际"),
    ("华东销售", "陈立", "营业收入", "万元", "越高越好", "60", "70,400", "5,440", "5,512", "4,320", "4,198"),
    ("华东销售", "陈立", "应收周转天数", "天", "越低越好", "40", "", "54", "52", "54", "55"),
    ("制造一厂", "吴刚", "一次合格率", "%", "越高越好", "100", "", "98.5", "97.9", "98.5", "98.6"),
)

SAMPLE_EN = (
    (
        "Unit", "Owner", "KPI", "Measure unit", "Direction", "Weight", "Annual target", "Jan target", "Jan actual",
        "Feb target", "Feb actual",
    ),
    (
        "East Sales", "Chen Li", "Revenue", "CNY", "higher", "60", "7,040,000", "544,000", "551,200", "432,000",
        "419,800",
    ),
    ("East Sales", "Chen Li", "Days sales outstanding", "days", "lower", "40", "", "54", "52", "54", "55"),
    ("Plant 1", "Wu Gang", "First-pass yield", "%", "higher", "100", "", "98.5", "97.9", "98.5", "98.6"),
)  # fmt: skip


def sample() -> tuple[tuple[str, ...], ...]:
    """The small sheet in the language of the reader; both are understood."""
    return SAMPLE_EN if formats.language() == "en" else SAMPLE


@dataclass(frozen=True)
class Waiting:
    """One cell that would wait."""

    cell: str  #: address
    written: str  #: as written
    sentence: str  #: why


@dataclass(frozen=True)
class LineShown:
    """One KPI of a unit as understood."""

    line: int  #: line of the sheet
    unit: str  #: unit
    kpi: str  #: KPI
    owner: str  #: owner
    weight: str  #: percent
    annual: str  #: annual target
    targets: int  #: months with a target
    actuals: int  #: months with an actual


@dataclass(frozen=True)
class WorkbookLook:
    """What a sheet would do."""

    title: str  #: the finding
    lines: tuple[LineShown, ...]  #: KPIs of units
    weights: tuple[UnitWeights, ...]  #: by unit, the wrong ones first
    created: tuple[tuple[str, tuple[str, ...]], ...]  #: what would be created: kind and names
    waiting: tuple[Waiting, ...]  #: cells set aside
    notices: tuple[str, ...]  #: what to know
    can_load: bool  #: False when the weights stand in the way


def workbook_look(preview: OneSheetPreview) -> WorkbookLook:
    """The preview in words."""
    created = (("unit", preview.new_units), ("person", preview.new_people), ("kpi", preview.new_kpis))
    return WorkbookLook(
        title=_title(preview),
        lines=tuple(_line(row) for row in preview.lines),
        weights=tuple(sorted(preview.weights, key=lambda row: row.is_right)),
        created=tuple((kind, names) for kind, names in created if names),
        waiting=tuple(waiting_of(cell) for cell in preview.bad_cells),
        notices=tuple(sentence(f"notice_{row.code}", {"cell": row.cell, **row.fields}) for row in preview.notices),
        can_load=preview.can_load,
    )


def waiting_of(cell: BadCell) -> Waiting:
    """A cell that waits, with the reason in a sentence."""
    fields = {"written": cell.written, "column": cell.heading, **cell.fields}
    return Waiting(cell.cell, cell.written, sentence(cell.reason, fields))


def _line(row: object) -> LineShown:
    weight, annual = getattr(row, "weight", None), getattr(row, "annual", None)
    return LineShown(
        line=getattr(row, "line", 0),
        unit=getattr(row, "unit", ""),
        kpi=getattr(row, "kpi", ""),
        owner=getattr(row, "owner", ""),
        weight=formats.number(weight if isinstance(weight, Decimal) else None),
        annual=formats.number(annual if isinstance(annual, Decimal) else None),
        targets=len(getattr(row, "targets", ())),
        actuals=len(getattr(row, "actuals", ())),
    )


def _title(preview: OneSheetPreview) -> str:
    units = len({row.unit for row in preview.lines})
    wrong = sum(1 for row in preview.weights if not row.is_right)
    if wrong:
        return ngettext(
            "The weights of %(count)d unit do not make 100: correct the sheet first",
            "The weights of %(count)d units do not make 100: correct the sheet first",
            wrong,
        ) % {"count": wrong}
    return gettext("%(lines)d KPIs of %(units)d units understood, %(bad)d cells would wait. Nothing is stored yet") % {
        "lines": len(preview.lines), "units": units, "bad": len(preview.bad_cells),
    }  # fmt: skip
