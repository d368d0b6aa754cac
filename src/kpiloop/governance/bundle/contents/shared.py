"""Columns that several parts share."""

from __future__ import annotations

from kpiloop.governance.bundle.fields import Field

#: Whoever a KPI may be measured for.
SUBJECTS = ("units", "tree_units", "positions", "people")
STATES = ("draft", "published")

#: A small whole number, and the years of a calendar.
SMALL = (0, 32_767)
YEARS = (1900, 2999)

CODE = Field("code", "code", is_required=True)
NAMES = (Field("name_zh", is_required=True), Field("name_en", default=""))
SCHEME = Field("scheme", "code", is_required=True, refers=("schemes",))
KPI = Field("kpi", "code", is_required=True, refers=("kpis",))
SUBJECT = Field("subject", "code", is_required=True, refers=SUBJECTS)
FROM = Field("valid_from", "day", is_required=True)
TO = Field("valid_to", "day")
