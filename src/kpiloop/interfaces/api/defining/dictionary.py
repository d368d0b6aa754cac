"""KPI definitions by program: the dictionary, one KPI as a file, and what a version changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query

from kpiloop.governance.bundle import selectors as bundle
from kpiloop.governance.bundle import writing as bundle_files
from kpiloop.interfaces.api.doors import reader, reading
from kpiloop.interfaces.api.files import YAML, as_file
from kpiloop.loop.measure import selectors as measure
from kpiloop.loop.plan import selectors
from kpiloop.loop.plan.rows import KpiRow

router = Router(tags=["kpis"])


class KpiOut(Schema):
    """A KPI with the definition in force."""

    code: str
    name_zh: str
    name_en: str
    version: int
    state: str
    direction: str
    time_kind: str
    unit: str
    achievement: str

    @staticmethod
    def of(row: KpiRow) -> KpiOut:
        """From the row."""
        return KpiOut(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            version=row.definition_version,
            state=row.state,
            direction=row.direction,
            time_kind=row.time_kind,
            unit=row.measurement_unit,
            achievement=row.achievement_method,
        )


class KpiDetailOut(KpiOut):
    """A KPI with its formula and how many versions it has had."""

    formula: str
    versions: list[int]


class FieldChangeOut(Schema):
    """What reads differently in two versions."""

    field: str
    before: str
    after: str


@reading(router, "/kpis", answer=list[KpiOut], permission="plan.view", summary="The KPI dictionary")
def list_kpis(request: HttpRequest) -> list[KpiOut]:
    """Every KPI with the definition in force today."""
    return [KpiOut.of(row) for row in selectors.kpis(reader(request))]


@reading(router, "/kpis/{code}", answer=KpiDetailOut, permission="plan.view", object_kind="kpi", summary="One KPI")
def get_kpi(request: HttpRequest, code: str) -> KpiDetailOut:
    """Definition and formula."""
    viewer = reader(request)
    formula = measure.formula(viewer, kpi=code)
    versions = [row.kpi.definition_version for row in selectors.definitions(viewer, code)]
    held = KpiOut.of(selectors.kpi(viewer, code))
    return KpiDetailOut(**held.dict(), formula=formula.text if formula else "", versions=versions)


@reading(
    router,
    "/kpis/{code}/file",
    answer=None,
    permission="plan.view",
    object_kind="kpi",
    summary="One KPI as a bilingual YAML file; changed, it goes to the bundle check and import",
)
def get_kpi_file(request: HttpRequest, code: str) -> Any:
    """Every version of its definition and formula."""
    content = bundle_files.kpi_text(bundle.kpi_bundle(reader(request), code))
    return as_file(content, YAML, f"{code}.yaml")


@reading(
    router,
    "/kpis/{code}/changes",
    answer=list[FieldChangeOut],
    permission="plan.view",
    object_kind="kpi",
    summary="What two versions of a definition say differently",
)
def list_kpi_changes(
    request: HttpRequest, code: str, older: int = Query(..., ge=1), newer: int = Query(..., ge=1)
) -> list[FieldChangeOut]:
    """Field by field."""
    rows = selectors.definition_changes(reader(request), code, older=older, newer=newer)
    return [FieldChangeOut(field=row.field, before=row.before, after=row.after) for row in rows]
