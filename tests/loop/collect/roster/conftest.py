"""Lists of units and people as files, each with a confirmed recipe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kpiloop.foundation.access.actors import Actor
from kpiloop.loop.collect import services
from tests.founded import founded_once

PEOPLE_HEAD = "工号,姓名,部门,岗位,上级,负责人,生效日期,失效日期"
PEOPLE_RECIPE: dict[str, object] = {
    "columns": {
        "number": "工号",
        "name_zh": "姓名",
        "unit": "部门",
        "position": "岗位",
        "line_manager": "上级",
        "is_head": "负责人",
        "valid_from": "生效日期",
        "valid_to": "失效日期",
    }
}
UNITS_HEAD = "编码,名称,上级,生效日期,失效日期"
UNITS_RECIPE: dict[str, object] = {
    "columns": {"code": "编码", "name_zh": "名称", "parent": "上级", "valid_from": "生效日期", "valid_to": "失效日期"}
}
#: The company as it stands, in the words of a personnel system.
AS_IT_IS = ("E1,李总,HQ,,,是,,", "E2,王磊,EAST,,,是,,", "E3,赵敏,东区,,,,,", "E4,陈静,WEST,,,是,,")

Write = Callable[..., None]


@founded_once
def _add(admin: Actor) -> None:
    for code, dataset, recipe in (
        ("hr", "organisation.people", PEOPLE_RECIPE),
        ("hr-units", "organisation.units", UNITS_RECIPE),
    ):
        services.add_source(admin, code=code, kind="csv", name_zh="人事系统", location=f"{code}.csv", dataset=dataset)
        services.confirm_mapping(admin, source=code, recipe=recipe)


@pytest.fixture
def admin(actors: dict[str, Actor]) -> Actor:
    """Who keeps the organisation; both lists are connected."""
    _add(actors["admin"])
    return actors["admin"]


@pytest.fixture
def people(home: Path) -> Write:
    """Writes the list of people."""
    return lambda *lines: _write(home / "hr.csv", PEOPLE_HEAD, lines)


@pytest.fixture
def units(home: Path) -> Write:
    """Writes the list of units."""
    return lambda *lines: _write(home / "hr-units.csv", UNITS_HEAD, lines)


def _write(path: Path, head: str, lines: tuple[str, ...]) -> None:
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
