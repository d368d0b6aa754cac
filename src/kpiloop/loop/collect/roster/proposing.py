"""A first recipe for a list: columns of units, positions and people beside the headings that most likely fill them."""

from __future__ import annotations

from collections.abc import Sequence

from kpiloop.loop.collect.cleaning.texts import tidy
from kpiloop.loop.collect.connectors.grid import Reading
from kpiloop.loop.collect.reading.guessing.concepts import plain_heading
from kpiloop.loop.collect.roster.shapes import PEOPLE, POSITIONS, UNITS

#: Lines among which the headings are looked for.
_LOOKED = 15
_SINCE = "生效日期 任职日期 入职日期 开始日期 起始日期 validfrom from startdate hiredate since"
_UNTIL = "失效日期 离职日期 结束日期 终止日期 validto to enddate leavingdate until"
_ENGLISH = "英文名 英文名称 英文姓名 nameen englishname"
_UNIT = (
    "部门 部门编码 部门代码 所属部门 组织 组织编码 机构 单位 unit unitcode department departmentcode dept org orgcode"
)
#: Words by column, those that say it most plainly first.
_WORDS: dict[str, dict[str, str]] = {
    PEOPLE: {
        "number": "工号 员工编号 员工号 人员编号 职工号 number employeenumber employeeno employeeid staffno staffid no",
        "name_zh": "姓名 员工姓名 中文名 人员姓名 name fullname employeename namezh",
        "name_en": _ENGLISH,
        "unit": _UNIT,
        "position": "岗位 岗位编码 职位 岗位名称 职务 position positioncode jobtitle job",
        "line_manager": "上级 直接上级 直属上级 汇报对象 上级工号 manager linemanager managerid reportsto supervisor",
        "is_head": "负责人 是否负责人 部门负责人 ishead head",
        "valid_from": _SINCE,
        "valid_to": _UNTIL,
    },
    UNITS: {
        "code": "编码 部门编码 组织编码 机构编码 代码 部门代码 code unitcode departmentcode orgcode id",
        "name_zh": "名称 部门名称 组织名称 机构名称 部门 name unitname departmentname namezh",
        "name_en": _ENGLISH,
        "kind": "类型 类别 kind type",
        "parent": "上级 上级部门 上级编码 上级部门编码 上级组织 parent parentcode parentunit",
        "valid_from": _SINCE,
        "valid_to": _UNTIL,
    },
    POSITIONS: {
        "code": "岗位编码 编码 岗位代码 职位编码 代码 code positioncode id",
        "name_zh": "岗位名称 名称 岗位 职位 职位名称 name positionname title namezh",
        "name_en": _ENGLISH,
        "unit": _UNIT,
        "level": "职级 级别 层级 level grade",
    },
}


def propose_list(dataset: str, headings: Sequence[str]) -> dict[str, object]:
    """The columns of a list that a line of headings fills, each heading once; empty when none is known.

    >>> propose_list(PEOPLE, ["工号", "姓名", "部门", "备注"])
    {'columns': {'number': '工号', 'name_zh': '姓名', 'unit': '部门'}}
    """
    left = {plain_heading(heading): heading for heading in reversed(headings) if heading}
    chosen: dict[str, str] = {}
    for column, words in _WORDS[dataset].items():
        found = next((word for word in words.split() if word in left), None)
        if found is not None:
            chosen[column] = left.pop(found)
    return {"columns": chosen} if chosen else {}


def propose_from(dataset: str, reading: Reading) -> dict[str, object]:
    """The same from what a source holds: the line that reads most like headings."""
    lines = [grid.head for grid in reading.grids[:1] if grid.head]
    lines += [tuple(map(tidy, row.cells)) for grid in reading.grids[:1] for row in grid.rows[:_LOOKED]]
    proposed = [propose_list(dataset, line) for line in lines]
    return max(proposed, key=_filled, default={})


def _filled(recipe: dict[str, object]) -> int:
    columns = recipe.get("columns")
    return len(columns) if isinstance(columns, dict) else 0
