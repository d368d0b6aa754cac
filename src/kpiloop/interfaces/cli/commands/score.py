"""`kpiloop score`: review cycles and scored cards."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.cli.options import NewTerms, Quarter, Reason, Subject, noun
from kpiloop.interfaces.cli.picking import cycle_of, last_day
from kpiloop.interfaces.cli.printing import answer, facts, table, tell
from kpiloop.interfaces.cli.reading import grade_shares
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import full, name, percent, word
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.choices import SMALLEST_GROUP

app = noun()
Scheme = Annotated[str, typer.Option(help=say("方案代码", "scheme code"))]


@app.command(help=say("考核周期。", "Review cycles."))
def cycles() -> None:
    """Cycles with their state."""
    rows = selectors.cycles(acting())
    heads = (
        "id",
        say("季度", "quarter"),
        say("方案", "scheme"),
        say("状态", "state"),
        say("评分", "scored by"),
        say("发布", "published by"),
    )
    table(
        rows,
        heads,
        ((r.id, r.period_code, r.scheme_code, word("cycle_state", r.state), r.scored_by, r.published_by) for r in rows),
    )


@app.command("open", help=say("开启考核周期。", "Open a review cycle."))
def open_cycle(quarter: Quarter, scheme: Scheme) -> None:
    """The quarter's review of a scheme."""
    row = services.open_cycle(acting(), scheme=scheme, quarter=quarter)
    answer(row, say(f"周期 {row.id} 已开启。", f"Cycle {row.id} is open."))


@app.command(help=say("计算得分。", "Score every card of a cycle."))
def run(
    quarter: Quarter,
    scheme: Scheme = "",
    waiver: Annotated[
        str, typer.Option(help=say("月份未关账时的放行理由", "why it may be scored before its months are closed"))
    ] = "",
    new_terms: NewTerms = False,
) -> None:
    """Unchanged inputs give the same cards again; changed ones a new revision."""
    actor = acting()
    cycle = cycle_of(actor, quarter, scheme)
    done = services.score_cycle(actor, cycle_id=cycle.id, waiver=waiver, new_terms=new_terms, now=timezone.now())
    shown: dict[str, object] = {
        say("得分表", "sheets"): done.sheets,
        say("新修订", "written"): done.written,
        say("未变", "unchanged"): done.unchanged,
        say("无总分", "without total"): done.without_total,
    }
    for line in done.missing:
        shown[f"{name(line.subject)} {name(line.kpi)}"] = line.reason
    facts(done, shown)


@app.command(help=say("放行缺失数据。", "Let a cycle go on with figures missing."))
def waive(quarter: Quarter, reason: Reason, scheme: Scheme = "") -> None:
    """The reason is kept with the cycle."""
    actor = acting()
    services.waive_missing(actor, cycle_id=cycle_of(actor, quarter, scheme).id, reason=reason, now=timezone.now())
    answer({"quarter": quarter}, say("已放行。", "Waived."))


@app.command("list", help=say("得分清单。", "Scores of a cycle."))
def list_sheets(
    quarter: Quarter, scheme: Scheme = "", kind: Annotated[str, typer.Option(help="unit, person")] = ""
) -> None:
    """Visible cards with total and grade."""
    viewer = acting()
    rows = selectors.sheets(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id, kind=kind or None)
    heads = (
        "id",
        say("代码", "code"),
        say("对象", "subject"),
        say("得分", "score"),
        say("等级", "grade"),
        say("名次", "rank"),
        say("修订", "revision"),
    )
    table(
        rows, heads, ((r.id, r.subject.code, name(r.subject), full(r.total), r.grade, r.rank, r.revision) for r in rows)
    )


