"""Setting how KPIs are scored, which total earns which grade, and how factors make money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from kpiloop.engine.errors import ChangedMeanwhile
from kpiloop.engine.scoring.curves import validate_curve
from kpiloop.engine.scoring.grades import Band, validate_bands
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward.choices import BY_SHARE, FACTOR_SOURCES, GATE_MONEY, KEPT, POOL_METHODS, SCALED
from kpiloop.loop.reward.errors import ChoiceUnknown, UnknownReference
from kpiloop.loop.reward.models import BonusRule, GradeBand, ScoringRule
from kpiloop.loop.reward.references import find_scheme, hash_of, require_one_of
from kpiloop.loop.reward.rows import NewBand, NewRule


def set_scoring_rules(actor: Actor, *, scheme: str, rules: Sequence[NewRule]) -> int:
    """Set how KPIs of a scheme are scored.

    Shape:    rules by KPI -> how many new versions were made; an equal rule makes none.
    Law:      old versions stay, and sheets keep the version that scored them.
    Errors:   permission_denied, reward_unknown_reference, curve_* when a rule could not score.
    """
    require(actor, "plan.edit")
    target = find_scheme(actor, scheme)
    kpi_ids = {row.code: row.id for row in plan.kpis(actor)}
    for rule in rules:
        if rule.kpi not in kpi_ids:
            raise UnknownReference(kind="kpi", key=rule.kpi)
        validate_curve(rule.method, rule.parameters)
    with transaction.atomic():
        before = {row.kpi_id: row for row in ScoringRule.objects.filter(scheme_id=target.id, is_current=True)}
        changed = [rule for rule in rules if _is_new(before.get(kpi_ids[rule.kpi]), rule)]
        replaced = [kpi_ids[rule.kpi] for rule in changed]
        ScoringRule.objects.filter(scheme_id=target.id, is_current=True, kpi_id__in=replaced).update(is_current=False)
        ScoringRule.objects.bulk_create(
            ScoringRule(
                scheme_id=target.id,
                kpi_id=kpi_ids[rule.kpi],
                version=before[kpi_ids[rule.kpi]].version + 1 if kpi_ids[rule.kpi] in before else 1,
                method=rule.method,
                parameters=dict(rule.parameters),
                fingerprint=hash_of([rule.method, dict(rule.parameters)]),
                approved_by=actor.username,
            )
            for rule in changed
        )
        after = {"set": len(changed), "unchanged": len(rules) - len(changed), "kpis": [rule.kpi for rule in changed]}
        record(actor, verb="set_scoring_rules", object_kind="scheme", object_key=scheme, after=after)
    return len(changed)


def set_grades(actor: Actor, *, scheme: str, bands: Sequence[NewBand]) -> int:
    """Set the grade table of a scheme.

    Shape:    bands in any order -> the version of the table; an equal table makes no new version.
    Errors:   permission_denied, reward_unknown_reference, grade_* for gaps, overlaps and repeats.
    """
    require(actor, "plan.edit")
    target = find_scheme(actor, scheme)
    validate_bands([Band(band.grade, band.lower, band.upper, band.factor) for band in bands])
    with transaction.atomic():
        version = GradeBand.objects.filter(scheme_id=target.id).aggregate(top=Max("version"))["top"] or 0
        held = GradeBand.objects.filter(scheme_id=target.id, version=version)
        if {(row.grade, row.lower, row.upper, row.factor) for row in held} == {
            (band.grade, band.lower, band.upper, band.factor) for band in bands
        }:
            return int(version)
        GradeBand.objects.bulk_create(
            GradeBand(
                scheme_id=target.id,
                version=version + 1,
                grade=band.grade,
                lower=band.lower,
                upper=band.upper,
                factor=band.factor,
                approved_by=actor.username,
            )
            for band in bands
        )
        after = {"version": version + 1, "grades": [band.grade for band in bands]}
        record(actor, verb="set_grades", object_kind="scheme", object_key=scheme, after=after)
    return int(version) + 1


def set_bonus_rule(
    actor: Actor,
    *,
    scheme: str,
    individual_from: str = "grade",
    uses_unit_factor: bool = True,
    uses_company_factor: bool = True,
    factor_cap: Decimal | None = None,
    pool_method: str = "cap",
    gate_money: str = KEPT,
    seen: int | None = None,
) -> int:
    """Set how scores become money in a scheme, as a new version.

    Shape:    the rule -> its version. `individual_from` = grade (the factor of the grade) or score
              (total / 100) holds for every factor; `factor_cap` bounds the individual factor.
    Law:      share pays out the pool exactly; cap only scales down what would exceed it. Where share meets a gate,
              nobody gets more money than the own gate leaves: `gate_money` = kept (what is withheld is not paid)
              or given_back (to those no gate holds).
    Errors:   permission_denied, reward_unknown_reference, reward_choice_unknown; changed_meanwhile when `seen`, the
              version the writer looked at (0: none), is not the newest any more.
    """
    require_one_of(actor, "bonus.approve", "bonus.prepare")
    target = find_scheme(actor, scheme)
    _refuse_choice("individual_from", individual_from, FACTOR_SOURCES)
    _refuse_choice("pool_method", pool_method, POOL_METHODS)
    _refuse_choice("gate_money", gate_money, GATE_MONEY)
    if factor_cap is not None and factor_cap <= 0:
        raise ChoiceUnknown(field="factor_cap", value=str(factor_cap), choices=["> 0"])
    content = {
        "individual_from": individual_from,
        "uses_unit_factor": uses_unit_factor,
        "uses_company_factor": uses_company_factor,
        "factor_cap": None if factor_cap is None else str(factor_cap),
        "pool_method": pool_method,
        **({"gate_money": gate_money} if pool_method == BY_SHARE and gate_money != SCALED else {}),
    }
    with transaction.atomic():
        held = BonusRule.objects.select_for_update().filter(scheme_id=target.id).order_by("-version").first()
        if seen is not None and seen != (held.version if held else 0):
            raise ChangedMeanwhile(kind="bonus_rule", key=scheme)
        if held is not None and held.fingerprint == hash_of(content):
            return held.version
        BonusRule.objects.filter(scheme_id=target.id).update(is_current=False)
        made = BonusRule.objects.create(
            scheme_id=target.id,
            version=held.version + 1 if held else 1,
            individual_from=individual_from,
            uses_unit_factor=uses_unit_factor,
            uses_company_factor=uses_company_factor,
            factor_cap=factor_cap,
            pool_method=pool_method,
            gate_money=gate_money,
            fingerprint=hash_of(content),
            approved_by=actor.username,
        )
        after = {"version": made.version, **content}
        record(actor, verb="set_bonus_rule", object_kind="scheme", object_key=scheme, after=after)
    return made.version


def _is_new(held: ScoringRule | None, rule: NewRule) -> bool:
    return held is None or held.fingerprint != hash_of([rule.method, dict(rule.parameters)])


def _refuse_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise ChoiceUnknown(field=name, value=value, choices=list(choices))
