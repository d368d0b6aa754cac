"""Sentences of refusals raised by review."""

from __future__ import annotations

SENTENCES = {
    "meeting_not_found": "There is no meeting for %(period)s yet. Create it from the template first.",
    "meeting_state": (
        "The meeting of %(period)s is %(state)s and does not take this. A published meeting stays as it "
        "is; use the next one."
    ),
    "red_without_cause": (
        "%(count)s missed KPIs have no cause yet: %(kpis)s. Ask the owners to write one, or give a "
        "reason to publish without."
    ),
    "cause_without_action": (
        "%(count)s KPIs have a cause but no action: %(kpis)s. Add an action, or give a reason to publish without."
    ),
    "agenda_item_not_found": "The agenda holds no item %(item)s. Reload the meeting.",
    "decision_text_required": "A decision of the %(period)s meeting needs words. Say what was decided.",
    "action_not_found": "There is no action %(action)s, or it is not yours to see. Go back to the board.",
    "action_not_yours": (
        "Action %(action)s is moved by its owner, whoever created it, or a leader of the unit. Contact the owner."
    ),
    "action_incomplete": (
        'The action lacks "%(field)s". Say what, who, by when and with which effect (not 0); when it is '
        "blocked or cancelled, say why."
    ),
    "effect_wrong_way": (
        "%(kpi)s is better when %(direction)s, and an effect of %(effect)s would make it worse. Check the sign."
    ),
    "effect_too_early": (
        "The effect month %(effect_period)s lies before %(period)s, which the action answers. Choose "
        "%(period)s or later."
    ),
    "action_changed": (
        "Somebody changed this action since you opened it: it is %(action_state)s now and says “%(theirs)s”. What you "
        "wrote stands below; save it again to replace that."
    ),
    "action_move": "Action %(action)s cannot go from %(state)s to %(wanted)s. Choose one of the next states.",
    "action_assigned": "A new action for you: %(title)s (%(subject)s %(kpi)s), due %(due_on)s.",
    "action_overdue": (
        "An action is %(days_late)s days late: %(title)s (%(subject)s %(kpi)s, owner %(owner)s). Act on it or help."
    ),
    "meeting_answer_due": "Before the %(period)s meeting, please add for %(subject)s %(kpi)s: %(lacks)s.",
    "minutes_published": "The minutes of the %(period)s meeting are published.",
}
