"""What stands against a close, in words."""

from __future__ import annotations

from django.utils.translation import gettext

from kpiloop.governance.archive.checklist import ASKED, CARRIED, GRANTED, OTHERWISE
from kpiloop.governance.archive.rows import Finding
from kpiloop.interfaces.wording.labels import label
from kpiloop.loop.measure.choices import OVERRIDE_STATES

#: Reasons a finding carries that are no reasons of a missing figure.
WAITING_FOR = ("entry", "target", *(f"override_{state}" for state in OVERRIDE_STATES))


def finding_reason(finding: Finding) -> str:
    """Why a figure stands against the close; empty where its check says it."""
    if not finding.reason or not finding.kpi_code:
        return ""
    if finding.code in (CARRIED, OTHERWISE):
        return finding.reason
    group = "pending" if finding.reason in WAITING_FOR else "missing"
    return label(f"{group}.{finding.reason}")


def finding_waiver(finding: Finding) -> str:
    """Who asked for a waiver or gave it; empty without one."""
    if finding.waiver == GRANTED:
        return gettext("waived by %(who)s") % {"who": finding.waived_by}
    if finding.waiver == ASKED:
        return gettext("%(who)s asked for a waiver") % {"who": finding.waived_by}
    return ""
