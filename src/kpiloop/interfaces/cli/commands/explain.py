"""`kpiloop explain`: why this number, down to rules, people and source rows."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.engine.errors import InternalError
from kpiloop.engine.trace import Step, difference, to_json
from kpiloop.engine.trust import Trust
from kpiloop.interfaces.cli.options import noun
from kpiloop.interfaces.cli.printing import tell_json
from kpiloop.interfaces.cli.proof_tree import lines
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import full
from kpiloop.interfaces.wording.trust import trust_words
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.reward import selectors as reward
from kpiloop.loop.track import selectors as track

app = noun()
Id = Annotated[int, typer.Argument(help="id")]
Rows = Annotated[int, typer.Option(help=say("每处最多显示的源数据行", "source rows shown at each place"))]


@app.command(help=say("一个指标数值怎么来的。", "How a value came to be."))
def value(value_id: Id, rows: Rows = 20) -> None:
    """Formula, aggregates, source rows."""
    viewer = acting()
    # A value outside the own scope does not exist; inside another proof it is restricted.
    held = measure.value(viewer, value_id)
    judged = track.trust(viewer, [held], today=timezone.localdate())[held.id]
    _show(measure.explain_value(viewer, value_id, rows_size=rows), judged)


@app.command(help=say("一个得分怎么来的。", "How a score came to be."))
def score(sheet_id: Id) -> None:
    """Lines, rules, achievements, figures."""
    _show(reward.explain_score(acting(), sheet_id=sheet_id))


@app.command(help=say("一笔奖金怎么来的。", "How a bonus came to be."))
def bonus(line_id: Id) -> None:
    """Factors, scores, bases, days, decisions."""
    _show(reward.explain_bonus(acting(), bonus_line_id=line_id))


def _show(step: Step, judged: Trust | None = None) -> None:
    if current().as_json:
        told = {"trust": {"origin": judged.origin, "marks": [vars(mark) for mark in judged.marks]}} if judged else {}
        tell_json({"difference": _difference(step), **told, "proof": to_json(step)})
        return
    for line in lines(step):
        print(line)
    if judged is not None:
        print(say(f"可信度：{trust_words(judged)}", f"Trust: {trust_words(judged)}"))
    print(
        say(
            f"由末端重算的差异：{_difference(step)}", f"Difference when recomputed from the leaves: {_difference(step)}"
        )
    )


def _difference(step: Step) -> str:
    """What recomputing from the leaves gives less the figure; a broken chain says so instead of passing."""
    try:
        return full(difference(step))
    except InternalError as broken:
        return say(f"链条不完整：{broken}", f"the chain is broken: {broken}")
