"""The KPIs of the demo company: meaning, formula and scoring rule of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kpiloop.demo.design import Design

SOLD = 'where orders.status != "cancelled"'
DELIVERED = 'where orders.status = "delivered"'
CHECKED = 'where operations.kind = "质检"'
TASKED = 'where operations.kind = "任务"'


@dataclass(frozen=True)
class DemoKpi:
    """One KPI as the admin of the demo company enters it."""

    code: str  #: KPI code
    name_zh: str  #: Chinese name
    name_en: str  #: English name
    objective: str  #: objective code
    direction: str  #: higher or lower
    time_kind: str  #: flow, stock, ratio, distinct or derived
    measurement_unit: str  #: CNY, percent, score, pieces, persons
    display_scale: str  #: one, wan, percent
    decimals: int  #: displayed decimals
    formula: str  #: metric formula
    method: str = "ratio"  #: achievement method
    amber_from: Decimal = Decimal("0.95")  #: achievement from which a miss is only at risk
    judged_on: str = "month"  #: month or ytd
    rule: tuple[str, Mapping[str, object]] = field(default=("linear", {"cap": "120", "floor": "0"}))  #: scoring rule
    purpose: str = ""  #: why it is measured
    pitfalls: str = ""  #: how it can be abused


_POINTS = {"points": [["0.8", "60"], ["1", "100"], ["1.2", "120"]], "on": "achievement"}
_ANSWERS = {
    "on": "actual",
    "steps": [["0", "40"], ["80", "60"], ["85", "80"], ["88", "90"], ["90", "100"], ["95", "110"]],
}
_CAPPED = ("linear", {"cap": "110", "floor": "0"})
_AT_MOST_FULL = ("linear", {"cap": "100", "floor": "0"})
_MIRROR = ("mirror", {"cap": "120", "floor": "0"})

OBJECTIVES: tuple[tuple[str, str, str, str, str], ...] = (
    ("GROW", "营收稳健增长", "Grow revenue steadily", "financial", "E0010"),
    ("EARN", "提升盈利质量", "Earn a better margin", "financial", "E0060"),
    ("PLEASE", "让客户更满意", "Delight customers", "customer", "E0040"),
    ("DELIVER", "按时交付、一次做对", "Deliver on time, right the first time", "process", "E0050"),
    ("SAFE", "零工伤", "Nobody gets hurt", "process", "E0030"),
    ("PEOPLE", "提升人效与执行力", "Raise output per head and execution", "learning", "E0070"),
)

KPIS: tuple[DemoKpi, ...] = (
    DemoKpi(
        "revenue", "营业收入", "Revenue", "GROW", "higher", "flow", "CNY", "wan", 0,
        f"sum(orders.net_amount) {SOLD}", rule=("interpolation", _POINTS),
        purpose="规模是否按计划增长", pitfalls="季末压货、提前确认",
    ),
    DemoKpi(
        "revenue_growth", "年营收增长率", "Revenue growth", "GROW", "higher", "derived", "percent", "percent", 1,
        "(kpi(revenue) - prior_year(kpi(revenue))) / prior_year(kpi(revenue))",
        amber_from=Decimal("0.80"), judged_on="ytd", purpose="本年累计较去年同期增长", pitfalls="并购带来的增长应剔除",
    ),
    DemoKpi(
        "gross_margin", "毛利率", "Gross margin", "EARN", "higher", "ratio", "percent", "percent", 1,
        f"((sum(orders.net_amount) {SOLD}) - (sum(orders.cost) {SOLD})) / (sum(orders.net_amount) {SOLD})",
        amber_from=Decimal("0.96"), rule=_CAPPED, purpose="价格与成本的共同结果", pitfalls="只卖高毛利产品而丢规模",
    ),
    DemoKpi(
        "net_profit", "净利润", "Net profit", "EARN", "higher", "flow", "CNY", "wan", 0,
        "sum(finance.revenue) - sum(finance.cost) - sum(finance.expense) - sum(finance.tax)",
        amber_from=Decimal("0.92"), rule=("interpolation", _POINTS), purpose="经营最终成果", pitfalls="推迟必要支出",
    ),
    DemoKpi(
        "net_margin", "净利润率", "Net profit margin", "EARN", "higher", "derived", "percent", "percent", 1,
        "kpi(net_profit) / sum(finance.revenue)", amber_from=Decimal("0.92"), rule=_CAPPED,
        purpose="每元收入留下多少利润",
    ),
    DemoKpi(
        "expense_ratio", "费用率", "Expense ratio", "EARN", "lower", "ratio", "percent", "percent", 1,
        "sum(finance.expense) / sum(finance.revenue)", method="mirror", rule=_MIRROR, purpose="费用随收入控制",
    ),
    DemoKpi(
        "department_cost", "部门费用", "Department cost", "EARN", "lower", "flow", "CNY", "wan", 1,
        "sum(finance.expense)", method="mirror", rule=_MIRROR, purpose="职能部门预算执行",
    ),
    DemoKpi(
        "customer_satisfaction", "客户满意度", "Satisfaction", "PLEASE", "higher", "ratio", "score", "one", 1,
        'average(operations.score) where operations.kind = "满意度"', amber_from=Decimal("0.97"),
        rule=("step_table", _ANSWERS), purpose="客户是否愿意再来", pitfalls="只邀请满意的客户评分",
    ),
    DemoKpi(
        "return_rate", "退货率", "Return rate", "PLEASE", "lower", "ratio", "percent", "percent", 1,
        f"(count(orders) {DELIVERED} and orders.is_returned = 1) / (count(orders) {DELIVERED})",
        method="mirror", amber_from=Decimal("0.80"), rule=_MIRROR, purpose="质量与描述相符",
    ),
    DemoKpi(
        "active_customers", "活跃客户数", "Active customers", "PLEASE", "higher", "distinct", "number", "one", 0,
        f"count_distinct(orders.customer) {SOLD}", purpose="客户基础",
    ),
    DemoKpi(
        "on_time_delivery", "订单交付率", "On-time delivery", "DELIVER", "higher", "ratio", "percent", "percent", 1,
        f"(count(orders) {DELIVERED} and orders.is_late = 0) / (count(orders) {DELIVERED})",
        amber_from=Decimal("0.97"), rule=_AT_MOST_FULL, purpose="承诺的交期是否兑现", pitfalls="承诺过长的交期",
    ),
    DemoKpi(
        "first_pass_yield", "一次合格率", "First-pass yield", "DELIVER", "higher", "ratio", "percent", "percent", 1,
        f"(sum(operations.passed) {CHECKED}) / (sum(operations.planned) {CHECKED})",
        amber_from=Decimal("0.99"), rule=_AT_MOST_FULL, purpose="第一次就做对",
    ),
    DemoKpi(
        "recordable_injuries", "可记录工伤", "Recordable injuries", "SAFE", "lower", "flow", "times", "one", 0,
        'sum(operations.incidents) where operations.kind = "安全"', method="binary",
        rule=("deduction", {"full_mark": "100", "points": "20", "floor": "0"}), purpose="目标为零", pitfalls="瞒报",
    ),
    DemoKpi(
        "lead_conversion", "销售转化率", "Lead conversion", "GROW", "higher", "ratio", "percent", "percent", 1,
        "(count(leads) where leads.is_won = 1) / count(leads)", amber_from=Decimal("0.85"), purpose="线索是否变成订单",
    ),
    DemoKpi(
        "task_completion", "任务完成率", "Task completion", "PEOPLE", "higher", "ratio", "percent", "percent", 1,
        f"(sum(operations.done) {TASKED}) / (sum(operations.planned) {TASKED})",
        rule=_AT_MOST_FULL, purpose="计划的事是否做完",
    ),
    DemoKpi(
        "headcount", "期末人数", "Headcount at period end", "PEOPLE", "higher", "stock", "persons", "one", 0,
        "last(finance.heads)", purpose="人效的分母",
    ),
    DemoKpi(
        "revenue_per_head", "人均营收", "Revenue per head", "PEOPLE", "higher", "derived", "CNY", "wan", 1,
        "kpi(revenue) / kpi(headcount)", purpose="人效",
    ),
)  # fmt: skip


def formula_of(design: Design, kpi: DemoKpi) -> str:
    """The formula with the kinds of the operations log as the company's own file writes them."""
    formula = kpi.formula
    for kind in ("质检", "任务", "满意度", "安全"):
        formula = formula.replace(f'"{kind}"', f'"{design.said(kind)}"')
    return formula
