"""`kpiloop calibration`: groups of a quarter, changes of grades with reasons, confirmation by a second person."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.cli.options import Quarter, Reason, noun
from kpiloop.interfaces.cli.picking import cycle_of, last_day
from kpiloop.interfaces.cli.printing import answer, table, tell
from kpiloop.interfaces.cli.session import acting, say
from kpiloop.interfaces.cli.wording import full, name, word
from kpiloop.loop.reward import selectors, services
from kpiloop.loop.reward.calibrating.rows import CalibrationRow

app = noun()
Key = Annotated[int, typer.Argument(help=say("校准 id", "id of the calibration"))]
Scheme = Annotated[str, typer.Option(help=say("方案代码", "scheme code"))]


@app.command("open", help=say("为参与比较的各组开启校准，或刷新未确认的。", "Open a calibration for every group."))
def open_groups(quarter: Quarter, scheme: Scheme = "") -> None:
    """Groups as the guideline compares people; open ones are brought up to date."""
    actor = acting()
    count = services.open_calibrations(actor, cycle_id=cycle_of(actor, quarter, scheme).id, now=timezone.now())
    answer({"open": count}, say(f"{count} 个校准待确认。", f"{count} calibrations stand open."))


@app.command("list", help=say("校准清单。", "Calibrations of a quarter."))
def list_groups(quarter: Quarter, scheme: Scheme = "") -> None:
    """Groups with their grades as they stand."""
    viewer = acting()
    rows = selectors.calibrations(viewer, cycle_id=cycle_of(viewer, quarter, scheme).id)
    grades = [each.grade for each in rows[0].quotas] if rows else []
    heads = (
        "id",
        say("部门", "unit"),
        say("并入", "merged"),
        say("人数", "people"),
        *grades,
        say("已调整", "changed"),
        say("超出建议", "beyond"),
        say("状态", "state"),
        say("确认人", "confirmed by"),
    )
    lines = (
        (
            row.id,
            name(row.unit),
            _merged(row),
            row.size,
            *(f"{each.guideline}→{each.given}" for each in row.quotas),
            row.changed,
            " ".join(row.over),
            word("calibration_state", row.state),
            row.confirmed_by,
        )
        for row in rows
    )
    table(rows, heads, lines)


@app.command(help=say("一个校准：人员、等级与调整记录。", "One calibration: people, grades, changes."))
def show(calibration_id: Key) -> None:
    """Everybody with the grade proposed, that of the guideline, and the one that stands."""
    row = selectors.calibration(acting(), calibration_id=calibration_id)
    heads = (
        say("工号", "number"),
        say("姓名", "name"),
        say("名次", "rank"),
        say("得分", "score"),
        say("按得分", "by score"),
        say("分布建议", "guideline"),
        say("现等级", "now"),
    )
    lines = (
        (m.subject.code, name(m.subject), m.place, full(m.total), m.proposed, m.guideline, m.grade)
        for m in row.members
    )  # fmt: skip
    table([row], heads, lines)
    for each in row.history:
        step, void = f"{each.before} → {each.after}", "" if each.counts else say("（已失效）", " (void)")
        tell(f"{each.made_at:%Y-%m-%d %H:%M} {each.made_by} {name(each.subject)} {step} {each.reason}{void}")


@app.command(help=say("调整一人的等级并说明理由；确认后生效。", "Give somebody another grade; counts once confirmed."))
def change(
    calibration_id: Key,
    person: Annotated[str, typer.Argument(help=say("工号", "employee number"))],
    grade: Annotated[str, typer.Argument(help=say("等级", "grade"))],
    reason: Reason,
) -> None:
    """The score never changes; nobody changes the own grade."""
    actor = acting()
    row = selectors.calibration(actor, calibration_id=calibration_id)
    key = org.subject(actor, person, on=last_day(actor, row.cycle.period_code)).id
    services.change_grade(
        actor, calibration_id=calibration_id, person_id=key, grade=grade, reason=reason, now=timezone.now()
    )
    answer({"person": person, "grade": grade}, say("已记录，确认后生效。", "Kept. It counts once it is confirmed."))


@app.command(help=say("确认校准；须由未调整过、且不在本组的人。", "Confirm, as a second person outside the group."))
def confirm(
    calibration_id: Key,
    exception: Annotated[str, typer.Option(help=say("超出分布建议的理由", "why beyond the guideline"))] = "",
) -> None:
    """Changed grades become new revisions of their sheets."""
    count = services.confirm_calibration(
        acting(), calibration_id=calibration_id, exception=exception, now=timezone.now()
    )
    answer({"changed": count}, say(f"已确认，{count} 人等级变更。", f"Confirmed; {count} grades changed."))


@app.command(help=say("发布前重新打开已确认的校准。", "Open a confirmed calibration again before publication."))
def reopen(calibration_id: Key, reason: Reason) -> None:
    """The sheets before it count again."""
    count = services.reopen_calibration(acting(), calibration_id=calibration_id, reason=reason, now=timezone.now())
    answer({"back": count}, say(f"已重新打开，{count} 人恢复原等级。", f"Open again; {count} grades went back."))


def _merged(row: CalibrationRow) -> str:
    return " ".join(name(unit) for unit in row.merged if unit != row.unit)
