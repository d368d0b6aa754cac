"""What sheets, headings and choices of a scheme workbook are called, and what every word of them means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from django.conf import settings
from django.utils.translation import override

from kpiloop.governance.bundle.contents.sheets import PAIRS, ROLES, SHEETS
from kpiloop.governance.bundle.fields import Field
from kpiloop.governance.bundle.reading.recipes import SETTINGS, STEPS
from kpiloop.governance.bundle.reading.vocabulary import Vocabulary
from kpiloop.interfaces.wording.labels import column_label, has_label, label
from kpiloop.interfaces.wording.terms import TERMS
from kpiloop.interfaces.wording.workbook_synonyms import SYNONYMS
from kpiloop.loop.collect.cleaning.texts import same_name

#: Groups of words that pages have already, by sheet and column, or by column where it is the same everywhere.
_GROUPS = {
    "year_named_by": "year_named_by",
    "pattern": "calendar_pattern",
    "anchor": "year_anchor",
    "calendar_events.kind": "calendar_event",
    "units.kind": "unit_kind",
    "perspective": "perspective",
    "direction": "direction",
    "time_kind": "time_kind",
    "measurement_unit": "unit",
    "display_scale": "display_scale",
    "empty_means": "empty_means",
    "judged_on": "window",
    "measured_by": "measured_by",
    "state": "definition_state",
    "initiatives.state": "initiative_state",
    "risk": "risk",
    "sources.kind": "source_kind",
    "every": "timetable",
    "catch_up": "catch_up",
    "rate_type": "rate_type",
    "frequency": "frequency",
    "act": "entry_act",
    "flow_steps.who": "entry_holder",
    "lock_rules.kind": "lock_kind",
    "alert_rules.kind": "alert_rule_kind",
    "base": "alert_base",
    "side": "alert_side",
    "alert_rules.who": "alert_who",
    "severity": "alert_severity",
    "missing_policy": "missing_policy",
    "missing": "missing_policy",
    "about": "rung_about",
    "opens": "rung_opens",
    "target_basis": "target_basis",
    "populations.kind": "population_kind",
    "counted_from": "counted_from",
    "adjustments.kind": "adjustment_kind",
    "reads": "adjustment_reads",
    "cards": "adjustment_cards",
    "comparison": "adjustment_comparison",
    "light": "adjustment_light",
    "counting": "adjustment_counting",
    "scope": "adjustment_scope",
    "individual_from": "factor_source",
    "office": "office",
    "window": "window",
    "type": "column_type",
    "scale": "scale",
}
#: Codes that have words although a column takes any text.
_OPEN: dict[tuple[str, str], tuple[str, ...]] = {
    ("company", "workdays"): tuple("0123456"),
    ("company", "week_start"): tuple("0123456"),
    ("dataset_columns", "roles"): ROLES,
    ("source_settings", "setting"): SETTINGS,
    ("source_steps", "step"): STEPS,
    ("source_steps", "value"): ("months", "none", "ask", "newest"),
    ("source_columns", "scale"): ("one", "thousand", "wan", "million", "yi", "percent"),
    ("alert_rules", "also"): ("owner", "provider", "unit_head", "head_above", "person:", "role:"),
}


def sheet_word(sheet: str) -> str:
    """Name of a sheet."""
    return label(f"bundle_name.{sheet}")


def head_word(sheet: str, column: str) -> str:
    """Heading of a column."""
    own = f"bundle_head.{sheet}.{column}"
    return label(own if has_label(own) else f"bundle_head.{column}")


def head_note(sheet: str, column: str) -> str:
    """What belongs below a heading."""
    for label_id in (f"bundle_note.{sheet}.{column}", f"bundle_note.{column}"):
        if has_label(label_id) and not has_label(f"bundle_column.{sheet}.{column}"):
            return label(label_id)
    own = f"bundle_note.{sheet}.{column}"
    return label(own) if has_label(own) else column_label(sheet, column)


def choice_word(sheet: str, column: str, code: str) -> str:
    """Word of a choice; a code without one is shown as it is."""
    if code in ("true", "false") and _is_flag(sheet, column):
        return label(f"bundle_choice.flag.{code}")
    group = _GROUPS.get(f"{sheet}.{column}") or _GROUPS.get(column, "")
    for label_id in (f"bundle_choice.{sheet}.{column}.{code}", f"{group}.{code}"):
        if has_label(label_id):
            return label(label_id)
    return code


def choices_of(sheet: str, field: Field) -> tuple[str, ...]:
    """Codes a column has words for."""
    if (sheet, field.name) in PAIRS:
        start = f"bundle_choice.{sheet}.{field.name}."
        return tuple(label_id.removeprefix(start) for label_id in TERMS if label_id.startswith(start))
    if field.kind == "flag":
        return ("true", "false")
    return field.choices or _OPEN.get((sheet, field.name), ())


def vocabulary() -> Vocabulary:
    """Every word of every language, with the codes themselves."""
    heads = {
        name: _by_word(_said([field.name for field in sheet.columns], partial(head_word, name)))
        for name, sheet in SHEETS.items()
    }
    choices = {
        (name, field.name): _by_word(words_of(name, field))
        for name, sheet in SHEETS.items()
        for field in sheet.columns
        if choices_of(name, field)
    }
    return Vocabulary(_by_word(_said(list(SHEETS), sheet_word)), heads, choices)


def words_of(sheet: str, field: Field) -> Iterator[tuple[str, str]]:
    """Codes of a column with every word that means them."""
    yield from _synonyms(sheet, field.name)
    yield from _said(choices_of(sheet, field), partial(choice_word, sheet, field.name))


def _by_word(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {same_name(word): code for code, word in said}


def _said(codes: Sequence[str], word: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Codes with their words in every language; a code itself is a word that nothing overrules."""
    for language, _ in settings.LANGUAGES:
        with override(language):
            yield from ((code, word(code)) for code in codes)
    yield from ((code, code) for code in codes)


def _synonyms(sheet: str, column: str) -> Iterator[tuple[str, str]]:
    known = SYNONYMS.get(f"{sheet}.{column}") or SYNONYMS.get(column, {})
    for code, words in known.items():
        yield from ((code, word) for word in words)


def _is_flag(sheet: str, column: str) -> bool:
    field = SHEETS[sheet].column(column)
    return field is not None and field.kind == "flag"
