"""Yes and no as people write them."""

from __future__ import annotations

from kpiloop.loop.collect.cleaning.errors import TruthUnreadable
from kpiloop.loop.collect.cleaning.texts import Cell, means_nothing, same_name

_YES = frozenset({"true", "t", "yes", "y", "1", "是", "对", "√", "✓", "有", "完成", "达标"})
_NO = frozenset({"false", "f", "no", "n", "0", "否", "错", "×", "✗", "x", "未完成", "未达标"})


def read_truth(written: Cell) -> bool | None:
    """Understand yes or no; None where the cell means no value.

    >>> read_truth("是"), read_truth("f"), read_truth("-")
    (True, False, None)
    """
    if isinstance(written, bool):
        return written
    if means_nothing(written) and same_name(written) != "无":
        return None
    word = same_name(written)
    if word in _YES:
        return True
    if word in _NO or word == "无":
        return False
    raise TruthUnreadable(written=str(written))
