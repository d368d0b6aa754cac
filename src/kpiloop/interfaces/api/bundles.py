"""A whole company in and out by program: calendar, organisation, KPIs, targets, cards and rules in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from kpiloop.foundation.jobs.rows import RunRow
from kpiloop.governance.bundle import json_schema, rehearsing, selectors, services
from kpiloop.governance.bundle import writing as bundle_files
from kpiloop.governance.bundle.expecting import differing
from kpiloop.governance.bundle.reading import SUFFIXES
from kpiloop.governance.bundle.rows import Change, Fault, ImportPlan
from kpiloop.interfaces.api.collect_schemas import RunOut
from kpiloop.interfaces.api.doors import reader, reading, writing
from kpiloop.interfaces.api.files import XLSX, ZIP, as_file
from kpiloop.interfaces.reports.writers import bundle_workbook
from kpiloop.interfaces.wording.bundle_faults import fault_sentence
from kpiloop.interfaces.wording.labels import column_label
from kpiloop.interfaces.wording.languages import language_named
from kpiloop.loop.collect.connectors.receiving import keep_file

router = Router(tags=["bundle"])


class FaultOut(Schema):
    """Something to mend before anything can be imported."""

    code: str
    where: str = Field(..., description="File and line, or sheet and cell")
    sentence: str = Field(..., description="What is wrong and how to mend it")

    @staticmethod
    def of(fault: Fault) -> FaultOut:
        """From the fault."""
        return FaultOut(code=fault.code, where=fault.where, sentence=fault_sentence(fault))


class BundleChangeOut(Schema):
    """One row an import would write."""

    part: str
    kind: str = Field(..., description="added, changed, ended, or left: no longer in the bundle, and kept")
    key: list[str]
    before: dict[str, str] = Field(..., description="Changed columns as they are")
    after: dict[str, str] = Field(..., description="Changed columns as they would be")

    @staticmethod
    def of(row: Change) -> BundleChangeOut:
        """From the row."""
        return BundleChangeOut(
            part=row.part, kind=row.kind, key=list(row.key), before=dict(row.before), after=dict(row.after)
        )


class CheckedOut(Schema):
    """What a bundle would do; nothing is stored."""

    rows: int = Field(..., description="Rows that were understood")
    faults: list[FaultOut]
    changes: list[BundleChangeOut]
    differing: list[FaultOut] = Field(..., description="Figures the author expects that are otherwise here")
    rehearsal: RunOut | None = Field(
        ..., description="The rehearsed import that tells what only writing refuses; null with faults or no changes"
    )

    @staticmethod
    def of(plan: ImportPlan, run: RunRow | None) -> CheckedOut:
        """From the plan."""
        faults, others = (
            [FaultOut.of(fault) for fault in rows] for rows in (plan.faults, differing(plan.expectations))
        )
        return CheckedOut(
            rows=sum(len(rows) for rows in plan.bundle.parts.values()),
            faults=faults,
            changes=[BundleChangeOut.of(change) for change in plan.changes],
            differing=others,
            rehearsal=RunOut.of(run) if run else None,
        )


class RehearsedOut(Schema):
    """A rehearsed import: done and taken back."""

    run: RunOut
    faults: list[FaultOut] | None = Field(..., description="What the import would refuse; null before it is done")


@writing(
    router,
    "/bundle/check",
    answer=CheckedOut,
    permission="plan.edit",
    summary="Check a bundle (.xlsx, .zip or .yaml): faults with their place, else everything that would change",
)
def check_bundle(request: HttpRequest, file: File[UploadedFile]) -> CheckedOut:
    """Writes nothing. Without faults the import is rehearsed in the background: follow `rehearsal` by its number."""
    actor, on, path = reader(request), timezone.localdate(), _kept(file)
    plan = services.prepare_import(actor, path=path, on=on)
    return CheckedOut.of(plan, rehearsing.queue_rehearsal(actor, plan, path=path, on=on))


@reading(
    router,
    "/bundle/rehearsals/{run_id}",
    answer=RehearsedOut,
    permission="plan.edit",
    object_kind="run",
    summary="How far the rehearsed import is, and what an import would refuse",
)
def get_bundle_rehearsal(request: HttpRequest, run_id: int) -> RehearsedOut:
    """Nothing was written; mend the faults and check again, or send the same file to the import."""
    run = rehearsing.asked_rehearsal(reader(request), run_id)
    found = rehearsing.rehearsal_faults(run)
    return RehearsedOut(run=RunOut.of(run), faults=None if found is None else [FaultOut.of(fault) for fault in found])


@writing(
    router,
    "/bundle/import",
    answer={202: RunOut},
    permission="plan.edit",
    summary="Import a bundle: all of it or nothing; the same bundle again changes nothing",
)
def import_bundle(request: HttpRequest, file: File[UploadedFile], reason: Form[str] = "") -> Any:
    """Queued; follow it by the run. A bundle with faults is refused."""
    actor, on, path = reader(request), timezone.localdate(), _kept(file)
    plan = services.prepare_import(actor, path=path, on=on)
    return Status(202, RunOut.of(services.queue_import(actor, plan, path=path, on=on, reason=reason[:500])))


@reading(
    router, "/bundle/workbook", answer=None, permission="plan.edit", summary="The company as one workbook to fill in"
)
def get_bundle_workbook(request: HttpRequest, lang: str = "") -> Any:
    """An XLSX file with drop-downs in the language named (zh or en); what is changed in it shows when it is checked."""
    bundle = selectors.export_bundle(reader(request))
    with override(language_named(lang)):
        return as_file(bundle_workbook.workbook(bundle), XLSX, "company.xlsx")


@reading(router, "/bundle/template", answer=None, permission="plan.edit", summary="An empty workbook to fill in")
def get_bundle_template(request: HttpRequest, lang: str = "", every: bool = False) -> Any:
    """In the language named (zh or en); `every` shows the sheets few companies need, too."""
    reader(request)
    with override(language_named(lang)):
        return as_file(bundle_workbook.template(whole=every), XLSX, "kpiloop-template.xlsx")


@reading(router, "/bundle/files", answer=None, permission="plan.edit", summary="The company as a zip of text files")
def get_bundle_files(request: HttpRequest) -> Any:
    """What is written comes back equal when it is imported."""
    content = bundle_files.zipped(selectors.export_bundle(reader(request)))
    return as_file(content, ZIP, "company.zip")


@reading(
    router, "/bundle/schema", answer=dict[str, Any], permission="plan.edit", summary="JSON Schema of the text files"
)
def get_bundle_schema(request: HttpRequest) -> dict[str, Any]:
    """For editors that check while one writes."""
    return dict(json_schema.schema(column_label))


def _kept(file: UploadedFile) -> Path:
    return keep_file(file.name or "bundle", file.chunks(), endings=frozenset({".xlsx", ".zip", *SUFFIXES}))
