"""Writes the ugly text files (CSV, TSV, pipes, HTML that calls itself .xls). Truths are typed by hand elsewhere."""

from __future__ import annotations

from pathlib import Path


def gb18030(folder: Path) -> None:
    """02: GB18030, title and export lines above, trailing commas, full-width figures, totals, a page break."""
    text = """销售明细表,,,,,
导出时间：2026-11-01 08:00,,,,,
,,,,,
订单编号,订单日期,销售区域,业务员,含税金额(元),备注
SO-1001,2026-10-03,华东区,王磊,"１２,３００．００",
SO-1002,20261004,东 区,E3,8800,"急单,加价"
SO-1003,2026年10月5日,华西区,陈静,1.5万,
本页小计,,,,36100,
订单编号,订单日期,销售区域,业务员,含税金额(元),备注
SO-1004,2026.10.31,WEST,E4,（650）,退货
合计,,,,35450,
,,,,,
制表人：赵敏,,,审核：李总,,
"""
    (folder / "02_sales_gb18030.csv").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))


def no_header(folder: Path) -> None:
    """03: tab separated without any heading, UTF-16 as Excel's "Unicode text", the columns are named by a person."""
    text = "C-1\t2026-10-01\tEAST\t12.5\nC-2\t2026-10-02\tWEST\t-3\nC-3\t2026-10-02\tEAST\t1,000\n"
    (folder / "03_no_header.tsv").write_bytes(text.encode("utf-16"))


def european(folder: Path) -> None:
    """04: Latin-1, semicolons, decimal commas, thousands points, quoted line breaks, dd.mm.yyyy."""
    text = (
        "Umsätze Filialen;;;\r\nBeleg-Nr;Buchungsdatum;Branch;Net value (EUR)\r\n"
        'R-1;31.10.2026;East;1.234,56\r\nR-2;01.11.2026;West;-78,9\r\n"R-3\r\n(Storno)";02.11.2026;East;12.000,00\r\n'
        "Total;;;13.155,66\r\n"
    )
    (folder / "04_european.csv").write_bytes(text.encode("latin-1"))


def ambiguous_days(folder: Path) -> None:
    """10: UTF-8 with a mark, pipes, every day could be the month: a person is asked."""
    text = """Ticket no|Posting date|Team|Qty
T1|03/04/2026|East|2
T2|05/06/2026|West|1
T3|07/08/2026|East|10
"""
    (folder / "10_ambiguous_days.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())


def two_people(folder: Path) -> None:
    """15: people by name, two of one name told apart by their unit, one name written with a blank inside."""
    text = """姓名,部门,回款日期,回款金额
王磊,华东区,2026-10-05,100
王磊,华西区,2026-10-06,200
赵 敏,华东区,2026-10-07,300
王　磊,,2026-10-08,400
"""
    (folder / "15_two_people.csv").write_text(text, encoding="utf-8")


def html_export(folder: Path) -> None:
    """18: what many an ERP calls .xls is an HTML page: entities, merged cells, nested markup."""
    page = """<html><head><meta charset="gb2312"><title>导出</title>
<style>td{mso-number-format:"\\@"}</style></head><body>
<table border=1><tr><td colspan=4 align=center><b>入库明细</b></td></tr>
<tr><th>入库单号</th><th>入库日期</th><th>工厂</th><th>入库数量</th></tr>
<tr><td>R001</td><td>2026-10-01</td><td rowspan="2">华东区</td><td>1,200&nbsp;</td></tr>
<tr><td>R002</td><td>2026-10-02</td><td><font color=red>35</font></td></tr>
<tr><td>R003<br></td><td>2026-10-03</td><td>华西区</td><td>&minus;5</td></tr>
<tr><td>合计</td><td></td><td></td><td>1230</td></tr></table></body></html>"""
    (folder / "18_html_export.xls").write_bytes(page.encode("gb18030"))


TEXTS = (gb18030, no_header, european, ambiguous_days, two_people, html_export)
