"""Commands and questions to one installation, answered by tests.forks on its home directory."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from kpiloop.interfaces.cli import main as command_line

Answer = dict[str, Any]


def actor(username: str) -> Any:
    from kpiloop.foundation.access.services import actor_named

    return actor_named(username, on=date.today())


def share_opened_values() -> None:
    """Many bonuses rest on the same months and the same sheets; here each is opened once for all of them."""
    from kpiloop.loop.reward.proof import scores, values

    values.explain_value = functools.cache(values.explain_value)
    scores.score_step = functools.cache(scores.score_step)


def chain(step: Any, amount: Decimal | None) -> Answer:
    """What a chain says of itself, as text: nothing of it is judged here."""
    from kpiloop.engine import trace

    leaves = [node for node in trace.walk(step) if trace.is_leaf(node)]
    return {
        "amount": None if amount is None else str(amount),
        "shown": None if step.figure is None else str(step.figure),
        "again": None if trace.recompute(step) is None else str(trace.recompute(step)),
        "leaves": trace.count_leaves(step),
        "reasons": sorted({leaf.parameters.get("reason", "") for leaf in leaves if leaf.leaf == "missing"}),
        "open_to": sorted({leaf.evidence.get("open_to", "") for leaf in leaves if leaf.leaf == "restricted"}),
        "rows_of": sorted({leaf.fields["seller"] for leaf in leaves if leaf.fields.get("seller")}),
    }


def every_bonus(username: str) -> Answer:
    """Every line the account may read, by person and quarter, and every rows leaf below them, counted once."""
    from kpiloop.engine import trace
    from kpiloop.loop.reward import selectors

    share_opened_values()
    viewer = actor(username)
    lines: dict[str, Answer] = {}
    rows: dict[str, tuple[str, str]] = {}
    for run in selectors.runs(viewer):
        for line in selectors.bonus_lines(viewer, run_id=run.id):
            step = selectors.explain_bonus(viewer, bonus_line_id=line.id, with_rows=False)
            lines[f"{line.person.code} {run.cycle.period_code}"] = chain(step, line.amount)
            for node in trace.walk(step):
                if node.operation == "rows":
                    key = f"{node.evidence['value']} {node.fields['aggregate']}"
                    rows[key] = (node.evidence["row_count"], str(node.figure))
    return {"lines": lines, "rows": rows}


def every_row(username: str) -> Answer:
    """Every bonus of the newest run again, this time with all rows added up by the fact store."""
    from kpiloop.loop.reward import selectors

    share_opened_values()
    viewer = actor(username)
    run = selectors.runs(viewer)[0]
    return {
        line.person.code: chain(selectors.explain_bonus(viewer, bonus_line_id=line.id), line.amount)
        for line in selectors.bonus_lines(viewer, run_id=run.id)
    }


def own_bonuses(quarter: str, with_rows: str) -> Answer:
    """Each person's own line as that person opens it; for some of them (E1101,E1203) with every row."""
    from kpiloop.foundation.org import engine_io as org
    from kpiloop.loop.reward import selectors

    judge = actor("wangmin")
    run = next(row for row in selectors.runs(judge) if row.cycle.period_code == quarter)
    accounts = accounts_of(org.people_by_id().values())
    found = {}
    for line in selectors.bonus_lines(judge, run_id=run.id):
        me = actor(accounts[line.person.code])
        listed = line.person.code in with_rows.split(",")
        step = selectors.explain_bonus(me, bonus_line_id=line.id, with_rows=listed)
        found[line.person.code] = chain(step, line.amount)
    return found


def accounts_of(people: Any) -> dict[str, str]:
    from kpiloop.foundation.access import selectors as access

    names = {row.id: row.username for row in access.accounts(actor("sysadmin"))}
    return {person.code: names[person.user_id] for person in people if person.user_id in names}


def limits(kpi: str, subject: str, month: str) -> Answer:
    """Months of a KPI that its limits chart calls news."""
    from kpiloop.loop.analyse import selectors
    from kpiloop.loop.plan import selectors as plan

    viewer, on = actor("limeng"), date(int(month[:4]), int(month[5:]), 28)
    held = next(
        row for row in plan.assignments(viewer, on=on) if (row.kpi.code, row.subject.code) == (kpi, subject)
    )  # fmt: skip
    found = selectors.limits(viewer, assignment_id=held.id, period_code=month, on=on)
    return {"news": [point.period_code for point in found.points if point.is_news]}


QUESTIONS: dict[str, Callable[..., Answer]] = {
    question.__name__: question for question in (every_bonus, every_row, own_bonuses, limits)
}


def main(kind: str, *arguments: str) -> int:
    """A command of the product, or a question; returns the exit code."""
    if kind == "kpiloop":
        return command_line.run(["--home", os.environ["KPILOOP_HOME"], *arguments])
    print(json.dumps(QUESTIONS[kind](*arguments)))
    return 0
