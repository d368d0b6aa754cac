"""What stands against a close, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext, ngettext

from kpiloop.governance.archive.checklist import ASKED, CARRIED, GRANTED, OTHERWISE
from kpiloop.governance.archive.rows import Finding, UndecidedData
from kpiloop.governance.archive.undecided import ROWS
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.measure.choices import OVERRIDE_STATES

#: Reasons a finding carries that are no reasons of a missing figure.
WAITING_FOR = ("entry", "entry_week", "target", "target_week", *(f"override_{state}" for state in OVERRIDE_STATES))


def finding_name(finding: Finding) -> str:
    """What a finding is about: KPI and whose, or dataset and row; empty when it is about the whole month."""
    is_english = (get_language() or "zh-hans").startswith("en")
    if finding.undecided is not None:
        held = finding.undecided
        dataset = held.dataset_en if is_english and held.dataset_en else held.dataset_zh
        return f"{dataset} · {held.row}" if held.row else dataset
    kpi = finding.kpi_en if is_english and finding.kpi_en else finding.kpi_zh
    subject = finding.subject_en if is_english and finding.subject_en else finding.subject_zh
    kpi, subject = kpi or finding.kpi_code, subject or finding.subject_code
    return f"{kpi} · {subject}" if kpi else ""


def finding_said(finding: Finding) -> str:
    """What is open, beside the codes of KPI and subject: where there are none, what it is about as well."""
    if finding.undecided is not None:
        return gettext("%(name)s: %(what)s") % {"name": finding_name(finding), "what": finding_reason(finding)}
    if not finding.kpi_code:
        return finding.reason
    return " ".join(filter(None, (finding_reason(finding), finding_waiver(finding))))


def finding_reason(finding: Finding, names: Mapping[str, str] | None = None) -> str:
    """Why a figure stands against the close; empty where its check says it. With names, people instead of accounts."""
    if finding.undecided is not None:
        return _undecided(finding.undecided, names or {})
    if not finding.reason or not finding.kpi_code:
        return ""
    if finding.code in (CARRIED, OTHERWISE):
        return finding.reason
    group = "pending" if finding.reason in WAITING_FOR else "missing"
    return label(f"{group}.{finding.reason}")


def finding_waiver(finding: Finding, names: Mapping[str, str] | None = None) -> str:
    """Who asked for a waiver or gave it, by name where names are given; empty without one."""
    who = {"who": (names or {}).get(finding.waived_by, finding.waived_by)}
    if finding.waiver == GRANTED:
        return gettext("waived by %(who)s") % who
    if finding.waiver == ASKED:
        return gettext("%(who)s asked for a waiver") % who
    return ""


def _undecided(held: UndecidedData, names: Mapping[str, str]) -> str:
    if held.kind == ROWS:
        counted: dict[str, object] = {"count": held.count, "load": held.number}
        told = ngettext(
            "%(count)d row of load %(load)d waits for a decision",
            "%(count)d rows of load %(load)d wait for a decision",
            held.count,
        )
        return told % counted
    named = {
        "field": held.field,
        "old": held.old or formats.MISSING,
        "new": held.new or formats.MISSING,
        "number": held.number,
        "who": names.get(held.proposed_by, held.proposed_by),
    }
    if not held.is_stored:
        return gettext(
            "%(field)s %(old)s → %(new)s, correction %(number)d by %(who)s waits and its row is gone, refuse it"
        ) % named  # fmt: skip
    return gettext("%(field)s %(old)s → %(new)s, correction %(number)d by %(who)s waits for approval") % named
