"""What people write into the columns unit, direction and time kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kpiloop.loop.collect.cleaning.texts import same_name


@dataclass(frozen=True)
class MeasureUnit:
    """A measurement unit with the scale it is written in."""

    code: str  #: unit of the KPI
    display_scale: str  #: how it is shown
    factor: Decimal  #: written figure x factor = figure in the unit


_ONE = Decimal(1)
_SCALES = {"千": ("thousand", 1_000), "万": ("wan", 10_000), "百万": ("one", 1_000_000), "亿": ("yi", 100_000_000)}
_NAMES: dict[str, tuple[str, ...]] = {
    "CNY": ("元", "人民币", "人民币元", "cny", "rmb", "yuan", "¥"),
    "USD": ("美元", "usd", "$"),
    "percent": ("%", "％", "百分比", "percent", "pct"),
    "days": ("天", "日", "days", "day"),
    "hours": ("小时", "时", "hours", "hour", "h"),
    "minutes": ("分钟", "minutes", "min"),
    "score": ("分", "score", "points", "point"),
    "pieces": ("件", "台", "套", "箱", "pieces", "pcs", "piece"),
    "orders": ("单", "笔", "订单", "orders", "order"),
    "customers": ("户", "家", "客户", "customers", "customer"),
    "persons": ("人", "persons", "people", "person", "headcount"),
    "times": ("次", "起", "times", "time", "cases"),
    "tonnes": ("吨", "tonnes", "tons", "t"),
    "number": ("", "个", "项", "倍", "number", "count", "x"),
}
_UNITS = {same_name(word): code for code, words in _NAMES.items() for word in words}
_ENGLISH_SCALES = {"k": "千", "thousand": "千", "10k": "万", "million": "百万", "m": "百万"}
_DIRECTIONS = {
    "higher": ("越高越好", "越大越好", "越多越好", "正向", "高", "↑", "higher", "higher is better", "up", "positive"),
    "lower": (
        "越低越好",
        "越小越好",
        "越少越好",
        "反向",
        "逆向",
        "负向",
        "低",
        "↓",
        "lower",
        "lower is better",
        "down",
        "negative",
    ),
}
_TIME_KINDS = {
    "flow": ("累计", "求和", "合计", "流量", "sum", "flow", "total"),
    "stock": ("期末", "时点", "存量", "stock", "last"),
    "ratio": ("比率", "平均", "加权平均", "ratio", "average"),
}
_RATIO_NAME = re.compile(
    r"率|占比|比例|比重|度$|周期|平均|人均|单价|均价|周转|天数|rate|ratio|margin|average|share", re.IGNORECASE
)


def measure_unit(written: str) -> MeasureUnit | None:
    """A unit with its scale; None when the word is not known.

    >>> measure_unit("万元").code, str(measure_unit("万元").factor), measure_unit("%").code
    ('CNY', '10000', 'percent')
    """
    word = same_name(written)
    if word in _UNITS:
        code = _UNITS[word]
        return MeasureUnit(code, "percent" if code == "percent" else "one", _ONE)
    for sign, (scale, factor) in sorted(_SCALES.items(), key=lambda pair: -len(pair[0])):
        if word.startswith(sign) and word[len(sign) :] in _UNITS:
            return MeasureUnit(_UNITS[word[len(sign) :]], scale, Decimal(factor))
    for sign, chinese in _ENGLISH_SCALES.items():
        for rest in (word.removeprefix(sign), word.removesuffix(sign)):
            if rest != word and rest in _UNITS:
                scale, factor = _SCALES[chinese]
                return MeasureUnit(_UNITS[rest], scale, Decimal(factor))
    return None


def direction(written: str) -> str | None:
    """higher or lower; None when the word is neither.

    >>> direction("越低越好"), direction("Higher is better"), direction("?")
    ('lower', 'higher', None)
    """
    word = same_name(written)
    return next((code for code, words in _DIRECTIONS.items() if word in map(same_name, words)), None)


def time_kind(written: str, *, kpi: str, unit: str) -> str:
    """How months of a KPI come together: as stated, else by its unit and name.

    >>> time_kind("", kpi="营业收入", unit="CNY"), time_kind("", kpi="回款率", unit="percent")
    ('flow', 'ratio')
    """
    word = same_name(written)
    stated = next((code for code, words in _TIME_KINDS.items() if word in map(same_name, words)), None)
    if stated:
        return stated
    if unit in ("percent", "score", "days") or _RATIO_NAME.search(kpi):
        return "ratio"
    return "stock" if unit == "persons" else "flow"