@app.command(help=say("一张得分表。", "One card with its lines."))
def show(quarter: Quarter, subject: Subject, scheme: Scheme = "") -> None:
    """Every line: figure, target, achievement, score, weight."""
    viewer = acting()
    key = org.subject(viewer, subject, on=last_day(viewer, quarter)).id
    row = selectors.sheet(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id, subject_id=key)
    if not current().as_json:
        print(f"{name(row.subject)}  {quarter}  {full(row.total)}  {row.grade}")
    heads = (
        say("指标", "KPI"),
        say("实际值", "actual"),
        say("目标值", "target"),
        say("达成率", "achievement"),
        say("得分", "score"),
        say("权重", "weight"),
        say("加权", "weighted"),
    )
    lines = (
        (
            name(li.kpi),
            full(li.actual),
            full(li.target),
            percent(li.achievement),
            full(li.score),
            full(li.weight),
            full(li.weighted_score),
        )
        for li in row.lines
    )
    by_unit = say(
        "没有自己的考核卡：按部门得分 × 部门负责人等级系数；kpiloop explain 展开到源数据。",
        "No card of its own: score of the unit × factor of its head's grade; kpiloop explain opens it.",
    )
    table([row], heads, lines, empty=by_unit)


@app.command(help=say("分布建议：按现行规则在各部门内排名分等。", "Distribution guideline: places and grades by unit."))
def guideline(
    quarter: Quarter,
    scheme: Scheme = "",
    shares: Annotated[
        str,
        typer.Option(
            help=say("各等级占比，如 A 10 B 90；不填则按方案", "percent of each grade, A 10 B 90; else the scheme's")
        ),
    ] = "",
    at_least: Annotated[bool, typer.Option(help=say("按“不低于”取整", "round shares up: at least"))] = False,
    smallest: Annotated[
        int, typer.Option(min=0, help=say("人数更少的部门并入上级", "smaller units are compared with the unit above"))
    ] = SMALLEST_GROUP,
) -> None:
    """What the rules in force give everybody; nothing is stored."""
    viewer = acting()
    cycle = cycle_of(viewer, quarter, scheme)
    given = grade_shares(shares) if shares else selectors.guideline_shares(viewer, scheme=cycle.scheme_code)
    found = selectors.guideline(
        viewer,
        cycle_id=cycle.id,
        shares=given,
        wording="at_least" if at_least else "at_most",
        smallest=smallest,
    )
    heads = (
        say("部门", "unit"),
        say("并入", "merged"),
        say("人数", "people"),
        *(row.grade for row in given),
        say("前三名", "first three"),
    )
    lines = (
        (
            name(group.unit),
            " ".join(name(unit) for unit in group.merged if unit != group.unit),
            group.size,
            *(count for _, count in group.given),
            " ".join(f"{row.place} {name(row.subject)} {row.grade}" for row in group.rows[:3]),
        )
        for group in found.groups
    )
    table(found.groups, heads, lines)
    if found.too_few:
        few = len(found.too_few)
        tell(say(f"{few} 人并入公司后仍不足 {smallest} 人，不参与比较，按得分定等。",
                 f"{few} people are fewer than {smallest} even in the company: their score decides."))  # fmt: skip
    if found.left_out:
        tell(say(f"另有 {found.left_out} 人跨多张考核卡或随部门得分，未参与比较。",
                 f"{found.left_out} more have several cards or rest on their unit and are not compared."))  # fmt: skip


@app.command(help=say("发布结果。", "Publish the results."))
def publish(quarter: Quarter, scheme: Scheme = "") -> None:
    """From now on the people concerned see them."""
    actor = acting()
    count = services.publish_cycle(actor, cycle_id=cycle_of(actor, quarter, scheme).id, now=timezone.now())
    answer({"published": count}, say(f"已发布（{count}）。", f"Published ({count})."))


@app.command(help=say("签收得分表，可注明保留意见。", "Sign a card, with a reservation if there is one."))
def sign(
    sheet_id: Annotated[int, typer.Argument(help="id")],
    reservation: Annotated[str, typer.Option(help=say("保留意见", "what is not agreed"))] = "",
) -> None:
    """A signature says it was read; a reservation says it is not agreed."""
    services.sign_sheet(acting(), sheet_id=sheet_id, reservation=reservation, now=timezone.now())
    answer({"id": sheet_id}, say("已签收。", "Signed."))
