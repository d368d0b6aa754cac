"""What an engine answered, read by the column."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from kpiloop.foundation.warehouse.engines.question import Answer


@pytest.mark.parametrize("numbers", [[1, None, -5], [2**63, None, -(10**30)], [None]])
def test_sums_of_whole_numbers_are_whole_however_long(numbers: list[int | None]) -> None:
    held = pa.array([None if number is None else Decimal(number) for number in numbers], pa.decimal128(38, 0))
    answer = Answer("", pa.table({"sum": held}))
    assert answer.column("sum") == numbers
    assert {type(number) for number in answer.column("sum")} <= {int, type(None)}


def test_amounts_stay_exact_decimals() -> None:
    held = pa.array([Decimal("0.10"), None], pa.decimal128(38, 2))
    assert [str(amount) for amount in Answer("", pa.table({"sum": held})).column("sum")] == ["0.10", "None"]
