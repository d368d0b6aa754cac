"""The status file payroll sends back: one line per line of the pay file, accepted or rejected, and why."""

from __future__ import annotations

import csv
import io

from kpiloop.interfaces.reports.errors import PayAnswerUnreadable
from kpiloop.loop.reward.choices import ACCEPTED, REJECTED
from kpiloop.loop.reward.pay_rows import LineAnswer

#: A company has tens of thousands of people, and a line some dozens of signs.
MOST_BYTES = 20 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "gb18030")
_HEADS = {"id": ("id",), "state": ("state", "status", "状态"), "reason": ("reason", "原因")}
_STATES = {
    ACCEPTED: ("accepted", "接收", "已接收", "接受", "已接受"),
    REJECTED: ("rejected", "refused", "退回", "已退回", "拒绝", "已拒绝"),
}


def read_pay_answers(name: str, content: bytes) -> tuple[LineAnswer, ...]:
    """The answers of a CSV; other columns are left alone, so that the pay file itself may come back with two more.

    Errors:   pay_answer_unreadable.
    """
    rows = _rows(name, content)
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    places = {
        column: next((heads.index(word) for word in words if word in heads), -1) for column, words in _HEADS.items()
    }
    if places["id"] < 0 or places["state"] < 0:
        raise PayAnswerUnreadable(file=name)
    answers = []
    for row in rows[1:]:
        if any(cell.strip() for cell in row):
            line, state, reason = (_cell(row, places[column]) for column in ("id", "state", "reason"))
            answers.append(LineAnswer(line, _state(state), reason))
    return tuple(answers)


def _rows(name: str, content: bytes) -> list[list[str]]:
    for encoding in _ENCODINGS if len(content) <= MOST_BYTES else ():
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise PayAnswerUnreadable(file=name)


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if 0 <= place < len(row) else ""


def _state(written: str) -> str:
    """The state a word means; an unknown word stays as it is, for the refusal to name it."""
    return next((state for state, words in _STATES.items() if written.lower() in words), written)
