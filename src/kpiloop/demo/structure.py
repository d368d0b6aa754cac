"""Units, positions, people and accounts of the demo company as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from kpiloop.demo.design import Design

#: code, Chinese name, English name, kind, parent, code in the ERP
UNITS: tuple[tuple[str, str, str, str, str | None, str], ...] = (
    ("HC", "华澄集团", "Huacheng Group", "company", None, "00"),
    ("SALES", "销售中心", "Sales", "division", "HC", "10"),
    ("EAST", "华东销售", "East Sales", "unit", "SALES", "11"),
    ("SH", "上海团队", "Shanghai Team", "team", "EAST", "11A"),
    ("SN", "苏南团队", "Sunan Team", "team", "EAST", "11B"),
    ("NORTH", "北方销售", "North Sales", "unit", "SALES", "12"),
    ("SOUTH", "华南销售", "South Sales", "unit", "SALES", "13"),
    ("RETAIL", "零售事业部", "Retail", "division", "HC", "20"),
    ("STORE1", "上海旗舰店", "Shanghai Store", "unit", "RETAIL", "21"),
    ("STORE2", "杭州门店", "Hangzhou Store", "unit", "RETAIL", "22"),
    ("MFG", "制造中心", "Manufacturing", "division", "HC", "30"),
    ("P1", "制造一厂", "Plant 1", "unit", "MFG", "31"),
    ("P2", "制造二厂", "Plant 2", "unit", "MFG", "32"),
    ("SERVICE", "客户服务部", "Customer Service", "unit", "HC", "40"),
    ("SUPPLY", "供应链部", "Supply Chain", "unit", "HC", "50"),
    ("FIN", "财务部", "Finance", "unit", "HC", "60"),
    ("HR", "人力资源部", "Human Resources", "unit", "HC", "70"),
)
SELLING = ("SH", "SN", "NORTH", "SOUTH", "STORE1", "STORE2")
PLANTS = ("P1", "P2")
ERP_CODE = {code: erp for code, _zh, _en, _kind, _parent, erp in UNITS}

#: unit -> employee number, Chinese name, English name of who leads it
HEADS: dict[str, tuple[str, str, str]] = {
    "HC": ("E0001", "王敏", "Wang Min"),
    "SALES": ("E0010", "沈岚", "Shen Lan"),
    "EAST": ("E0011", "陈立", "Chen Li"),
    "SH": ("E0111", "孙悦", "Sun Yue"),
    "SN": ("E0112", "李岩", "Li Yan"),
    "NORTH": ("E0012", "黄睿", "Huang Rui"),
    "SOUTH": ("E0013", "许衡", "Xu Heng"),
    "RETAIL": ("E0020", "方立", "Fang Li"),
    "STORE1": ("E0021", "林悦", "Lin Yue"),
    "STORE2": ("E0022", "何静", "He Jing"),
    "MFG": ("E0030", "赵倩", "Zhao Qian"),
    "P1": ("E0031", "吴刚", "Wu Gang"),
    "P2": ("E0032", "何俊", "He Jun"),
    "SERVICE": ("E0040", "林涛", "Lin Tao"),
    "SUPPLY": ("E0050", "周敏", "Zhou Min"),
    "FIN": ("E0060", "周颖", "Zhou Ying"),
    "HR": ("E0070", "李萌", "Li Meng"),
}
#: unit -> position code, Chinese and English name, pay level of the people who work there
SEATS: dict[str, tuple[str, str, str, str]] = {
    unit: (f"{unit}-REP", f"{zh}销售代表", f"{en} Representative", "P4")
    for unit, zh, en, _kind, _parent, _erp in UNITS
    if unit in SELLING
} | {
    "P1": ("P1-OPR", "一厂工艺员", "Plant 1 Process Operator", "P3"),
    "P2": ("P2-OPR", "二厂工艺员", "Plant 2 Process Operator", "P3"),
    "SERVICE": ("SERVICE-AGT", "客服专员", "Service Agent", "P3"),
    "SUPPLY": ("SUPPLY-PLN", "计划专员", "Supply Planner", "P4"),
    "FIN": ("FIN-ACC", "会计", "Accountant", "P4"),
    "HR": ("HR-GEN", "人事专员", "HR Generalist", "P4"),
}
_SURNAMES = "张刘杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧田"
_SURNAMES_EN = (
    *("Zhang", "Liu", "Yang", "Huang", "Zhou", "Wu", "Xu", "Sun", "Ma", "Zhu"),
    *("Hu", "Guo", "He", "Gao", "Lin", "Luo", "Zheng", "Liang", "Xie", "Song"),
    *("Tang", "Xu", "Deng", "Feng", "Han", "Cao", "Zeng", "Peng", "Xiao", "Tian"),
)
_GIVEN = "伟芳娜敏静磊军洋勇艳杰娟涛明超霞平刚桂英"
_GIVEN_EN = (
    *("Wei", "Fang", "Na", "Min", "Jing", "Lei", "Jun", "Yang", "Yong", "Yan"),
    *("Jie", "Juan", "Tao", "Ming", "Chao", "Xia", "Ping", "Gang", "Gui", "Ying"),
)
#: first employee number of the people of each unit that has seats
_FIRST = {
    "SH": 1100, "SN": 1150, "NORTH": 1250, "SOUTH": 1200, "STORE1": 2100, "STORE2": 2200,
    "P1": 3100, "P2": 3200, "SERVICE": 4000, "SUPPLY": 5000, "FIN": 6000, "HR": 7000,
}  # fmt: skip
#: accounts the first screen prints: username, role codes, scope kind, unit of the scope, person
ACCOUNTS: tuple[tuple[str, tuple[str, ...], str, str | None, str], ...] = (
    ("wangmin", ("executive",), "company", None, "E0001"),
    ("limeng", ("performance_admin",), "company", None, "E0070"),
    ("zhouying", ("executive",), "company", None, "E0060"),
    ("chenli", ("unit_head",), "subtree", "EAST", "E0011"),
    ("wugang", ("unit_head",), "subtree", "P1", "E0031"),
    ("huangrui", ("unit_head",), "subtree", "NORTH", "E0012"),
    ("e1101", ("staff",), "self", None, "E1101"),
    ("e1103", ("staff",), "self", None, "E1103"),
    ("auditor", ("auditor",), "company", None, ""),
    ("sysadmin", ("system_admin",), "self", None, ""),
)


@dataclass(frozen=True)
class Employee:
    """One person with the places held over time."""

    number: str  #: employee number
    name_zh: str  #: Chinese name
    name_en: str  #: English name
    unit: str  #: unit code at the start
    position: str  #: position code, or "" for heads
    is_head: bool  #: leads the unit
    manager: str  #: employee number of the line manager, "" for the top
    moves: tuple[tuple[date, str], ...] = ()  #: (day, new unit code)


def account_of(employee: Employee) -> str:
    """Username: the first screen's own, or the employee number."""
    named = {person: username for username, _r, _k, _s, person in ACCOUNTS if person}
    return named.get(employee.number, employee.number.lower())


