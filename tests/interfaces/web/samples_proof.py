"""The proof chain of the look pictures as a page value; its figures multiply out exactly."""

# ruff: noqa: E501  (rows of a table read better unbroken)

from __future__ import annotations

from decimal import Decimal

from django.utils import translation

from kpiloop.interfaces.charts.marks.curve import curve
from kpiloop.interfaces.web.components.figures import Freshness, Link
from kpiloop.interfaces.web.proof import page
from kpiloop.interfaces.web.proof.page import Level, Term
from tests.interfaces.web.samples import Words, words_of

SQL = """select sum(net_amount)
from sales@41
where status <> 'cancelled'
  and region = '华东'
  and order_date >= date '2025-03-01'
  and order_date <  date '2025-04-01'"""


def proof(language: str) -> page.ProofPage:
    """The sample page in one language."""
    with translation.override(language):
        return _page(words_of(language))


def _given(text: str, caption: str, leaf: str = "decision") -> Term:
    return Term("figure", text, caption, leaf)


def _opened(text: str, caption: str) -> Term:
    return Term("figure", text, caption, is_open=True, address="?open=1")


def _op(text: str) -> Term:
    return Term("operator", text)


def _levels(t: Words) -> tuple[Level, ...]:
    payout = curve(
        [
            (Decimal(60), Decimal(50)),
            (Decimal(70), Decimal(50)),
            (Decimal(80), Decimal(60)),
            (Decimal(100), Decimal(100)),
            (Decimal(115), Decimal(110)),
            (Decimal(120), Decimal(110)),
        ],
        here=(Decimal("96.4"), Decimal("92.8")),
    )
    return (
        Level(
            1,
            t("发放额", "Paid"),
            "9,017.96",
            t("元", "CNY"),
            (
                _opened("9,017.96", t("应得奖金", "Entitlement")),
                _op("×"),
                Term("figure", "1.0000", t("奖金包比例", "Pool share")),
            ),
            remark=t("全区应得 184,376.42 ≤ 奖金包 186,000.00，不缩放", "all 184,376.42 ≤ pool 186,000.00, not scaled"),
            who=t("周敏 编制 → 许衡 发放", "Zhou Min → Xu Heng"),
            version=t("批次 2025-03-6，04-08 16:20 → 04-09 09:05", "run 2025-03-6, 8 Apr 16:20 → 9 Apr 09:05"),
        ),
        Level(
            2,
            t("应得奖金", "Entitlement"),
            "9,017.96",
            t("元", "CNY"),
            (
                _given("10,000.00", t("奖金基数", "Base")),
                _op("×"),
                _given("31/31", t("在岗天数", "Days")),
                _op("×"),
                _given("0.98", t("公司系数", "Company"), "restricted"),
                _op("×"),
                _opened("0.9202", t("个人系数", "Own factor")),
            ),
            who=t("系统 核算", "computed"),
            version=t("奖金办法 v3，末步四舍五入到分", "bonus rule v3, rounded last"),
        ),
        Level(
            3,
            t("个人系数", "Own factor"),
            "0.9202",
            "",
            (_opened("92.02", t("个人得分", "Score")), _op("÷"), _given("100", t("标准分", "Standard"))),
            who=t("许衡 批准", "Xu Heng approved"),
            version=t("系数规则 v3，2025-01-06", "factor rule v3, 2025-01-06"),
        ),
        Level(
            4,
            t("个人得分", "Score"),
            "92.02",
            t("分", "pts"),
            (
                _opened("37.12", t("净收入 92.8 × 40%", "Revenue 92.8 × 40%")),
                _op("+"),
                Term("figure", "26.40", t("回款率 88 × 30%", "Collection 88 × 30%"), address="?open=2"),
                _op("+"),
                Term("figure", "28.50", t("客户满意度 95 × 30%", "Satisfaction 95 × 30%"), address="?open=3"),
            ),
            who=t("林悦 签署", "Lin Yue signed"),
            version=t("得分表，方案 v5，04-07 10:42", "sheet, scheme v5, 7 Apr 10:42"),
        ),
        Level(
            5,
            t("净收入得分", "Revenue score"),
            "92.8",
            t("分", "pts"),
            (
                _given("60", t("门槛分", "Floor score")),
                _op("+  ("),
                _opened("96.4", t("达成率 %", "Achieved %")),
                _op("−"),
                _given("80", t("门槛 %", "Floor %")),
                _op(") / 20 × 40"),
            ),
            curve=payout,
            who=t("李萌 复核", "Li Meng checked"),
            version=t("曲线 v2：80→60，100→100，04-06", "curve v2: 80→60, 100→100"),
        ),
        Level(
            6,
            t("达成率", "Achievement"),
            "96.4",
            "%",
            (
                _opened("4,820,000.00", t("实际净收入 元", "Actual CNY")),
                _op("÷"),
                _given("5,000,000.00", t("目标 v2 元", "Target v2 CNY")),
            ),
            light="amber",
            light_text=t("差 −180,000.00", "−180,000.00"),
            who=t("林悦、方立 签字", "Lin Yue, Fang Li signed"),
            version=t("目标责任书 v2，2025-01-10", "target letter v2, 2025-01-10"),
        ),
        Level(
            7,
            t("实际净收入", "Net revenue"),
            "4,820,000.00",
            t("元", "CNY"),
            (
                Term(
                    "formula",
                    'sum(sales.net_amount) where sales.status != "cancelled"',
                    t("华东区，2025 年 3 月，281 行，来源完整", "East, Mar 2025, 281 rows, sources complete"),
                ),
            ),
            who=t("系统 计算", "computed"),
            version=t("口径 v4，运行 3306，04-02 06:14", "definition v4, run 3306, 2 Apr 06:14"),
        ),
    )


