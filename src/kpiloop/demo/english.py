"""What the people of the demo company write, in English: for a company told in English."""

from __future__ import annotations

from collections.abc import Mapping

_STORY: Mapping[str, str] = {
    "华东仓月初切换系统，出库积压两周，按期率下降": "A new warehouse system in East; dispatch fell two weeks behind",
    "逾期订单中 71% 在切换后两周内出库": "71% of late orders left within two weeks of the change",
    "切换后分拣人手不足，旺季前未补齐": "Too few pickers after the change, not refilled before the season",
    "缺编 6 人，日均积压 40 单": "6 posts vacant, 40 orders behind a day",
    "竞品降价，授权折扣下限未收紧，低价单增多": "Rivals cut prices; our discount limit stayed loose",
    "折扣 8% 以上订单占比由 12% 升至 31%": "Orders with more than 8% discount rose from 12% to 31%",
    "二号线夹具磨损，尺寸超差集中在 B 系列": "Worn fixtures on line 2; series B is out of tolerance",
    "B 系列不良占 64%": "Series B makes 64% of the rejects",
    "补招到岗 2 人，仍缺 4 人，备货占用库位": "2 pickers joined, 4 still missing; season stock fills the bays",
    "日均积压 46 单": "46 orders behind a day",
    "三家大客户框架价下调，自上月起执行": "Lower frame prices of three key accounts since last month",
    "合同 HD-081、083、090": "Contracts HD-081, 083 and 090",
    "华东仓积压两周内清零，按周通报": "Clear the East backlog in two weeks, report weekly",
    "折扣 8% 以上须销售中心审批": "Discounts above 8% need approval by Sales",
    "华东仓临时增配 6 名分拣": "Six temporary pickers for the East warehouse",
    "B 系列夹具当月更换并加严首检": "Replace the series B fixtures this month and tighten first inspection",
    "折扣授权下限收紧至 6%": "Tighten the discount limit to 6%",
    "华东仓积压清零专项": "Clear the East backlog",
    "积压由 600 单降至 240 单": "Backlog down from 600 to 240 orders",
    "折扣审批上线": "Discount approval in the order system",
    "审批流已上线": "The approval flow is live",
    "临时增配 6 名分拣": "Six temporary pickers",
    "更换二号线夹具": "Replace the fixtures of line 2",
    "加严首检，B 系列每批 5 件": "Tighter first inspection: 5 pieces of each series B lot",
    "重谈三家大客户框架价": "Renegotiate frame prices with three key accounts",
    "一、听取各单位经营情况。二、华东交付下滑，责成华东销售两周内清零积压。三、折扣审批权上收。": (
        "1. Units reported. 2. East delivers late: East Sales clears the backlog in two weeks. "
        "3. Discounts are approved by Sales."
    ),
    "一、复盘上月决议：积压清零未达预期，继续跟进。二、制造一厂更换夹具并加严首检。三、收紧折扣授权。": (
        "1. Last month's decisions: the backlog is not cleared, followed up. "
        "2. Plant 1 replaces fixtures and tightens first inspection. 3. The discount limit is tightened."
    ),
    "仓库系统切换前须备足四周人手，交付目标应与产能计划同时评审": (
        "Staff four weeks ahead of a change of the warehouse system; review delivery targets with capacity plans"
    ),
    "一厂二号线下月停线换夹具，按实际能力调整当月目标，其后恢复": (
        "Line 2 of Plant 1 stops next month for new fixtures: the target of that month follows, then returns"
    ),
    "同意，其后恢复": "Agreed; back to the old target afterwards",
    "已启动": "Begun",
    "三楼会议室": "Third floor meeting room",
    "个别指标由上级指标的原因覆盖": "Some KPIs are covered by the cause of the KPI above",
    "历史月份随初始化导入，未逐项补写说明": "Months of the past came with the first import, without notes",
    "历史季度": "Quarter of the past",
    "奖金包决议": "Pool decision",
    "薪酬决议": "Pay decision",
    "完成了计划内的重点工作；交付受仓库切换影响，已按周跟进。": (
        "The planned work is done; delivery suffered from the warehouse change and is followed weekly."
    ),
    "目标清楚、跟进及时；下季度重点是交付和毛利。": (
        "Clear aims, followed up in time; next quarter delivery and margin come first."
    ),
    "对照得分表逐项沟通，双方确认改进重点与所需支持。": (
        "Went through the score sheet line by line; agreed on what to improve and which support is needed."
    ),
    "单位人数少，按得分定级，不做强制分布。": "A small unit: grades follow the scores, no forced distribution.",
}
_STRATEGY: Mapping[str, str] = {
    "熟手返工少，一次合格率高": "Experienced people rework less",
    "培训到位的班组近两年没有工伤": "Trained shifts had no injury in two years",
    "按时交付的客户满意度高 4 分": "Customers served on time are 4 points more satisfied",
    "满意客户次年复购更多": "Satisfied customers buy more the year after",
    "返工与加急运费下降": "Less rework and express freight",
    "讲师排课与旺季冲突": "Courses collide with the season",
    "供应商交期不稳": "The supplier delivers irregularly",
    "新签战略客户": "New strategic customers",
    "平均交期缩短": "Shorter lead time",
}
_KPIS: Mapping[str, str] = {
    "规模是否按计划增长": "Does the company grow as planned",
    "季末压货、提前确认": "Pushing stock or invoices into the quarter's last days",
    "本年累计较去年同期增长": "Growth of the year to date on the year before",
    "并购带来的增长应剔除": "Growth that was bought does not count",
    "价格与成本的共同结果": "What price and cost leave together",
    "只卖高毛利产品而丢规模": "Selling only what earns most and losing volume",
    "经营最终成果": "What the business earns in the end",
    "推迟必要支出": "Necessary spending is put off",
    "每元收入留下多少利润": "Profit left of every yuan of revenue",
    "费用随收入控制": "Expense follows revenue",
    "职能部门预算执行": "Departments keep their budgets",
    "客户是否愿意再来": "Would customers come again",
    "只邀请满意的客户评分": "Only satisfied customers are asked",
    "质量与描述相符": "Goods are what was promised",
    "客户基础": "The base of customers",
    "承诺的交期是否兑现": "Is the promised day kept",
    "承诺过长的交期": "Promising days that are too late",
    "第一次就做对": "Right the first time",
    "目标为零": "The target is zero",
    "瞒报": "Injuries are hidden",
    "线索是否变成订单": "Do leads become orders",
    "计划的事是否做完": "Is the planned work done",
    "人效的分母": "What output per head is divided by",
    "人效": "Output per head",
}
_CHARTER: Mapping[str, str] = {
    "为将公司年度目标逐级分解落实到部门和岗位，以可追溯的数据客观评价业绩，使贡献与薪酬、晋升相挂钩，特制定本方案。\n"
    "本方案向全体员工公开；个人考核结果仅本人及其上级可见。": (
        "This scheme breaks the company's annual targets down to departments and positions, judges results by figures "
        "that can be traced, and links contribution to pay and promotion.\n"
        "It is open to everybody; personal results are seen by the person and the line above only."
    ),
    "申诉向人力资源部提出，由绩效委员会裁决；涉及数据的，财务部在裁决前出具核对意见。": (
        "Appeals go to Human Resources and are decided by the performance committee; where figures are disputed, "
        "Finance checks them first."
    ),
    "组织调整、重大外部变化影响目标的，由责任部门提出，经绩效委员会审议、总经理批准。": (
        "Where a reorganisation or a major event touches targets, the department proposes a change, the committee "
        "reviews it and the general manager approves it."
    ),
}
#: Words in the source files; formulas name the kinds of the operations log.
SOURCE_WORDS: Mapping[str, str] = {
    "单号": "Number", "日期": "Date", "单位": "Unit", "工号": "Employee", "类别": "Kind", "计划数": "Planned",
    "完成数": "Done", "合格数": "Passed", "评分": "Score", "事件数": "Incidents",
    "任务": "task", "质检": "inspection", "满意度": "satisfaction", "安全": "safety",
    "东北办事处": "North-east Office", "待补": "to follow",
    "部门": "Department", "收入": "Revenue", "成本": "Cost", "费用": "Expense", "税金": "Tax", "人数": "Heads",
    "小计": "subtotal", "合计": "Total",
    "单位：万元（人数除外）　编制：财务部": "In CNY 10,000 (except heads), by Finance",
    "华澄集团": "Huacheng Group", "年月度经营报表": "monthly books",
}  # fmt: skip
ENGLISH: Mapping[str, str] = {**_STORY, **_STRATEGY, **_KPIS, **_CHARTER, **SOURCE_WORDS, "": ""}
