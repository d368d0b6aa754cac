"""The API: one version, one description, every operation behind its right."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.types import DictStrAny

from kpiloop.interfaces.api import (
    bundles,
    collecting,
    deciding,
    exports,
    hooks,
)
from kpiloop.interfaces.api.closing import comparing, lateness, reopening
from kpiloop.interfaces.api.closing import operations as closing
from kpiloop.interfaces.api.defining import dictionary, formulas, lifecycle, objectives, undertakings
from kpiloop.interfaces.api.designing import cards, charters, findings, negotiating, schemes, templates
from kpiloop.interfaces.api.doors import RIGHTS, Access
from kpiloop.interfaces.api.entries import entering, entry_sheets
from kpiloop.interfaces.api.errors import View, document_errors, handle_errors, refusing_methods
from kpiloop.interfaces.api.figures import alerts, changes, consequences, proofs
from kpiloop.interfaces.api.figures import operations as figures
from kpiloop.interfaces.api.organising import calendars, people, rosters, trees, units
from kpiloop.interfaces.api.scoring import calibration as calibrating
from kpiloop.interfaces.api.scoring import operations as scoring
from kpiloop.interfaces.api.scoring import payroll, running, talks
from kpiloop.interfaces.api.sources import believing, connecting, describing, scheduling, taking
from kpiloop.interfaces.api.targets import operations as targeting
from kpiloop.interfaces.api.targets import sheets, yearly


class ExactParser(Parser):
    """Figures of a body keep every digit: none ever becomes a binary float."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as data."""
        found: DictStrAny = json.loads(request.body, parse_float=Decimal)
        return found


class HouseApi(NinjaAPI):
    """The description names the common failures of every operation."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The description, with 400, 401 and 404 everywhere."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document_errors(schema)
        return schema


api = HouseApi(
    title="KPILoop",
    version="1",
    description=(
        "Figures as exact decimal text; rows, files and loads in; KPIs, targets and whole companies in and out; "
        "months closed, opened again and compared. "
        "Sign in on the pages, or send `Authorization: Bearer <token>`."
    ),
    parser=ExactParser(),
    urls_namespace="api",
)
handle_errors(api)
for part in (
    figures,
    changes,
    proofs,
    exports,
    deciding,
    collecting,
    describing,
    connecting,
    taking,
    scheduling,
    believing,
    rosters,
    units,
    people,
    trees,
    calendars,
    entering,
    entry_sheets,
    hooks,
    dictionary,
    lifecycle,
    objectives,
    undertakings,
    formulas,
    targeting,
    yearly,
    sheets,
    alerts,
    consequences,
    bundles,
    schemes,
    charters,
    findings,
    templates,
    cards,
    negotiating,
    scoring,
    calibrating,
    running,
    payroll,
    talks,
    closing,
    reopening,
    lateness,
    comparing,
):
    api.add_router("", part.router)

urls = api.urls


def classify_addresses() -> None:
    """Put the right of each operation on its address, where the permission matrix looks for it.

    And what the library would answer in plain text there is told as a problem.
    """
    # The root answers 404 to everybody; it only anchors the addresses.
    rights = {**RIGHTS, "api-root": Access(permission=None)}
    for pattern in urls[0]:
        pattern.callback = refusing_methods(cast("View", pattern.callback))
        if (access := rights.get(getattr(pattern, "name", ""))) is not None:
            setattr(pattern.callback, "access", access)  # noqa: B010


classify_addresses()
