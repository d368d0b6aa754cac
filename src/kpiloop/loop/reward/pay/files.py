"""Amounts for payroll: the first file holds all of them, every later one only what differs. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kpiloop.engine.values import sum_of
from kpiloop.loop.reward.pay_rows import PayLine


def owed(wanted: Mapping[int, Decimal], handed_over: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What each person is still to be paid; below zero is taken back, nobody appears with nothing."""
    people = sorted(wanted.keys() | handed_over.keys())
    differences = {key: wanted.get(key, Decimal(0)) - handed_over.get(key, Decimal(0)) for key in people}
    return {key: amount for key, amount in differences.items() if amount}


def content_hash(lines: Iterable[PayLine]) -> str:
    """Hash of the lines as payroll reads them: number and amount, in order of numbers."""
    digest = hashlib.sha256()
    for line in sorted(lines, key=lambda line: line.person.code):
        digest.update(f"{line.person.code},{line.amount:.2f}\n".encode())
    return digest.hexdigest()


def control_total(lines: Iterable[PayLine]) -> Decimal:
    """Sum of all amounts, to the cent."""
    return sum_of([line.amount for line in lines])
