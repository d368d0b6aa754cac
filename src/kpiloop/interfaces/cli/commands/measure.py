"""`kpiloop measure`: compute, look at values, set formulas."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.jobs.services import work_off
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.cli.handing_out import hand_out
from kpiloop.interfaces.cli.options import Kpi, Month, Subject, noun
from kpiloop.interfaces.cli.picking import last_day
from kpiloop.interfaces.cli.planning import overrides
from kpiloop.interfaces.cli.printing import answer, facts, table, tell_json
from kpiloop.interfaces.cli.reading import day, existing_file
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.interfaces.reports.row_export import export_rows, query_of
from kpiloop.interfaces.reports.writers.xlsx_file import workbook_of
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.measure import selectors, services
from kpiloop.loop.measure.selectors import PreparedRun, PreparedScan

app = noun()
overrides.register(app)


@app.command(help=say("计算一个或多个月。", "Compute one month or several."))
def run(
    first: Month,
    last: Annotated[str, typer.Argument(help=say("最后一个月", "last month"))] = "",
    kpi: Annotated[list[str] | None, typer.Option(help=say("只算这些指标", "only these KPIs"))] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help=say("只列出计划与 SQL，不计算", "print plan and SQL, compute nothing"))
    ] = False,
) -> None:
    """Values that come out the same are kept; closed months are never touched."""
    if explain:
        _explain(selectors.prepared_run(acting(), first=first, last=last or first, kpis=kpi or None))
        return
    done = services.run_periods(acting(), first=first, last=last or first, kpis=kpi or None, now=timezone.now())
    work_off()
    shown: dict[str, object] = {
        say("运行", "run"): done.number,
        say("状态", "state"): word("run", done.state),
        say("写入", "written"): done.values_written,
        say("未变", "unchanged"): done.values_unchanged,
        say("失败", "failed"): len(done.failures),
    }
    for failure in done.failures:
        fields = failure.get("fields")
        shown[str(failure.get("kpi"))] = sentence(str(failure.get("code")), fields if isinstance(fields, dict) else {})
    facts(done, shown)


@app.command(help=say("数值。", "Values."))
def values(
    month: Month,
    kpi: Annotated[str, typer.Option(help=say("只看某指标", "only this KPI"))] = "",
    window: Annotated[str, typer.Option(help="month, qtd, htd, ytd, own_qtd, own_htd, own_ytd")] = "month",
) -> None:
    """Values of a month with their state."""
    viewer = acting()
    on = last_day(viewer, month)
    kpis = [kpi] if kpi else None
    if window in ("own_ytd", "own_htd", "own_qtd"):
        rows = selectors.own_year_values(viewer, period_codes=[month], of=window[4:], kpi_codes=kpis)
    else:
        rows = selectors.values(viewer, period_codes=[month], window=window, kpi_codes=kpis, on=on)
    heads = (
        "id",
        say("指标", "KPI"),
        say("对象", "subject"),
        say("实际值", "actual"),
        say("系统值", "system"),
        say("状态", "state"),
        say("原因", "why"),
        say("行数", "rows"),
    )
    table(
        rows,
        heads,
        (
            (
                r.id,
                r.kpi_code,
                name(org.subject_by_id(viewer, r.subject_id)),
                full(r.actual),
                full(r.system) if r.overridden else "",
                word("value_state", r.state),
                word("missing", r.reason) if r.reason else "",
                r.row_count,
            )
            for r in rows
        ),
    )


@app.command(help=say("数值的来源行（文件）与查询语句。", "Source rows of a value as a file, and its query."))
def rows(
    value_id: Annotated[int, typer.Argument(help=say("数值编号", "key of the value"))],
    out: Annotated[str, typer.Option(help=say("CSV 或 XLSX 文件", "CSV or XLSX file"))] = "",
    aggregate: Annotated[str, typer.Option(help=say("公式中的聚合", "aggregate; first if not given"))] = "",
    sql: Annotated[bool, typer.Option("--sql", help=say("只打印查询语句", "print the query alone"))] = False,
) -> None:
    """Every row that counted, under the permission of its page."""
    if sql:
        print(query_of(acting(), value_id, aggregate))
        return
    found = export_rows(acting(), value_id, aggregate)
    if out.endswith(".xlsx"):
        Path(out).write_bytes(workbook_of(found))
        answer({"rows": len(found.rows)}, f"{out}: {len(found.rows)}")
    elif out:
        hand_out(found, out)
    else:
        table(found.rows, found.columns, found.rows)


@app.command(help=say("下钻：下级部门逐月按维度拆分。", "Drill down: units below, month by month, by a dimension."))
def drill(
    kpi: Kpi,
    unit: Subject,
    first: Month,
    last: Month,
    by: Annotated[str, typer.Option(help=say("维度列", "column of the rows"))],
    explain: Annotated[
        bool, typer.Option("--explain", help=say("另列读取方式与 SQL", "also print how it was read, and the SQL"))
    ] = False,
) -> None:
    """From the facts in force; nothing is stored."""
    viewer = acting()
    key = org.subject(viewer, unit, on=last_day(viewer, last)).id
    found = selectors.drill_down(viewer, kpi=kpi, unit_id=key, first=first, last=last, by=by)
    heads = (say("对象", "unit"), say("月份", "month"), by, say("数值", "value"))
    table(found.rows, heads, ((name(r.subject), r.period, r.member, full(r.figure)) for r in found.rows))
    if explain and not current().as_json:
        ways = {
            "months": say("读自月度小表", "read from the month table"),
            "kept": say("读自留存的拆分", "read from kept splits"),
        }
        print(ways.get(found.read) or say("逐行读自事实", "read from rows of facts"))
        print("\n".join(f"   | {line}" for statement in found.statements for line in statement.splitlines()))


@app.command(help=say("计算记录。", "Computations."))
def runs() -> None:
    """Computations, newest first."""
    rows = selectors.runs(acting())
    heads = (
        say("运行", "run"),
        say("状态", "state"),
        say("首月", "first"),
        say("末月", "last"),
        say("写入", "written"),
        say("失败", "failed"),
    )
    table(
        rows,
        heads,
        (
            (r.number, word("run", r.state), r.first_period, r.last_period, r.values_written, len(r.failures))
            for r in rows
        ),
    )


@app.command(help=say("设定指标公式。", "Set the formula of a KPI."))
def formula(
    kpi: Kpi,
    text: Annotated[str, typer.Argument(help=say("公式", "formula"))],
    valid_from: Annotated[str, typer.Option("--from", help=say("生效日", "first day it is used"))],
    date: Annotated[
        list[str] | None,
        typer.Option(help=say("按哪个日期统计，如 orders=shipped_on", "date it counts by, e.g. orders=shipped_on")),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(help=say("按哪一列归属部门，如 orders=seller", "column of the unit, e.g. orders=seller")),
    ] = None,
) -> None:
    """Checked against datasets and KPIs before it is stored."""
    version = services.set_formula(
        acting(), kpi=kpi, text=text, valid_from=day(valid_from),
        date_columns=pairs(date or []), unit_columns=pairs(unit or []),
    )  # fmt: skip
    answer({"kpi": kpi, "version": version}, say(f"{kpi} 公式第 {version} 版。", f"{kpi} formula version {version}."))


@app.command(help=say("公式清单。", "Formulas."))
def formulas(kpi: Annotated[str, typer.Option(help=say("只看某指标", "only this KPI"))] = "") -> None:
    """Every formula with its version."""
    rows = selectors.formulas(acting(), kpi=kpi or None)
    heads = (say("指标", "KPI"), say("版本", "version"), say("生效", "from"), say("公式", "formula"))
    table(rows, heads, ((r.kpi_code, r.version, r.valid_from, r.text) for r in rows))


@app.command(help=say("登记汇率（文件或标准输入，每行一条）。", "Record exchange rates from a file, one per line."))
def rates(
    file: Annotated[str, typer.Argument(help=say("文件，- 为标准输入", "file, - for standard input"))] = "",
    source: Annotated[str, typer.Option(help=say("来源", "where they come from"))] = "",
) -> None:
    """Without a file: the rates in force. A line is: USD CNY 2026-01 average 7.05."""
    if file:
        text = sys.stdin.read() if file == "-" else existing_file(file).read_text(encoding="utf-8-sig")
        written = services.record_rate_lines(acting(), text=text, source=source)
        answer({"written": written}, say(f"写入 {written} 个版本。", f"{written} versions written."))
        return
    rows = selectors.rates(acting())
    heads = tuple(say(*pair) for pair in (
        ("币种", "currency"), ("折算为", "into"), ("期间", "period"), ("类型", "kind"),
        ("汇率", "rate"), ("版本", "version"),
    ))  # fmt: skip
    table(rows, heads, (
        (r.currency, r.into, r.period_code, word("rate_type", r.rate_type), r.rate.normalize(), r.version) for r in rows
    ))  # fmt: skip


def pairs(given: Sequence[str]) -> dict[str, str]:
    """Options like dataset=column."""
    found = {}
    for text in given:
        dataset, found_sign, column = text.partition("=")
        if not found_sign:
            raise typer.BadParameter(text)
        found[dataset] = column
    return found


def _explain(prepared: PreparedRun) -> None:
    if current().as_json:
        tell_json(prepared)
        return
    left = say(f"；已关账不动：{'、'.join(prepared.closed)}", f"; closed and left alone: {', '.join(prepared.closed)}")
    heading = say(
        f"将计算 {'、'.join(prepared.months) or '无'}，事实版本 {prepared.warehouse_version}，"
        f"{len(prepared.scans)} 次扫描答复 {prepared.windows} 个时间窗",
        f"would compute {', '.join(prepared.months) or 'nothing'} from facts version {prepared.warehouse_version}: "
        f"{len(prepared.scans)} scans answer {prepared.windows} windows",
    )
    print(heading + (left if prepared.closed else ""))
    for place, scan in enumerate(prepared.scans, start=1):
        note = scan.note
        print(f"\n{place}. {note.dataset} ({note.date_column}, {note.role}): {', '.join(note.kpis)}")
        for measure in note.measures:
            print(f"   {measure}")
        print(f"   {_how(scan)}")
        print("\n".join(f"   | {line}" for line in scan.sql.splitlines()))
    if prepared.of_company:
        named = ", ".join(prepared.of_company)
        print("\n" + say(f"全公司值，每个时间窗取一次：{named}", f"figures of the company, once per window: {named}"))
    for failure in prepared.failures:
        fields = failure.get("fields")
        print(f"{failure.get('kpi')}: {sentence(str(failure.get('code')), fields if isinstance(fields, dict) else {})}")


def _how(scan: PreparedScan) -> str:
    """In which way the rows become figures of every unit and window."""
    summed = say(f"逐行只读一遍，按 {scan.slots} 个时段求和", f"rows are read once and summed over {scan.slots} slots")
    if scan.kept:
        summed += say(
            f"；{scan.kept[0]} 至 {scan.kept[-1]} 中 {len(scan.kept)} 个月取自留存状态，不再读行",
            f"; {len(scan.kept)} months from {scan.kept[0]} to {scan.kept[-1]} come from kept states, "
            "their rows are not read again",
        )
    if scan.recounts == "arrays":
        return summed + say(
            f"；去重先在数组中排序计数（表 _counted_…），自下而上合并 {scan.levels} 级",
            f"; different values are sorted and counted over arrays first (tables _counted_…), "
            f"merged upwards over {scan.levels} levels",
        )
    if scan.recounts == "bits":
        return summed + say(
            f"；去重按位记录时段，自下而上合并 {scan.levels} 级",
            f"; different values keep one bit per slot and are merged upwards over {scan.levels} levels",
        )
    if scan.recounts == "pairs":
        return summed + say(
            "；时段太多，一个整数记不下，去重按“对象与值”逐对重数",
            "; too many slots for the bits of one integer: different values are recounted from pairs",
        )
    return summed
