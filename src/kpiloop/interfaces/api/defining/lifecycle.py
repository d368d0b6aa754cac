"""The life of a KPI by program: adopted from the library, published, retired."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Router, Schema

from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.loop.plan import selectors, services
from kpiloop.loop.plan.rows import LibraryRow

router = Router(tags=["kpis"])


class ReadyOut(Schema):
    """A KPI ready to be adopted."""

    code: str
    field: str
    name_zh: str
    name_en: str
    formula: str = Field(..., description="In the language of formulas; empty where it is reported")
    words_zh: str = Field(..., description="The formula in words")
    words_en: str
    counter: str = Field(..., description="KPI that keeps it honest")
    is_taken: bool = Field(..., description="The dictionary holds a KPI of this code")

    @staticmethod
    def of(row: LibraryRow) -> ReadyOut:
        """From the row."""
        ready = row.ready
        return ReadyOut(
            code=ready.code, field=ready.field, name_zh=ready.names.zh, name_en=ready.names.en,
            formula=ready.formula, words_zh=ready.words.zh, words_en=ready.words.en, counter=ready.counter,
            is_taken=row.is_taken,
        )  # fmt: skip


class AdoptIn(Schema):
    """Under which code, and for which objective."""

    own_code: str = Field("", description="Where the code of the library is taken")
    objective: str = ""


class KpiVersionOut(Schema):
    """A KPI and the version of its definition."""

    kpi: str
    version: int


class AdoptedOut(Schema):
    """The draft that was made."""

    kpi: str


class RetireIn(Schema):
    """Why it is no longer used."""

    reason: str


@reading(router, "/library", answer=list[ReadyOut], permission="plan.view", summary="KPIs ready to be adopted")
def list_library(request: HttpRequest, field: str = "", search: str = "") -> list[ReadyOut]:
    """Of a field, or with some words; in the order of the library."""
    return [ReadyOut.of(row) for row in selectors.library(reader(request), field=field, text=search)]


@writing(
    router,
    "/library/{code}/adopt",
    answer=AdoptedOut,
    permission="plan.edit",
    object_kind="library_kpi",
    summary="Make a draft of a ready KPI",
)
def adopt_kpi(request: HttpRequest, code: str, body: AdoptIn) -> AdoptedOut:
    """Nothing is judged by it before it is published."""
    adopted = services.adopt_kpi(
        reader(request), code=code, own_code=body.own_code, objective=body.objective or None,
        language=get_language() or "zh-hans", valid_from=timezone.localdate().replace(month=1, day=1),
    )  # fmt: skip
    return AdoptedOut(kpi=adopted)


@writing(
    router,
    "/kpis/{code}/publish",
    answer=KpiVersionOut,
    permission="plan.edit",
    object_kind="kpi",
    summary="Publish the draft of a definition; older periods keep theirs",
)
def publish_kpi(request: HttpRequest, code: str) -> KpiVersionOut:
    """The draft becomes the definition in force."""
    return KpiVersionOut(kpi=code, version=services.publish_kpi(reader(request), code=code, now=timezone.now()))


@writing(
    router,
    "/kpis/{code}/retire",
    answer=KpiVersionOut,
    permission="plan.edit",
    object_kind="kpi",
    summary="Retire a KPI; its past stays as it was",
)
def retire_kpi(request: HttpRequest, code: str, body: RetireIn) -> KpiVersionOut:
    """Refused while a card uses it."""
    version = services.retire_kpi(
        reader(request), code=code, reason=body.reason, today=timezone.localdate(), now=timezone.now()
    )
    return KpiVersionOut(kpi=code, version=version)
