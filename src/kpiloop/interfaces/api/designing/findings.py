"""The design check by program: what deserves a second look, mended in one step or kept with a reason."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Router, Schema

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.health.design import design_check, design_evidence, month_before
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.schemas import out_of
from kpiloop.interfaces.wording.design_findings import mended_field
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.loop.plan import services
from kpiloop.loop.plan.rows import FindingRow, MendedValue, OverrideRow

router = Router(tags=["schemes"])


class KeptOut(Schema):
    """Why a finding is kept as it is."""

    reason: str
    overridden_by: str
    overridden_at: datetime

    @staticmethod
    def of(row: OverrideRow) -> KeptOut:
        """From the row."""
        return out_of(KeptOut, row)


class FindingOut(Schema):
    """Something about a scheme that deserves a second look."""

    key: str = Field(..., description="Names the same finding next time")
    code: str = Field(..., description="What was found")
    severity: str = Field(..., description="blocks (publishing is refused) or notice")
    subject: str = Field("", description="Whose card; empty for the whole scheme")
    kpi: str = Field("", description="Which KPI; empty for the whole card")
    why: str = Field(..., description="The same as a sentence")
    fix: str = Field("", description="What mends it in one step; empty where a person must write something")
    kept: KeptOut | None = Field(None, description="Why it is kept; null while it counts")

    @staticmethod
    def of(row: FindingRow) -> FindingOut:
        """From the row."""
        return out_of(
            FindingOut,
            row,
            subject=row.subject.code if row.subject else "",
            kpi=row.kpi_code,
            why=sentence(f"finding.{row.code}", {"kpi": row.kpi_code, **row.fields}),
            kept=KeptOut.of(row.override) if row.override else None,
        )


class KeepIn(Schema):
    """Which finding is kept, and why."""

    key: str
    reason: str = Field("", description="Needed to keep it; it is shown with the finding")
    counts_again: bool = Field(False, description="Take back an earlier reason")


class MendIn(Schema):
    """Which finding is mended."""

    key: str = Field(..., description="Of a finding whose `fix` is not empty")


class MendedValueOut(Schema):
    """One value a fix changed."""

    field: str = Field(..., description="weight, owner, owner_rule, source, purpose, counter or state")
    name: str = Field(..., description="The same in words")
    before: str = Field(..., description="As it was; empty where nothing stood")
    after: str = Field(..., description="As it is now")
    kpi: str = Field(..., description="Of which KPI; empty for a whole template")
    subject: str = Field(..., description="On whose card; empty for the dictionary and for templates")
    template: str = Field(..., description="In which template; empty for cards and the dictionary")

    @staticmethod
    def of(row: MendedValue) -> MendedValueOut:
        """From the row."""
        return out_of(
            MendedValueOut,
            row,
            name=mended_field(row),
            kpi=row.kpi_code,
            subject=row.subject_code,
            template=row.template_code,
        )


class FixedOut(Schema):
    """What was done: the values that changed, the finding as it was, and what the design check finds now."""

    fix: str = Field(..., description="The step that was done")
    done: str = Field(..., description="The same in words")
    values: list[MendedValueOut] = Field(..., description="Every value that changed")
    before: FindingOut | None = Field(None, description="null for one card of a finding on many")
    after: list[FindingOut]


@reading(
    router,
    "/schemes/{code}/findings",
    answer=list[FindingOut],
    permission="plan.edit",
    object_kind="scheme",
    summary="Findings of the design check: weights, number of KPIs, SMART, formulas, bands",
)
def get_findings(request: HttpRequest, code: str) -> list[FindingOut]:
    """What blocks publishing first, kept ones last."""
    return _findings(reader(request), code)


@writing(
    router,
    "/schemes/{code}/findings/keep",
    answer=list[FindingOut],
    permission="plan.edit",
    object_kind="scheme",
    summary="Keep a finding with a reason, or let it count again",
)
def keep_finding(request: HttpRequest, code: str, body: KeepIn) -> list[FindingOut]:
    """Refused for what blocks publishing; answers all findings as they are then."""
    actor, now = reader(request), timezone.now()
    if body.counts_again:
        services.reinstate_finding(actor, scheme=code, key=body.key, now=now)
    else:
        evidence = design_evidence(actor, before=month_before(actor, timezone.localdate()))
        services.override_finding(actor, scheme=code, key=body.key, reason=body.reason, now=now, evidence=evidence)
    return _findings(actor, code)


@writing(
    router,
    "/schemes/{code}/findings/fix",
    answer=FixedOut,
    permission="plan.edit",
    object_kind="scheme",
    summary="Mend a finding in one step, see which values changed and what is found afterwards",
)
def fix_finding(request: HttpRequest, code: str, body: MendIn) -> FixedOut:
    """A draft is mended from its first day, a published scheme from today."""
    actor, on = reader(request), timezone.localdate()
    before = next((row for row in _findings(actor, code) if row.key == body.key), None)
    done = services.fix_finding(
        actor,
        scheme=code,
        key=body.key,
        on=on,
        now=timezone.now(),
        language=get_language() or "zh-hans",
        evidence=design_evidence(actor, before=month_before(actor, on)),
    )
    return FixedOut(
        fix=done.fix,
        done=label(f"fix.{done.fix}"),
        values=[MendedValueOut.of(value) for value in done.values],
        before=before,
        after=_findings(actor, code),
    )


def _findings(viewer: Actor, code: str) -> list[FindingOut]:
    before = month_before(viewer, timezone.localdate())
    return [FindingOut.of(row) for row in design_check(viewer, scheme=code, before=before)]
