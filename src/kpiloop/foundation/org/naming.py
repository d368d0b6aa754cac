"""How a refusal names a unit, position or person: by name and code, in both languages."""

from __future__ import annotations

from kpiloop.foundation.org.models import Subject


def named(field: str, subject: Subject) -> dict[str, str]:
    """Fields of a refusal: `unit` 华东销售（EAST） and `unit_en` East Sales (EAST)."""
    code = subject.code
    return {field: f"{subject.name_zh}（{code}）", f"{field}_en": f"{subject.name_en or subject.name_zh} ({code})"}
