"""Sentences of refusals raised by archive."""

from __future__ import annotations

SENTENCES = {
    "close_months_only": (
        "%(period)s is not a month: months are closed, quarters and years close with their last month. Choose a month."
    ),
    "close_outdated": (
        "Figures of %(period)s changed after the close was prepared; nothing was closed. Look again and "
        "confirm once more."
    ),
    "close_incomplete": (
        "%(period)s still has %(count)s open items (%(findings)s). Complete them, or give a reason and close again."
    ),
    "close_blocked": (
        "%(count)s figures of %(period)s feed pay and were not reported (%(findings)s). Report them, or have another "
        "person waive them."
    ),
    "waiver_asked": (
        "%(who)s asks to close %(period)s although figures that feed pay are missing (%(count)s): %(reason)s. "
        "Another person decides."
    ),
    "waiver_granted": ("%(who)s allowed to close %(period)s although figures that feed pay are missing (%(count)s)."),
    "waiver_refused": (
        "%(who)s does not allow to close %(period)s while figures that feed pay are missing (%(count)s). "
        "Have them reported."
    ),
    "reopen_asked": "%(who)s asks to reopen %(period)s: %(reason)s. Another person decides.",
    "reopen_approved": (
        "%(who)s reopened %(period)s as you asked. Put right what is to be put right, then close it again."
    ),
    "reopen_refused": "%(who)s leaves %(period)s closed.",
    "waiver_nothing": "Nothing in %(period)s waits for a waiver.",
    "waiver_four_eyes": "%(asked_by)s asked for the waiver in %(period)s; somebody else has to decide.",
    "waiver_reason_required": "Say why figures of %(period)s are missing.",
    "compare_kinds_differ": (
        "%(first)s and %(second)s cannot be compared. Choose two months, quarters, half-years or years."
    ),
    "structure_unknown": "There is no organisation %(structure)s to compare under. Choose one of %(known)s.",
    "period_not_closed": "%(period)s is not closed, so there is nothing to reopen.",
    "reopen_reason_required": "Reopening %(period)s needs a reason.",
    "reopen_scope_unknown": "There is no KPI or unit %(named)s in that period.",
    "close_outside_scope": (
        "%(count)s figures of %(period)s moved although it was not opened for them (%(findings)s). Put them back, or "
        "have it opened for them as well."
    ),
    "revision_unknown": "%(period)s has no revision %(revision)s.",
    "close_not_replayable": (
        "Revision %(revision)s of %(period)s was closed before units were held fast with it, so it cannot be computed "
        "again byte for byte. Its frozen figures and their hash still stand; to have a revision that can be replayed, "
        "reopen the month and close it again."
    ),
    "replay_differs": "Revision %(revision)s of %(period)s does not come out as it was frozen: %(count)s differences.",
    "retention_fixed": "What published figures rest on is kept for ever; this cannot be changed.",
    "retention_too_short": "%(months)s months are too short: at least %(least)s have to be kept.",
    "retention_reason_required": "Say why it is kept for another time.",
    "late_outdated": "What late data would change in %(period)s is something else by now. Look again.",
    "late_choice_unknown": "There is no way %(choice)s to deal with late data. Choose one of %(known)s.",
    "late_no_open_month": "No month after %(period)s is open to settle the difference in.",
    "reopening_unknown": "Reopening request %(key)s does not exist or was decided already.",
    "reopen_four_eyes": "%(requested_by)s asked to reopen %(period)s; somebody else has to approve it.",
}
