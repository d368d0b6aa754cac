"""The operations file: tasks, inspections, satisfaction answers and safety, in GB18030."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kpiloop.demo import levels
from kpiloop.demo.design import Design
from kpiloop.demo.structure import PLANTS, UNITS, Employee, employees, unit_on
from kpiloop.engine.periods import Period

HEAD = ("单号", "日期", "单位", "工号", "类别", "计划数", "完成数", "合格数", "评分", "事件数")
UNIT_NAME = {code: (zh, en) for code, zh, en, *_ in UNITS}
ANSWERING = ("SH", "SN", "NORTH", "SOUTH", "STORE1", "STORE2", "SERVICE")
ANSWERS_A_MONTH = 30
CHECKED_A_DAY = 400


@dataclass(frozen=True)
class Record:
    """One line of the operations file; a count that does not apply is None."""

    number: str  #: business key
    on: date  #: day
    unit: str  #: unit code
    person: str  #: employee number or ""
    kind: str  #: 任务, 质检, 满意度 or 安全
    planned: int | None = None  #: tasks planned or pieces checked
    done: int | None = None  #: tasks done
    passed: int | None = None  #: pieces passed at the first try
    score: int | None = None  #: answer of a customer, 0-100
    incidents: int | None = None  #: recordable injuries


def records_of(design: Design) -> Iterator[Record]:
    """All records, month by month."""
    everybody = [e for e in employees(design) if not e.is_head]
    for month in design.months:
        for employee in everybody:
            yield from _tasks(design, employee, month)
        for plant in PLANTS:
            yield from _inspections(design, plant, month)
            yield _safety(design, plant, month)
        for unit in ANSWERING:
            yield from _answers(design, unit, month)


def _tasks(design: Design, employee: Employee, month: Period) -> Iterator[Record]:
    pick = design.stream("tasks", employee.number, month.code)
    for week in range(4):
        on = month.start + timedelta(days=3 + 7 * week)
        planned = pick.randrange(5, 9)
        done = planned - (1 if pick.random() < 0.25 else 0)
        number = f"T{month.code.replace('-', '')}{employee.number[1:]}{week + 1}"
        yield Record(number, on, unit_on(employee, on), employee.number, "任务", planned=planned, done=done)


def _inspections(design: Design, plant: str, month: Period) -> Iterator[Record]:
    share = levels.pass_share(design, plant, month)
    carried, checked_days = 0, range(1, (month.end - month.start).days, 2)
    for place, day in enumerate(checked_days):
        # Cumulative rounding keeps the month's share exact to one piece.
        passed = round(CHECKED_A_DAY * (place + 1) * share) - carried
        carried += passed
        number = f"Q{month.code.replace('-', '')}{plant}{day:02d}"
        on = month.start + timedelta(days=day)
        yield Record(number, on, plant, "", "质检", planned=CHECKED_A_DAY, passed=passed)


def _safety(design: Design, plant: str, month: Period) -> Record:
    hurt = 1 if design.has("incident", plant, month.code) else 0
    return Record(
        f"S{month.code.replace('-', '')}{plant}", month.end - timedelta(days=1), plant, "", "安全", incidents=hurt
    )


def _answers(design: Design, unit: str, month: Period) -> Iterator[Record]:
    pick = design.stream("answers", unit, month.code)
    mean = 87 if unit == "SERVICE" and month == design.months[-1] else 92
    for place in range(ANSWERS_A_MONTH):
        on = month.start + timedelta(days=place * 28 // ANSWERS_A_MONTH)
        score = max(60, min(100, round(pick.gauss(mean, 4))))
        yield Record(f"A{month.code.replace('-', '')}{unit}{place + 1:02d}", on, unit, "", "满意度", score=score)


def write_operations(design: Design, path: Path) -> None:
    """Write the file as the operations people keep it, with three lines that cannot be right."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([design.said(word) for word in HEAD])
        for record in records_of(design):
            writer.writerow(_written(design, record))
        last = design.months[-1].start
        first, second = (design.named(*UNIT_NAME[plant]) for plant in PLANTS)
        said = design.said
        writer.writerow(("X1", f"{last:%Y}-02-30", first, "", said("质检"), 400, "", 395, "", ""))
        writer.writerow(("X2", f"{last:%Y-%m}-08", said("东北办事处"), "", said("满意度"), "", "", "", 90, ""))
        writer.writerow(("X3", f"{last:%Y-%m}-09", second, "", said("质检"), said("待补"), "", 396, "", ""))


def _written(design: Design, record: Record) -> tuple[object, ...]:
    counts = (record.planned, record.done, record.passed, record.score, record.incidents)
    shown = ("" if count is None else count for count in counts)
    unit = design.named(*UNIT_NAME[record.unit])
    return (record.number, record.on.isoformat(), unit, record.person, design.said(record.kind), *shown)
