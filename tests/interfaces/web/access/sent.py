"""What goes along when an address of the matrix is asked: fields of forms, and what stands behind the question mark."""

from __future__ import annotations

#: What a form needs so that it speaks of one thing at all.
SENT: dict[str, dict[str, str]] = {
    "choose/theme/": {"theme": "dark"},
    "choose/language/": {"language": "en"},
    "alerts/acknowledge/": {"alert": "{alert_id}", "note": "x"},
    "reminders/quiet/": {"quiet_from": "21:00", "quiet_until": "07:00"},
    "actions/<int:action_id>/update/": {"progress": "50"},
}
#: What an address needs behind its question mark.
ASKED: dict[str, str] = {"targets/edit/": "?kpi=revenue&year=2026"}
