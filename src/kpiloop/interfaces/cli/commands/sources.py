"""`kpiloop collect source ...` and `kpiloop collect secret`: where facts come from and how we sign in there."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.interfaces.cli.options import Reason, Was, noun
from kpiloop.interfaces.cli.printing import answer, table, tell
from kpiloop.interfaces.cli.reading import existing_file
from kpiloop.interfaces.cli.session import acting, current, say
from kpiloop.interfaces.cli.wording import word
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.collect import selectors, services
from kpiloop.loop.collect.choices import SOURCE_KINDS
from kpiloop.loop.collect.connectors.sql.relations import Relation

app = noun()
Settings = Annotated[list[str] | None, typer.Option("--set", help=say("设置=值", "setting=value"))]
Source = Annotated[str, typer.Argument(help=say("数据源代码", "source code"))]


def secret(
    source: Source,
    name: Annotated[str, typer.Option(help=say("密钥名称", "name of the secret"))] = "",
    remove: Annotated[bool, typer.Option("--remove", help=say("删除已保存的密钥", "forget it"))] = False,
) -> None:
    """Read from standard input or asked for without showing it; never printed again."""
    actor = acting()
    if remove:
        name = services.remove_secret(actor, source=source, name=name, now=timezone.now())
        answer({"source": source, "name": name, "set": False}, say("已删除。", "Removed."))
        return
    typed = _typed(name or say("密码或令牌", "password or token"))
    name = services.set_secret(actor, source=source, name=name, value=typed, now=timezone.now())
    answer({"source": source, "name": name, "set": True}, say("已加密保存。", "Sealed and kept."))


@app.command(help=say("新增数据源，设置项如 --set host=10.0.0.5。", "Add a source; settings like --set host=10.0.0.5."))
def add(
    code: Source,
    kind: Annotated[str, typer.Option(help=", ".join(SOURCE_KINDS))],
    dataset: Annotated[str, typer.Option(help=say("数据集代码", "dataset code"))],
    name: Annotated[str, typer.Option(help=say("中文名称", "Chinese name"))],
    name_en: Annotated[str, typer.Option(help=say("英文名称", "English name"))] = "",
    location: Annotated[str, typer.Option(help=say("文件或路径模式", "file or pattern"))] = "",
    settings: Settings = None,
) -> None:
    """Everything but its password, which `kpiloop collect secret` takes."""
    services.add_source(
        acting(), code=code, kind=kind, name_zh=name, name_en=name_en, location=location, dataset=dataset,
        settings=_settings(settings),
    )  # fmt: skip
    answer({"source": code}, say(f"数据源 {code} 已建立。", f"Source {code} is added."))


@app.command(help=say("给数据源改名；代码不变。", "Give a source another name; its code stays."))
def rename(
    source: Source,
    name: Annotated[str, typer.Option(help=say("中文名称", "Chinese name"))],
    name_en: Annotated[str, typer.Option(help=say("英文名称", "English name"))] = "",
    was: Was = "",
    reason: Reason = "",
) -> None:
    """An English name that is not stated is taken away."""
    held = selectors.source(acting(), source)
    seen = held.names_mark if was in ("", held.name_zh) else ""
    services.rename_source(acting(), source=source, name_zh=name, name_en=name_en, seen=seen, reason=reason)
    answer({"source": source, "name": name}, say(f"{source} 已改名为 {name}。", f"{source} is called {name} now."))


@app.command("set", help=say("修改设置项，值为空表示去掉。", "Change settings; an empty value removes one."))
def change(source: Source, settings: Settings = None) -> None:
    """Settings that are not named stay."""
    held = selectors.source(acting(), source)
    merged = {**held.settings, **_settings(settings)}
    services.change_source(acting(), source=source, settings=merged)
    answer({"source": source}, say("已修改。", "Changed."))


@app.command(help=say("试连：能否登录，看得到哪些表或列。", "Try it: sign in and look what is there."))
def test(source: Source) -> None:
    """Nothing is read and nothing is stored; exit 1 when it fails."""
    tried = services.test_source(acting(), source=source)
    if not tried.is_ok and not current().as_json:
        tell(sentence(tried.code, dict(tried.fields)))
        raise typer.Exit(1)
    seen = say(f"可见 {tried.tables} 个表或视图", f"{tried.tables} tables and views")
    if not tried.tables and tried.columns:
        seen = ", ".join(tried.columns)
    answer(tried, say(f"连接正常：{seen}。", f"It answers: {seen}."))
    if not tried.is_ok:
        raise typer.Exit(1)


@app.command(help=say("列出表与视图及其列。", "List tables and views with their columns."))
def tables(source: Source) -> None:
    """Names as the database writes them."""
    rows = selectors.source_tables(acting(), source)
    heads = (say("模式", "schema"), say("名称", "name"), say("类型", "kind"), say("列", "columns"))

    def columns(row: Relation) -> str:
        return ", ".join(f"{column.name} {column.type}".strip() for column in row.columns)

    table(rows, heads, ((row.schema, row.name, word("relation_kind", row.kind), columns(row)) for row in rows))


@app.command(help=say("预览：原样与理解后的值，不入库。", "A look at what stands there and how it is understood."))
def preview(source: Source, rows: Annotated[int, typer.Option(min=1, max=200, help=say("行数", "rows"))] = 50) -> None:
    """Nothing is stored."""
    look = services.preview(acting(), source=source, rows=rows)
    lines = ((row.line, *(cell.understood or cell.written for cell in row.cells)) for row in look.rows)
    table(look.rows, (say("行", "line"), *look.columns), lines)


@app.command(help=say("登记文件夹中无人认领的单位代码。", "Unit codes of a registered folder no unit has."))
def unknown(source: Source) -> None:
    """Code and rows, most first; they count for the company alone until a unit has the code or a further name."""
    rows = selectors.unknown_units(acting(), source)
    heads = (say("单位代码", "unit code"), say("行数", "rows"))
    table([{"code": code, "rows": count} for code, count in rows], heads, rows)


@app.command(help=say("确认读取方式（JSON 文件）。", "Confirm how it is read, from a JSON file."))
def recipe(
    source: Source,
    file: Annotated[str, typer.Argument(help=say("JSON 文件", "JSON file"))] = "",
    propose: Annotated[bool, typer.Option("--propose", help=say("只打印建议", "only print a first one"))] = False,
) -> None:
    """A confirmed recipe becomes a version."""
    if propose or not file:
        tell(json.dumps(selectors.proposed_recipe(acting(), source), ensure_ascii=False, indent=2))
        return
    given = json.loads(existing_file(file).read_text(encoding="utf-8"))
    version = services.confirm_mapping(acting(), source=source, recipe=given)
    answer({"source": source, "version": version}, say(f"已确认，第 {version} 版。", f"Confirmed, version {version}."))


@app.command(help=say("暂停数据源；--resume 恢复。", "Pause a source; --resume takes it up again."))
def pause(
    source: Source,
    resume: Annotated[bool, typer.Option("--resume", help=say("恢复读取", "read it again"))] = False,
    reason: Reason = "",
) -> None:
    """A paused source refuses loads and keeps everything it brought."""
    services.set_source_active(acting(), source=source, is_active=resume, reason=reason)
    said = say("已恢复读取。", "Taken up again.") if resume else say("已暂停读取。", "Paused.")
    answer({"source": source, "is_active": resume}, said)


@app.command("accept-columns", help=say("接受数据源现有的列。", "Accept the columns the source has now."))
def accept_columns(source: Source) -> None:
    """The next load compares with the columns it finds."""
    services.accept_columns(acting(), source=source)
    answer({"source": source}, say("已接受。", "Accepted."))


def _settings(pairs: list[str] | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for pair in pairs or []:
        name, _sign, value = pair.partition("=")
        found[name.strip()] = {"true": True, "false": False}.get(value.lower(), value)
    return found


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(say(f"{name}（不显示）", f"{name} (not shown)"), hide_input=True))


@app.command(
    help=say("同一数据集的数据源以谁为准；不给代码则显示现状。", "Which source of a dataset is believed first.")
)
def order(
    dataset: Annotated[str, typer.Argument(help=say("数据集代码", "dataset code"))],
    codes: Annotated[
        list[str] | None, typer.Argument(help=say("数据源代码，以先者为准", "codes, strongest first"))
    ] = None,
    reason: Reason = "",
) -> None:
    """Declared order; without codes it is shown, with the rows of which sources tell different things."""
    if codes:
        services.set_precedence(acting(), dataset=dataset, order=codes, reason=reason)
    rows = selectors.precedence(acting(), dataset=dataset)
    table(rows, (say("次序", "rank"), say("代码", "code")), ((row.rank or "", row.code) for row in rows))
    differing = selectors.overruled(acting(), dataset=dataset, limit=50)
    if differing and not current().as_json:
        heads = (say("行", "row"), say("为准", "counts"), say("让位", "gives way"))
        lines = (
            (row.row, f"{row.winner} {_cells(row.winner_values)}", f"{row.loser} {_cells(row.loser_values)}")
            for row in differing
        )
        table(differing, heads, lines)


def _cells(cells: Mapping[str, str]) -> str:
    return " ".join(f"{name}={cell}" for name, cell in cells.items())
