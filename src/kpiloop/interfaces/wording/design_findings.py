"""Findings of the design check in words: whose card, what is odd, what mends it; cards of a template are said once."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.messages import sentence
from kpiloop.interfaces.wording.workbook_words import choice_word, head_word
from kpiloop.loop.plan.rows import FindingRow, MendedValue


def finding_whose(row: FindingRow) -> str:
    """Whose card it is about, or which template and how many of its cards; empty for the dictionary."""
    language = formats.language()
    if row.template is not None:
        return ngettext("Template %(name)s, %(count)d card", "Template %(name)s, %(count)d cards", row.cards) % {
            "name": row.template.name(language),
            "count": row.cards,
        }
    return row.subject.name(language) if row.subject else ""


def finding_said(row: FindingRow, fields: Mapping[str, object]) -> str:
    """What is odd and why; where the figures differ from card to card, those of the first as an example."""
    said = sentence(f"finding.{row.code}", fields)
    first = row.each[0].subject
    if row.template is None or row.template.is_alike or first is None:
        return said
    return gettext("For example %(name)s: %(sentence)s") % {"name": first.name(formats.language()), "sentence": said}


def finding_fix(row: FindingRow) -> str:
    """The one step that mends it, in words; empty where there is none."""
    if not row.fix:
        return ""
    done = label(f"fix.{row.fix}")
    if row.template is None:
        return done
    return ngettext("%(fix)s, on the card", "%(fix)s, on all %(count)d cards", row.cards) % {
        "fix": done,
        "count": row.cards,
    }


def mended_field(value: MendedValue) -> str:
    """What a fix changed, as the workbook of a scheme calls it."""
    return head_word(_sheet(value), value.field)


def mended_sides(value: MendedValue) -> tuple[str, str]:
    """What stood there and what stands there now, choices by their word."""
    sheet = _sheet(value)
    return choice_word(sheet, value.field, value.before), choice_word(sheet, value.field, value.after)


def _sheet(value: MendedValue) -> str:
    if value.template_code:
        return "template_kpis" if value.kpi_code else "templates"
    return "cards" if value.subject_code else "kpis"
