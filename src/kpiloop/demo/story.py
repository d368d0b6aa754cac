"""What the people of the demo company say: causes, decisions, actions and minutes of the last months."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ToldCause:
    """A cause as its owner writes it."""

    behind: int  #: months before the last one
    username: str  #: account of the writer
    kpi: str  #: KPI code
    subject: str  #: unit code
    kind: str  #: kind of cause
    text: str  #: the owner's words
    evidence: str  #: what shows it
    impact: str | None = None  #: in the KPI's unit


@dataclass(frozen=True)
class ToldAction:
    """An action as the meeting gives it out."""

    behind: int  #: months before the last one: the meeting it comes from
    title: str  #: what will be done
    kpi: str  #: KPI it shall move
    subject: str  #: unit code
    owner: str  #: employee number
    due_after: int  #: days after the month's end
    expected: str  #: change of the KPI in its unit, signed
    effect_after: int  #: months until the effect shall show
    state: str  #: open, doing or done
    done_after: int = 20  #: days after the month's end when it was reported
    progress: str = ""  #: what was reported
    decision: int | None = None  #: which decision of the meeting it follows from


CAUSES: tuple[ToldCause, ...] = (
    ToldCause(
        2, "chenli", "on_time_delivery", "EAST", "capacity",
        "华东仓月初切换系统，出库积压两周，按期率下降", "逾期订单中 71% 在切换后两周内出库", "-0.085",
    ),
    ToldCause(
        1, "chenli", "on_time_delivery", "EAST", "capacity",
        "切换后分拣人手不足，旺季前未补齐", "缺编 6 人，日均积压 40 单", "-0.099",
    ),
    ToldCause(
        1, "chenli", "gross_margin", "EAST", "price",
        "竞品降价，授权折扣下限未收紧，低价单增多", "折扣 8% 以上订单占比由 12% 升至 31%", "-0.025",
    ),
    ToldCause(
        1, "wugang", "first_pass_yield", "P1", "quality",
        "二号线夹具磨损，尺寸超差集中在 B 系列", "B 系列不良占 64%", "-0.024",
    ),
    ToldCause(
        0, "chenli", "on_time_delivery", "EAST", "capacity",
        "补招到岗 2 人，仍缺 4 人，备货占用库位", "日均积压 46 单", "-0.116",
    ),
    ToldCause(
        0, "chenli", "gross_margin", "EAST", "price",
        "三家大客户框架价下调，自上月起执行", "合同 HD-081、083、090", "-0.031",
    ),
)  # fmt: skip

DECISIONS: dict[int, tuple[str, ...]] = {
    2: ("华东仓积压两周内清零，按周通报", "折扣 8% 以上须销售中心审批"),
    1: ("华东仓临时增配 6 名分拣", "B 系列夹具当月更换并加严首检", "折扣授权下限收紧至 6%"),
}
ACTIONS: tuple[ToldAction, ...] = (
    ToldAction(
        2, "华东仓积压清零专项", "on_time_delivery", "EAST", "E0011", 20, "0.05", 1, "done", 18,
        "积压由 600 单降至 240 单", 0,
    ),
    ToldAction(2, "折扣审批上线", "gross_margin", "EAST", "E0010", 25, "0.01", 2, "done", 24, "审批流已上线", 1),
    ToldAction(1, "临时增配 6 名分拣", "on_time_delivery", "EAST", "E0011", 15, "0.06", 1, "doing", 14, "", 0),
    ToldAction(1, "更换二号线夹具", "first_pass_yield", "P1", "E0031", 20, "0.015", 1, "doing", 14, "", 1),
    ToldAction(1, "加严首检，B 系列每批 5 件", "first_pass_yield", "P1", "E0031", 25, "0.008", 2, "open", decision=1),
    ToldAction(1, "重谈三家大客户框架价", "gross_margin", "EAST", "E0011", 50, "0.012", 2, "open", decision=2),
)  # fmt: skip
MINUTES: dict[int, str] = {
    2: "一、听取各单位经营情况。二、华东交付下滑，责成华东销售两周内清零积压。三、折扣审批权上收。",
    1: "一、复盘上月决议：积压清零未达预期，继续跟进。二、制造一厂更换夹具并加严首检。三、收紧折扣授权。",
}
LESSON = "仓库系统切换前须备足四周人手，交付目标应与产能计划同时评审"
PROPOSAL_REASON = "一厂二号线下月停线换夹具，按实际能力调整当月目标，其后恢复"
