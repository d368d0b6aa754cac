"""A first recipe for a table: columns of the dataset beside those of the source that most likely fill them."""

from __future__ import annotations

from collections.abc import Sequence

from kpiloop.engine.formula.shapes import DatasetShape
from kpiloop.loop.collect.cleaning.texts import same_name
from kpiloop.loop.collect.connectors.sql.relations import Column

#: Words a column of this meaning often carries, in both languages.
_WORDS: dict[str, tuple[str, ...]] = {
    "unit": ("部门", "单位", "组织", "机构", "事业部", "dept", "department", "unit", "org"),
    "person": ("工号", "员工编号", "业务员", "人员", "employee", "salesman", "person", "staff"),
    "date": ("日期", "时间", "date", "day", "on"),
    "number": ("单号", "编号", "订单号", "单据号", "号码", "no", "number", "code", "id"),
    "decimal": ("金额", "amount", "value", "total", "价税合计", "收入"),
    "integer": ("数量", "件数", "quantity", "qty", "pieces", "count"),
}
_FITS = {
    "date": ("date", "moment"),
    "decimal": ("decimal", "float", "integer"),
    "integer": ("integer", "decimal"),
    "boolean": ("boolean", "integer"),
    "text": ("text", "integer"),
}


def propose_recipe(shape: DatasetShape, columns: Sequence[Column]) -> dict[str, object]:
    """Match by name, then by the words people use, then by the only column of a fitting type; never twice."""
    left = list(columns)
    chosen: dict[str, object] = {}
    for find in (_by_name, _by_words, _by_type):
        for name in shape.columns:
            if name in chosen:
                continue
            found = find(name, shape, left)
            if found is not None:
                chosen[name] = found.name
                left.remove(found)
    return {"columns": {name: chosen[name] for name in shape.columns if name in chosen}}


def _by_name(name: str, shape: DatasetShape, left: list[Column]) -> Column | None:
    return next((column for column in left if same_name(column.name) == same_name(name)), None)


def _by_words(name: str, shape: DatasetShape, left: list[Column]) -> Column | None:
    fits = _fitting(name, shape, left)
    words = _WORDS.get(_meaning(name, shape), ())
    for word in words:
        found = next((column for column in fits if word in same_name(column.name)), None)
        if found is not None and (len(word) > 2 or word == same_name(found.name) or not word.isascii()):
            return found
    return None


def _by_type(name: str, shape: DatasetShape, left: list[Column]) -> Column | None:
    if shape.columns[name] == "text":
        return None
    fits = _fitting(name, shape, left)
    return fits[0] if len(fits) == 1 else None


def _fitting(name: str, shape: DatasetShape, left: list[Column]) -> list[Column]:
    families = _FITS[shape.columns[name]]
    # SQLite and results of queries know no types: everything may fit.
    return [column for column in left if column.family in families or not column.type]


def _meaning(name: str, shape: DatasetShape) -> str:
    if name == shape.unit_column:
        return "unit"
    if name == shape.person_column:
        return "person"
    if name in shape.key_columns and shape.columns[name] == "text":
        return "number"
    return shape.columns[name]