def _page(t: Words) -> page.ProofPage:
    cells = [
        ("SO-71", "2025-03-03", "24", "36,480.00", True, 412),
        ("SO-76", "2025-03-05", "12", "9,360.00", True, 431),
        ("SO-79", "2025-03-07", "150", "28,500.00", False, 447),
        ("SO-84", "2025-03-12", "36", "21,600.00", True, 468),
        ("SO-88", "2025-03-14", "60", "12,000.00", True, 486),
        ("SO-92", "2025-03-17", "8", "16,240.00", True, 503),
        ("SO-97", "2025-03-20", "210", "44,100.00", True, 529),
    ]
    rows = tuple(
        (
            (
                key,
                on,
                t("华东", "East"),
                count,
                amount,
                t("已发货", "shipped") if counts else t("已取消，不计入", "cancelled, not counted"),
                str(line),
            ),
            counts,
            key == "SO-88",
        )
        for key, on, count, amount, counts, line in cells
    )
    heads = (
        (t("单号", "Order"), False),
        (t("日期", "Date"), False),
        (t("区域", "Region"), False),
        (t("件数", "Pieces"), True),
        (t("净额 元", "Net CNY"), True),
        (t("状态", "State"), False),
        (t("文件行号", "Line"), True),
    )
    return page.ProofPage(
        crumbs=(Link(t("考核", "Reviews"), "/reviews/"), Link(t("奖金", "Bonus"), "/bonus/"), Link(t("2025 年 3 月", "Mar 2025"), ""), Link(t("林悦", "Lin Yue"), "")),
        title=t("为什么是 9,017.96 元？", "Why CNY 9,017.96?"), subtitle=t("林悦，华东区销售主管，3 月绩效奖金，04-15 已发放", "Lin Yue, sales lead East, March bonus, paid 15 Apr"),
        freshness=Freshness(t("修订 1，快照 2025-04-08 16:20，只有本人与获授权人可见", "Revision 1, snapshot 2025-04-08 16:20, visible to the person and those with the right"), True),
        permalink="/proof/", evidence_address="/evidence/", levels=_levels(t),
        verdict=t("从叶子重算，差 0.00", "Recomputed from the leaves: difference 0.00"), verdict_note=t("今天 09:12，9,017.96 = 9,017.96", "today 09:12, 9,017.96 = 9,017.96"), is_exact=True,
        verdict_rows="", every_row_address="",
        leaves=(page.LeafCount("list", t("源行", "Rows"), "794", t("净收入 281、回款 173、满意度 340", "revenue 281, collection 173, surveys 340")), page.LeafCount("check", t("决定", "Decided"), "12", t("基数、任职、奖金包、目标、规则", "base, post, pool, targets, rules")), page.LeafCount("lock", t("受限", "Restricted"), "1", t("公司系数", "company factor")), page.LeafCount("info", t("缺失", "Missing"), "0", "")),
        panels=(
            page.LeafPanel("lock", t("公司系数 0.98", "Company factor 0.98"), t("源行超出您的可见范围", "rows outside your scope"), ((t("定义", "Definition"), t("净利润达成率，上限 1.20，口径 v2", "net profit achieved, at most 1.20, v2")), (t("算式", "Working"), "9,310,000.00 / 9,500,000.00 = 0.98"), (t("批次", "Loads"), t("9、11、17，数据版本 41", "9, 11, 17, version 41")), (t("行数与合计", "Rows, sum"), t("8,412 行，9,310,000.00 元", "8,412 rows, 9,310,000.00")), (t("指纹", "Fingerprint"), "sha256 5b0e⋯c41d"), (t("可打开的人", "Open to"), t("周颖（财务部）、审计", "Zhou Ying (Finance), audit"))), is_restricted=True, link=Link(t("请求查看", "Ask to see it"), "/ask/")),
            page.LeafPanel("check", t("奖金基数 10,000.00", "Base 10,000.00"), t("决定", "decided"), ((t("文件", "Document"), t("岗位奖金基数表 v2，销售主管 P6", "base table v2, sales lead P6")), (t("批准", "Approved"), t("许衡，2025-01-03，记录 D-118", "Xu Heng, 2025-01-03, record D-118")))),
        ),
        sql_number=8, sql_note=t("数据版本 41", "version 41"), sql=SQL,
        load=((t("文件", "File"), t("sales_2025-03.xlsx，批次 17", "sales_2025-03.xlsx, load 17")), (t("读入", "Read"), t("1,207 行 = 收 1,204 + 隔离 3", "1,207 rows = 1,204 kept + 3 set aside")), (t("上传", "Loaded"), t("方琳，04-01 17:52", "Fang Lin, 1 Apr 17:52")), (t("列映射", "Mapping"), t("v6，李萌确认", "v6, confirmed by Li Meng")), (t("文件指纹", "File hash"), "sha256 e71a⋯09b2"), (t("公式指纹", "Formula"), "9c41⋯e7d0"), (t("隔离原因", "Set aside"), t("3 行日期无法识别", "3 rows with unreadable dates"))),
        source=page.SourceTable(9, t("批次 17，华东区 287 行，取消 6 行，计入 281 行", "load 17, East 287 rows, 6 cancelled, 281 counted"), t("第 71–77 行，共 287 行", "rows 71–77 of 287"), heads, rows, t("本页 6 行 + 其余 275 行", "6 rows here + 275 others"), "4,820,000.00", 4, "139,780.00 + 4,680,220.00", later="?rows=2"),
    )  # fmt: skip
