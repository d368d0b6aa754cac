"""What an entry of the trail says, in words: stored names of fields and codes of choices are no language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kpiloop.foundation.audit.rows import EntryRow
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import has_label, label

#: Fields whose values are codes of choices, with the groups of words that may hold them.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "absent": ("roster_absent",),
    "accounts": ("roster_accounts",),
    "achievement_method": ("achievement_method",),
    "anchor": ("year_anchor",),
    "base": ("alert_base",),
    "catch_up": ("catch_up",),
    "columns": ("column_type",),
    "counted_from": ("counted_from",),
    "default_card": ("default_card",),
    "direction": ("direction",),
    "display_scale": ("display_scale",),
    "distribution": ("distribution",),
    "duties": ("duties",),
    "empty_means": ("empty_means",),
    "finding": ("finding", "guard"),
    "fix": ("fix",),
    "frequency": ("frequency",),
    "individual_from": ("factor_source",),
    "joined": ("duty", "other_duty"),
    "judged_on": ("judged_on",),
    "keeps": ("kept",),
    "kind": (
        *("source_kind", "calendar_event", "interview_kind", "adjustment_kind", "cause_kind", "scope", "lock_kind"),
        *("rate_type", "alert_rule_kind", "alert_kind", "improvement_plan_state", "unit_kind", "subject_kind"),
    ),
    "language": ("language",),
    "measured_by": ("measured_by",),
    "measurement_unit": ("unit",),
    "method": ("target_method", "target_shape", "scoring_method"),
    "missing_policy": ("missing_policy",),
    "named_by": ("year_named_by",),
    "office": ("office",),
    "offices": ("office",),
    "pattern": ("calendar_pattern",),
    "perspective": ("perspective",),
    "pool_method": ("pool_method",),
    "proposal": ("account_proposal",),
    "risk": ("risk",),
    "role": ("role",),
    "roles": ("role",),
    "severity": ("alert_severity", "finding_severity"),
    "side": ("alert_side", "negotiation_side"),
    "step": ("negotiation_step", "review_step"),
    "ties": ("tie_rule",),
    "time_kind": ("time_kind",),
    "timing": ("timing",),
    "who": ("alert_who",),
    "wording": ("share_wording",),
}
#: Words of a state, by what it is the state of.
STATES: Mapping[str, str] = {
    "change_proposal": "proposal_state",
    "target_change": "target_change_state",
    "period": "period_state",
    "analyse.cause": "cause_state",
    "review.action": "action_state",
    "review.meeting": "meeting_state",
    "initiative": "initiative_state",
    "scheme": "scheme_state",
    "kpi": "definition_state",
    "cycle": "cycle_state",
    "improvement_plan": "improvement_plan_state",
    "override": "override_state",
    "rectification": "rectification_state",
    "submission": "entry_state",
    "letter": "letter_state",
    "track.alert": "alert_state",
    "source": "expected_state",
}
_HASH = re.compile(r"[0-9a-f]{64}")
_SHOWN = 12


def changes_said(entry: EntryRow) -> Iterator[tuple[str, str | None, str]]:
    """Fields of an entry as a reader meets them: name, before (None when it was not stated), after."""
    for name, given in entry.after.items():
        before = entry.before.get(name)
        yield (
            field_word(name),
            None if before is None else value_said(entry, name, before),
            value_said(entry, name, given),
        )


def field_word(name: str) -> str:
    """The word of a field; a code of the company, such as a KPI, reads as it is."""
    return label(f"audit_field.{name}") if has_label(f"audit_field.{name}") else name


def value_said(entry: EntryRow, name: str, value: object) -> str:
    """A value in words: choices, truths, lists and structures; what is data reads as it is."""
    if value is None or value == "":
        return formats.MISSING
    if isinstance(value, bool):
        return label(f"truth.{'yes' if value else 'no'}")
    if isinstance(value, Mapping):
        inner = (f"{field_word(str(key))} {value_said(entry, name, each)}" for key, each in value.items())
        return formats.join(list(inner)) or formats.MISSING
    if isinstance(value, list):
        return formats.join([value_said(entry, name, each) for each in value]) or formats.MISSING
    return _text(entry, name, str(value))


def _text(entry: EntryRow, name: str, text: str) -> str:
    if _HASH.fullmatch(text):
        return text[:_SHOWN]
    groups = (STATES.get(entry.object_kind, ""),) if name == "state" else CHOICES.get(name, ())
    first, _, rest = text.partition(" ")
    for group in groups:
        if has_label(f"{group}.{text}"):
            return label(f"{group}.{text}")
        if rest and has_label(f"{group}.{first}"):  # an office and who holds it
            return f"{label(f'{group}.{first}')} {rest}"
    return text