#: the Hangzhou store belonged to East Sales before the running fiscal year
PARENT_BEFORE = {"STORE2": "EAST"}


def parent_of(unit: str) -> str | None:
    """Code of the unit above, today's tree."""
    return next(parent for code, _zh, _en, _kind, parent, _erp in UNITS if code == unit)


def parent_on(design: Design, unit: str, on: date) -> str | None:
    """Code of the unit above on a day."""
    if on < design.last_year_start and unit in PARENT_BEFORE:
        return PARENT_BEFORE[unit]
    return parent_of(unit)


def leaves_below(design: Design, unit: str, on: date) -> tuple[str, ...]:
    """Units without children at or below a unit on a day."""
    children = [code for code, *_rest in UNITS if parent_on(design, code, on) == unit]
    if not children:
        return (unit,)
    return tuple(leaf for child in children for leaf in leaves_below(design, child, on))


def transfer_day(design: Design) -> date:
    """The planted transfer happens in the middle of the third month from the end."""
    return design.months[-3].start.replace(day=16)


@cache
def employees(design: Design) -> tuple[Employee, ...]:
    """Everybody: heads first, then the people in the seats, in a fixed order."""
    people = [_head(unit) for unit in HEADS]
    for unit in SEATS:
        count = design.sellers if unit in SELLING else design.staff
        people += [_seat_holder(design, unit, place) for place in range(count)]
    return tuple(people)


@cache
def sellers_of(design: Design, unit: str, on: date) -> tuple[str, ...]:
    """Employee numbers of the people who sell in a unit on a day."""
    return tuple(e.number for e in employees(design) if not e.is_head and unit_on(e, on) == unit)


def unit_on(employee: Employee, on: date) -> str:
    """Unit of a person on a day."""
    unit = employee.unit
    for day, target in employee.moves:
        if on >= day:
            unit = target
    return unit


def _head(unit: str) -> Employee:
    number, name_zh, name_en = HEADS[unit]
    parent = parent_of(unit)
    return Employee(number, name_zh, name_en, unit, "", True, HEADS[parent][0] if parent else "")


def _seat_holder(design: Design, unit: str, place: int) -> Employee:
    number = _FIRST[unit] + place + 1
    pick = design.stream("name", number)
    surname, given = pick.randrange(len(_SURNAMES)), pick.randrange(len(_GIVEN))
    second = pick.randrange(len(_GIVEN))
    name_zh = _SURNAMES[surname] + _GIVEN[given] + _GIVEN[second]
    name_en = f"{_SURNAMES_EN[surname]} {_GIVEN_EN[given]}{_GIVEN_EN[second].lower()}"
    moves = ((transfer_day(design), "NORTH"),) if f"E{number}" == "E1203" else ()
    return Employee(f"E{number}", name_zh, name_en, unit, SEATS[unit][0], False, HEADS[unit][0], moves)
