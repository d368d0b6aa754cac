"""`kpiloop collect`: bring figures in, look at what waits, repair it."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.jobs.services import work_off
from kpiloop.interfaces.cli.collecting import entering, rosters, scheduling
from kpiloop.interfaces.cli.commands import sources
from kpiloop.interfaces.cli.options import Reason, noun
from kpiloop.interfaces.cli.printing import answer, facts, table
from kpiloop.interfaces.cli.reading import existing_file, file_location, measured, optional_day
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services

app = noun()
app.add_typer(
    sources.app,
    name="source",
    help=say("数据源：建立、连接、试连、选表、预览、以谁为准。", "Sources: add, connect, try, choose, preview, order."),
)
app.command(
    help=say("保存、替换或删除数据源的密码或令牌。", "Keep, replace or forget a password or token of a source.")
)(sources.secret)
entering.register(app)
scheduling.register(app)
rosters.register(app)
Source = Annotated[str, typer.Argument(help=say("数据源代码", "source code"))]


@app.command(
    "upload-sheet",
    help=say(
        "上传“一张表”：部门、责任人、指标、目标与实际。",
        "Upload the one-sheet workbook: units, owners, KPIs, targets, actuals.",
    ),
)
def upload_sheet(
    file: Annotated[str, typer.Argument(help=say("xlsx 文件", "xlsx file"))],
    year: Annotated[int, typer.Option(help=say("财年", "fiscal year"))],
) -> None:
    """Everything the sheet names is created; cells that cannot be read wait in quarantine."""
    outcome = services.load_one_sheet(acting(), path=existing_file(file), fiscal_year=year, now=timezone.now())
    work_off()
    answer(
        outcome,
        say("工作表已加载。用 kpiloop track status 查看结果。", "The sheet is loaded. Look at kpiloop track status."),
    )


@app.command(help=say("立即读取一个数据源。", "Read a source now."))
def run(
    source: Source,
    location: Annotated[str, typer.Option(help=say("改读此文件", "read this file instead"))] = "",
    whole: Annotated[
        bool,
        typer.Option("--whole", help=say("增量数据源也全部重读", "read everything, not only new rows")),
    ] = False,
) -> None:
    """Load, publish, and compute what depends on it."""
    place = file_location(location) if location else None
    batch = services.load(acting(), source=source, location=place, whole=whole, now=timezone.now())
    work_off()
    shown = {
        say("批次", "load"): batch.number,
        say("状态", "state"): word("batch_state", batch.state),
        say("读取", "read"): batch.rows_read,
        say("入库", "kept"): batch.rows_kept,
        say("重复", "known already"): batch.rows_repeated,
        say("略过", "left out"): batch.rows_skipped,
        say("隔离", "in quarantine"): batch.rows_quarantined,
        say("待处理", "waiting"): batch.waiting,
        say("事实版本", "version of the facts"): batch.warehouse_version,
    }
    facts(batch, shown)
    if batch.error_code and not current().as_json:
        print(sentence(batch.error_code, batch.error_fields))
    if (unknown := selectors.unknown_units(acting(), source)) and not current().as_json:
        rows = sum(count for _, count in unknown)
        print(
            say(
                f"有 {len(unknown)} 个单位代码无人认领，共 {rows} 行，只计入公司合计。"
                f"用 kpiloop collect source unknown {source} 查看。",
                f"{len(unknown)} unit codes no unit has, in {rows} rows: they count for the company alone. "
                f"See them with kpiloop collect source unknown {source}.",
            )
        )
    if batch.rows_quarantined and not batch.rows_kept + batch.rows_repeated and not current().as_json:
        print(
            say(
                f"没有一行入库：{batch.rows_quarantined} 行全部在隔离区。"
                f"用 kpiloop collect quarantine --batch {batch.number} 查看原因。",
                f"Nothing was taken in: all {batch.rows_quarantined} rows wait in quarantine. "
                f"See why with kpiloop collect quarantine --batch {batch.number}.",
            )
        )
    if batch.error_code or (batch.rows_quarantined and not batch.rows_kept + batch.rows_repeated):
        raise typer.Exit(1)


@app.command(help=say("数据源的新鲜度与隔离数。", "Freshness of the sources and what waits."))
def status() -> None:
    """Every source with its newest load."""
    rows = selectors.sources(acting())
    heads = (
        say("代码", "code"),
        say("类型", "kind"),
        say("数据集", "dataset"),
        say("最近批次", "last load"),
        say("结束", "finished"),
        say("待处理", "waiting"),
    )

    def last(row: object) -> tuple[object, object]:
        batch = getattr(row, "last_batch", None)
        if batch is None:
            return "", ""
        return batch.number, f"{batch.finished_at:%F %R}" if batch.finished_at else word("batch_state", batch.state)

    table(rows, heads, ((r.code, r.kind, r.dataset, *last(r), r.waiting) for r in rows))


@app.command(help=say("加载批次。", "Loads."))
def batches(source: Annotated[str, typer.Option(help=say("数据源代码", "source code"))] = "") -> None:
    """Loads, newest first."""
    rows = selectors.batches(acting(), source=source or None, limit=50)
    heads = (
        say("批次", "load"),
        say("数据源", "source"),
        say("状态", "state"),
        say("文件", "file"),
        say("入库", "kept"),
        say("隔离", "waiting"),
    )
    table(
        rows,
        heads,
        ((r.number, r.source, word("batch_state", r.state), r.file_name, r.rows_kept, r.waiting) for r in rows),
    )


@app.command(help=say("隔离区：等待处理的行。", "Rows that wait in quarantine."))
def quarantine(batch: Annotated[int | None, typer.Option(help=say("批次", "load"))] = None) -> None:
    """Rows with the reason, in words."""
    rows = selectors.quarantine(acting(), batch=batch)
    heads = ("id", say("批次", "load"), say("行", "line"), say("原因", "reason"))
    table(rows, heads, ((r.id, r.batch_number, r.line, sentence(r.reason, r.fields)) for r in rows))


@app.command(help=say("更正隔离行，如 --set unit=EAST。", "Repair a waiting row, e.g. --set unit=EAST."))
def fix(
    row_id: Annotated[int, typer.Argument(help="id")],
    values: Annotated[list[str], typer.Option("--set", help=say("列=值", "column=value"))],
    reason: Reason = "",
) -> None:
    """The repaired row is loaded at once."""
    changed = dict(pair.split("=", 1) for pair in values if "=" in pair)
    batch = services.fix_row(acting(), row_id=row_id, values=changed, reason=reason, now=timezone.now())
    work_off()
    answer(batch, say(f"已更正并加载，批次 {batch.number}。", f"Repaired and loaded, load {batch.number}."))


@app.command(help=say("拒收隔离行。", "Reject a waiting row."))
def reject(row_id: Annotated[int, typer.Argument(help="id")], reason: Reason) -> None:
    """The row stays out, with the reason."""
    services.reject_row(acting(), row_id=row_id, reason=reason, now=timezone.now())
    answer({"id": row_id}, say("已拒收。", "Rejected."))


@app.command(help=say("填报一个数值。", "Report a value by hand."))
def submit(
    kpi: Annotated[str, typer.Argument(help=say("指标代码", "KPI code"))],
    subject: Annotated[str, typer.Argument(help=say("对象代码", "subject code"))],
    month: Annotated[str, typer.Argument(help=say("月份", "month"))],
    value: Annotated[str, typer.Argument(help=say("数值，- 表示无", "value, - for none"))],
    reason: Reason = "",
) -> None:
    """A reported value, or the statement that there is none."""
    given = None if value == "-" else measured(value)
    written = services.submit_value(
        acting(), kpi=kpi, subject=subject, period=month, value=given, reason=reason, now=timezone.now()
    )
    work_off()
    if written.handed_on:
        answer(written, say("已提交，等待审批。", "Handed on; it counts once it is approved."))
    else:
        answer(written, say("已填报。", "Reported."))


@app.command(
    help=say("设定数据源或填报指标的频率、截止日与宽限。", "Set how often a source or reported KPI is expected.")
)
def duty(
    frequency: Annotated[str, typer.Argument(help="day, week, month, quarter, half, year, irregular")],
    source: Annotated[str, typer.Option(help=say("数据源代码", "source code"))] = "",
    kpi: Annotated[str, typer.Option(help=say("指标代码", "KPI code"))] = "",
    due: Annotated[int, typer.Option(help=say("期末后几天截止", "days after the period by which it is due"))] = 5,
    grace: Annotated[int, typer.Option(help=say("宽限天数", "days of grace"))] = 0,
    first: Annotated[str, typer.Option("--from", help=say("首个期间中的一天", "a day of the first period"))] = "",
) -> None:
    """Saying it again changes it."""
    start = optional_day(first) or timezone.localdate().replace(day=1)
    key = services.set_duty(
        acting(), source=source, kpi=kpi, frequency=frequency, due_days=due, grace_days=grace, first_day=start
    )
    about = source or kpi
    answer(
        {"duty": key, "frequency": frequency},
        say(f"{about}：{word('frequency', frequency)}。", f"{about}: {frequency}."),
    )


@app.command(help=say("应报日历：各期间是否按时、迟报或缺报。", "What was expected: on time, late or missing."))
def expected(last: Annotated[int, typer.Option(help=say("最近几个期间", "how many periods"))] = 3) -> None:
    """The last periods of every source and reported KPI."""
    rows = selectors.expected(acting(), today=timezone.localdate(), last=last)
    heads = (
        say("对象", "what"),
        say("责任对象", "subject"),
        say("期间", "period"),
        say("截止", "due"),
        say("到达", "arrived"),
        say("状态", "state"),
        say("迟天数", "days late"),
    )
    lines = (
        (
            r.duty.code,
            r.subject.code if r.subject else "",
            f"{r.start:%F} – {r.end:%F}",
            f"{r.due_on:%F}",
            f"{r.arrived_on:%F}" if r.arrived_on else "",
            word("expected_state", r.state),
            r.days_late or "",
        )
        for r in rows
    )
    table(rows, heads, lines)
