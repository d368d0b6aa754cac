"""Words for the same thing in headings, in Chinese, English and pinyin; and words that say a scale."""

from __future__ import annotations

import re
from functools import lru_cache

from kpiloop.loop.collect.cleaning.texts import same_name, tidy

#: Concept -> words; a column of a dataset belongs to the concept its code or role names.
CONCEPTS: dict[str, str] = {
    "unit": "部门 组织 机构 单位 单位名称 门店 店铺 分公司 子公司 "
    "事业部 区域 大区 销售区域 中心 工厂 车间 部门名称 责任单位 "
    "unit department dept org organisation organization store branch region team site plant bumen menfang quyu",
    "person": "工号 员工号 员工编号 人员编号 姓名 员工 员工姓名 "
    "人员 业务员 销售员 销售代表 客户经理 责任人 负责人 经办人 "
    "person employee employeeno employeeid staff staffid staffno "
    "name fullname salesrep rep owner badge gonghao xingming",
    "date": "日期 时间 月份 期间 年月 会计期间 所属期 "
    "业务日期 单据日期 订单日期 下单日期 记账日期 发生日期 入库日期 统计月份 "
    "date day month period postingdate orderdate invoicedate docdate bookingdate on riqi yuefen qijian",
    "number": "单号 编号 订单号 订单编号 单据号 单据编号 合同号 合同编号 发票号 流水号 凭证号 工单号 "
    "number no id orderno ordernumber orderid docno invoiceno reference ref ticket danhao bianhao",
    "amount": "金额 销售额 销售金额 收入 营业收入 含税金额 不含税金额 "
    "发生额 合同额 合同金额 订单金额 回款 回款额 回款金额 产值 "
    "amount sales revenue turnover netsales value total netamount jine xiaoshoue shouru",
    "cost": "成本 费用 支出 费用金额 成本金额 营业成本 cost costs expense expenses spend chengben feiyong",
    "pieces": "数量 件数 销量 产量 台数 单数 入库数量 quantity qty pieces pcs units volume output shuliang jianshu",
    "price": "单价 价格 均价 price unitprice rate danjia",
    "rate": "率 占比 比率 合格率 良率 达成率 完成率 回款率 ratio percentage percent pct share yield",
    "customer": "客户 客户名称 购货单位 customer client account buyer kehu",
    "product": "产品 产品名称 品名 物料 物料名称 商品 型号 product item sku material article chanpin",
    "kpi": "指标 指标名称 考核指标 项目 科目 费用项目 kpi indicator metric item accountname zhibiao xiangmu kemu",
    "budget": "预算 计划 目标 预算数 计划数 目标值 计划值 budget plan target planned yusuan jihua mubiao",
    "actual": "实际 完成 实际数 实际值 完成值 实绩 发生 actual actuals result achieved shiji wancheng",
    "kind": "类别 类型 种类 版本 口径 type kind category scenario version leibie",
    "measure_unit": "单位 计量单位 unitofmeasure uom measureunit danwei",
    "note": "备注 说明 note notes remark remarks comment beizhu",
}
_WORDS = {concept: frozenset(map(same_name, words.split())) for concept, words in CONCEPTS.items()}
#: Words inside longer headings; short or common ones only count alone.
_INSIDE = {
    concept: tuple(word for word in words if len(word) >= (2 if not word.isascii() else 5))
    for concept, words in _WORDS.items()
}
_SCALE_WORDS = (
    ("yi", r"亿元|亿"),
    ("million", r"百万元?|in millions?|millions?|\bmn\b|\bmln\b|\bm(?:io)?\s?(?:eur|usd|rmb|cny)\b"),
    ("wan", r"万元|万|10k\b|ten thousand"),
    ("thousand", r"千元|in thousands?|thousands?|'000|,000|\bk(?:eur|usd|rmb|cny)\b"),
    ("percent", r"%"),
    ("one", r"元|rmb|cny|yuan|eur|usd"),
)
_SCALES = tuple((code, re.compile(pattern, re.IGNORECASE)) for code, pattern in _SCALE_WORDS)
_BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_STATED = re.compile(
    r"单位\s*[:：]\s*(?:人民币)?\s*([^\s)）,，;；]+)|(?:units?|figures?|amounts?|currency)\s*[:：]?\s*(?:in\s+)?([^)）]+)|"
    r"[(（]\s*((?:rmb|usd|eur|cny)?\s*(?:in\s+)?(?:thousands?|millions?|万元|千元|亿元|百万元|'000)[^)）]*)[)）]",
    re.IGNORECASE,
)
#: Figures that are no money: a scale in the title is not about them.
_NO_MONEY = re.compile(
    r"数|量|人|次|率|%|占比|天|户|qty|quantity|pieces|count|pcs|ratio|rate|share|days|heads?", re.IGNORECASE
)


def plain_heading(written: str) -> str:
    """A heading in comparable form, without unit in brackets.

    >>> plain_heading("销售额（万元）"), plain_heading("Order No.")
    ('销售额', 'orderno')
    """
    return re.sub(r"[\s.:：_*#/\\\-]+", "", same_name(_BRACKETS.sub("", tidy(written))))


@lru_cache(maxsize=4096)
def concept_of(written: str) -> tuple[str, int]:
    """What a heading speaks of and how sure that is (0 to 95); an empty concept when it says nothing known.

    >>> concept_of("含税金额（元）"), concept_of("Store name")[0], concept_of("天气")
    (('amount', 95), 'unit', ('', 0))
    """
    plain = plain_heading(written)
    for concept, words in _WORDS.items():
        if plain in words:
            return concept, 95
    inside = [
        (len(word), concept)
        for concept, words in _INSIDE.items()
        for word in words
        if word in plain and concept != "rate"
    ]
    if plain.endswith(("率", "占比", "比例", "rate", "ratio", "%")):
        return "rate", 85
    return (max(inside)[1], 80) if inside else ("", 0)


def scale_in_heading(written: str) -> str:
    """The scale a heading names in brackets or behind its name, empty when it names none.

    >>> scale_in_heading("销售额（万元）"), scale_in_heading("占比%"), scale_in_heading("金额")
    ('wan', 'percent', '')
    """
    inside = " ".join(_BRACKETS.findall(tidy(written)))
    behind = re.search(r"(万元|千元|亿元|百万元|%)$", tidy(written))
    return _scale_of(inside) or (_scale_of(behind[1]) if behind else "")


def scale_in_title(written: str) -> str:
    """The scale a title or note states for the whole table, empty when it states none.

    >>> scale_in_title("费用执行表（单位：万元）"), scale_in_title("Figures in thousands"), scale_in_title("元旦快报")
    ('wan', 'thousand', '')
    """
    found = _STATED.search(tidy(written))
    return _scale_of(next((part for part in found.groups() if part), "")) if found else ""


def is_money(heading: str) -> bool:
    """Whether a scale in the title may be about a column of this heading."""
    return not _NO_MONEY.search(plain_heading(heading) or "-") and not scale_in_heading(heading)


def _scale_of(text: str) -> str:
    return next((code for code, pattern in _SCALES if text and pattern.search(text)), "")
