"""Further words people write for choices of a scheme workbook; none of them is ever shown."""

from __future__ import annotations

_METHODS = {
    "linear": ("线性", "完成率法", "linear"),
    "interpolation": ("线性内插", "内插法"),
    "step_table": ("阶梯计分", "层差法", "分档计分", "steps"),
    "hit_or_miss": ("非此即彼", "达标计分"),
    "deduction": ("逐项扣分", "减分法"),
    "manual": ("上级评分", "主观评分"),
}
_SCALES: dict[str, tuple[str, ...]] = {
    "one": ("个", "元", "原值", "unit"),
    "thousand": ("千元", "k"),
    "wan": ("万元", "10k"),
    "yi": ("亿元",),
    "percent": ("%", "百分比"),
}
_WEEKDAYS: dict[str, tuple[str, ...]] = {
    "0": ("星期一", "礼拜一", "Mon"),
    "1": ("星期二", "礼拜二", "Tue"),
    "2": ("星期三", "礼拜三", "Wed"),
    "3": ("星期四", "礼拜四", "Thu"),
    "4": ("星期五", "礼拜五", "Fri"),
    "5": ("星期六", "礼拜六", "Sat"),
    "6": ("星期日", "星期天", "Sun"),
}
#: By sheet and column, or by column.
SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "direction": {
        "higher": ("正向", "正向指标", "越大越好", "越多越好", "up", "positive", "higher is better"),
        "lower": ("反向", "逆向", "负向", "反向指标", "越小越好", "越少越好", "down", "negative"),
        "range": ("区间型", "区间", "区间最优"),
        "binary": ("是否型", "是否", "完成或未完成", "done or not"),
        "milestone": ("里程碑",),
        "qualitative": ("定性",),
        "unscored": ("只监测", "不计分", "watched"),
    },
    "time_kind": {
        "flow": ("累计", "求和", "可加", "流量指标", "sum", "total"),
        "stock": ("期末", "存量", "时点指标", "last"),
        "ratio": ("比率指标", "比例"),
        "distinct": ("去重",),
    },
    "measurement_unit": {
        "CNY": ("人民币", "人民币元", "rmb", "yuan", "¥"),
        "USD": ("$",),
        "percent": ("百分比", "pct", "百分数"),
        "points": ("百分点", "percentage points"),
        "pieces": ("台", "套", "箱", "个", "piece"),
        "orders": ("笔", "订单"),
        "customers": ("家", "客户"),
        "persons": ("person", "headcount", "名"),
        "days": ("日", "day"),
        "hours": ("时", "hour", "小时数"),
        "times": ("起", "time", "cases"),
        "tonnes": ("tons",),
        "number": ("无", "none", "倍"),
    },
    "display_scale": _SCALES,
    "scale": _SCALES,
    "achievement_method": {
        "ratio": ("比率", "比率法 A/T", "Ratio A/T", "正向比率法", "完成率法"),
        "mirror": ("反向", "反向 2−A/T", "Mirror 2−A/T"),
        "inverse": ("反向 T/A（封顶）", "Inverse T/A, capped"),
        "range": ("区间型",),
        "binary": ("非此即彼", "是否型"),
        "none": ("不考核",),
    },
    "scoring.method": _METHODS,
    "state": {"published": ("已生效", "生效", "启用", "in force"), "retired": ("停用", "废止")},
    "units.kind": {"unit": ("一般部门", "department"), "company": ("集团", "总部"), "team": ("班组", "小组")},
    "perspective": {
        "process": ("流程", "内部运营"),
        "learning": ("学习与成长", "学习与发展"),
        "financial": ("finance",),
    },
    "missing_policy": {"renormalise": ("重新分配权重", "renormalize"), "zero": ("零分", "计0分", "0")},
    "missing": {"renormalise": ("重新分配权重", "renormalize"), "zero": ("零分", "计0分", "0")},
    "type": {
        "text": ("文字", "string"),
        "integer": ("整数型", "int"),
        "decimal": ("小数", "数字", "金额", "number", "figure"),
        "date": ("日期型", "day"),
        "boolean": ("是/否", "yes or no", "flag"),
    },
    "roles": {
        "key": ("业务主键", "keys"),
        "unit": ("组织",),
        "person": ("工号", "employee"),
        "dimension": ("维度", "拆分", "split"),
        "money": ("金额列", "amount"),
    },
    "workdays": _WEEKDAYS,
    "week_start": _WEEKDAYS,
    "sources.kind": {
        "xlsx": ("excel", "excel文件", "工作簿"),
        "csv": ("csv文件", "文本文件", "csv"),
        "postgres": ("postgres",),
        "mysql": ("mysql", "mariadb"),
        "push": ("推送", "接口"),
        "rest": ("rest接口",),
    },
    "individual_from": {"grade": ("等级", "grade"), "score": ("得分", "score")},
}
