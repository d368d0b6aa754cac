"""Writing schemes: who is assessed how in a fiscal year."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import references
from kpiloop.loop.plan.carrying import carry_plans, carry_requests, carry_targets
from kpiloop.loop.plan.choices import MISSING_POLICIES
from kpiloop.loop.plan.errors import DraftWaiting, KpiNotPublished, NothingToPublish
from kpiloop.loop.plan.linter.crowding import require_few
from kpiloop.loop.plan.linter.weights import require_hundred, require_scorable
from kpiloop.loop.plan.models import Kpi, Scheme


@transaction.atomic
def add_scheme(
    actor: Actor,
    *,
    code: str,
    name_zh: str,
    name_en: str = "",
    fiscal_year: int,
    missing_policy: str = "renormalise",
    kpi_limit: int = 8,
    limit_blocks: bool = False,
) -> int:
    """Begin a scheme as a draft; a code that exists begins its next version.

    Shape:    returns the key of the scheme; limit_blocks makes a card above kpi_limit refuse publishing.
    Missing:  missing_policy says what a KPI without a figure does to the card (convention B1).
    Errors:   draft_waiting when a draft of this code waits, plan_choice_unknown.
    """
    require(actor, "plan.edit")
    references.require_choice("missing_policy", missing_policy, MISSING_POLICIES)
    newest = Scheme.objects.select_for_update().filter(code=code).order_by("-version").first()
    if newest is not None and newest.state == "draft":
        raise DraftWaiting(kind="scheme", name=code)
    scheme = Scheme.objects.create(
        code=code,
        version=newest.version + 1 if newest else 1,
        name_zh=name_zh,
        name_en=name_en,
        fiscal_year=fiscal_year,
        missing_policy=missing_policy,
        kpi_limit=kpi_limit,
        limit_blocks=limit_blocks,
    )
    record(
        actor,
        verb="add",
        object_kind="scheme",
        object_key=code,
        after={"version": scheme.version, "fiscal_year": fiscal_year, "missing_policy": missing_policy},
    )
    return scheme.pk


@transaction.atomic
def publish_scheme(actor: Actor, *, code: str, now: datetime) -> int:
    """Put a scheme in force; an older version of it is retired.

    Shape:    returns the number of the published version.
    Law:      every card with a weight adds up to exactly 100 on every day; every KPI is published. Targets and
              planned years of the version before are carried over where the new one has none, and requests for
              targets that wait go on waiting at the new one.
    Errors:   nothing_to_publish, kpi_not_published, weights_not_100, too_many_kpis where the scheme blocks,
              requests_waiting at a line the new version does not have.
    """
    require(actor, "plan.edit")
    scheme = references.scheme(code, for_update=True)
    if scheme.state != "draft":
        raise NothingToPublish(kind="scheme", name=code)
    unpublished = (
        Kpi.objects.filter(assignments__scheme=scheme)
        .exclude(definitions__state="published")
        .order_by("code")
        .distinct()
        .first()
    )
    if unpublished is not None:
        raise KpiNotPublished(kpi=unpublished.code, scheme=code)
    require_hundred(scheme)
    require_scorable(scheme)
    require_few(scheme)
    earlier = Scheme.objects.filter(code=code, state="published").order_by("-version").first()
    carried = {}
    if earlier is not None:
        carried["targets_carried"] = carry_targets(earlier, scheme)
        carried["plans_carried"] = carry_plans(earlier, scheme)
        carried["requests_carried"] = carry_requests(earlier, scheme)
    Scheme.objects.filter(code=code, state="published").update(state="retired")
    scheme.state = "published"
    scheme.save(update_fields=["state"])
    record(
        actor,
        verb="publish",
        object_kind="scheme",
        object_key=code,
        after={"version": scheme.version, "assignments": scheme.assignments.count(), **carried},
        now=now,
    )
    return scheme.version
