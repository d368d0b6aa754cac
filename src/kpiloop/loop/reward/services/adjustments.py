"""Setting what moves a total beyond its lines: extra points, deductions, vetoes, gates, and the limits of a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from kpiloop.engine.scoring.adjusting import CardLimits
from kpiloop.engine.scoring.distribution import FROM_TOP
from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.access.services import require
from kpiloop.foundation.audit.services import record
from kpiloop.loop.plan import selectors as plan
from kpiloop.loop.reward import engine_io
from kpiloop.loop.reward.choices import OFF
from kpiloop.loop.reward.errors import TextMissing, UnknownReference
from kpiloop.loop.reward.models import AdjustmentRule, CardTerms
from kpiloop.loop.reward.references import find_scheme, hash_of, subjects_by_number
from kpiloop.loop.reward.scoring.adjustment_checks import validate_adjustment, validate_terms
from kpiloop.loop.reward.scoring.adjustment_rows import NewAdjustment, TermsRow


def set_adjustments(actor: Actor, *, scheme: str, rules: Sequence[NewAdjustment]) -> int:
    """Set rules beside the lines of a scheme: extra points, deductions, vetoes, gates.

    Shape:    rules by code -> how many new versions were made; an equal rule makes none, others stay as they are.
    Law:      old versions stay, and sheets keep the version they were met by.
    Errors:   permission_denied, reward_unknown_reference, reward_choice_unknown, adjustment_* when a rule could
              not be applied.
    """
    require(actor, "plan.edit")
    target = find_scheme(actor, scheme)
    kpis = {row.code: row.id for row in plan.kpis(actor)}
    units = {code: row.id for code, row in subjects_by_number().items() if row.kind == "unit"}
    grades = {row.grade for row in engine_io.current_bands(target.id)}
    for rule in rules:
        validate_adjustment(rule, grades)
        if rule.kpi and rule.kpi not in kpis:
            raise UnknownReference(kind="kpi", key=rule.kpi)
        if rule.subject and rule.subject not in units:
            raise UnknownReference(kind="unit", key=rule.subject)
    with transaction.atomic():
        held = {row.code: row for row in AdjustmentRule.objects.filter(scheme_id=target.id, is_current=True)}
        changed = [rule for rule in rules if rule.code not in held or held[rule.code].fingerprint != _mark(rule)]
        codes = [rule.code for rule in changed]
        old = AdjustmentRule.objects.filter(scheme_id=target.id, code__in=codes)
        newest = dict(old.values("code").annotate(top=Max("version")).values_list("code", "top"))
        old.filter(is_current=True).update(is_current=False)
        AdjustmentRule.objects.bulk_create(
            AdjustmentRule(
                scheme_id=target.id,
                version=newest.get(rule.code, 0) + 1,
                kpi_id=kpis.get(rule.kpi),
                subject_id=units.get(rule.subject),
                fingerprint=_mark(rule),
                approved_by=actor.username,
                **{name: given for name, given in asdict(rule).items() if name not in ("kpi", "subject")},
            )
            for rule in changed
        )
        after = {"set": codes, "unchanged": len(rules) - len(changed)}
        record(actor, verb="set_adjustments", object_kind="scheme", object_key=scheme, after=after)
    return len(changed)


def end_adjustment(actor: Actor, *, scheme: str, code: str, reason: str, now: datetime) -> None:
    """End a rule beside the lines: what is scored from now on does not meet it any more.

    Shape:    the rule by code; sheets that met it keep it.
    Errors:   permission_denied, reward_unknown_reference, reward_text_missing.
    """
    require(actor, "plan.edit")
    target = find_scheme(actor, scheme)
    if not reason.strip():
        raise TextMissing(field="reason")
    held = AdjustmentRule.objects.filter(scheme_id=target.id, code=code, is_current=True)
    with transaction.atomic():
        ended = held.update(is_current=False, ended_by=actor.username, ended_at=now, end_reason=reason.strip())
        if not ended:
            raise UnknownReference(kind="adjustment", key=code)
        record(
            actor, verb="end_adjustment", object_kind="scheme", object_key=scheme, after={"code": code}, reason=reason,
            now=now,
        )  # fmt: skip


def set_card_terms(actor: Actor, *, scheme: str, terms: TermsRow) -> int:
    """Set the limits, the official rounding, the tie rule and the distribution of the cards of a scheme.

    Shape:    the terms -> their version; equal terms make no new one.
    Law:      shares of a distribution are fractions of a group, the best grade first, and make exactly 1.
    Errors:   permission_denied, reward_unknown_reference, reward_choice_unknown, grade_shares_whole, grade_unknown,
              curve_floor_above_cap.
    """
    require(actor, "plan.edit")
    target = find_scheme(actor, scheme)
    validate_terms(terms, {row.grade for row in engine_io.current_bands(target.id)})
    content = _terms(terms)
    with transaction.atomic():
        held = CardTerms.objects.filter(scheme_id=target.id).order_by("-version").first()
        if held is not None and held.fingerprint == hash_of(content):
            return held.version
        CardTerms.objects.filter(scheme_id=target.id).update(is_current=False)
        made = CardTerms.objects.create(
            scheme_id=target.id,
            version=held.version + 1 if held else 1,
            fingerprint=hash_of(content),
            approved_by=actor.username,
            **{**content, **_grouping(terms), **_figures(terms.limits)},
        )
        after = {"version": made.version, **content}
        record(actor, verb="set_card_terms", object_kind="scheme", object_key=scheme, after=after)
    return made.version


def _terms(terms: TermsRow) -> dict[str, object]:
    return {
        **{name: None if figure is None else str(figure) for name, figure in _figures(terms.limits).items()},
        "places": terms.limits.places,
        "ties": terms.ties,
        "distribution": terms.distribution,
        "shares": [[row.grade, str(row.share * 100)] for row in terms.shares],
        "wording": terms.wording,
        "bottom_least": terms.bottom_least,
        "exempt_up_to": terms.exempt_up_to,
        **({} if terms.distribution == OFF else _grouping(terms)),
        **_calibrating(terms),
    }


def _calibrating(terms: TermsRow) -> dict[str, object]:
    """What is said beyond where every scheme begins: terms that say none of it keep their mark."""
    names = ("calibration", "most_steps", "over_quota", "talks_first")
    begun = TermsRow()
    return {name: getattr(terms, name) for name in names if getattr(terms, name) != getattr(begun, name)}


def _grouping(terms: TermsRow) -> dict[str, object]:
    """Terms of before merged no units and filled from the top: what they say keeps its mark."""
    if terms.counted_from == FROM_TOP and not terms.smallest_group:
        return {}
    return {"smallest_group": terms.smallest_group, "counted_from": terms.counted_from}


def _figures(held: CardLimits) -> dict[str, Decimal | None]:
    return {
        "extra_most": held.extra_most,
        "deduction_most": held.deduction_most,
        "floor": held.floor,
        "cap": held.cap,
    }


def _mark(rule: NewAdjustment) -> str:
    return hash_of({name: _plain(given) for name, given in asdict(rule).items()})


def _plain(given: object) -> object:
    """1, 1.0 and 1.00 are one figure."""
    return f"{given.normalize():f}" if isinstance(given, Decimal) else given
