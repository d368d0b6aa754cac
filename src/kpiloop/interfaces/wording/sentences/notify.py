"""Sentences of reminders: what is owed, by when; `raised` is read by those up the line."""

from __future__ import annotations

SENTENCES = {
    "action_soon": "Your action is due in %(days)s days, on %(due_on)s: %(title)s (%(subject)s %(kpi)s).",
    "action_today": "Your action is due today: %(title)s (%(subject)s %(kpi)s).",
    "figures_soon": "%(count)s figures of %(period)s are due on %(due_on)s: %(kpis)s. Report or load them.",
    "figures_today": "%(count)s figures of %(period)s are due today: %(kpis)s. Report or load them.",
    "figures_late": "Your %(count)s figures of %(period)s are %(days_late)s days late: %(kpis)s. Report or load them.",
    "figures_raised": "%(count)s figures of %(period)s are %(days_late)s days late: %(kpis)s. From %(person)s.",
    "self_review_soon": "Your own review of %(period)s is due on %(due_on)s.",
    "self_review_today": "Your own review of %(period)s is due today.",
    "self_review_late": "Your own review of %(period)s is %(days_late)s days late.",
    "self_review_raised": "The own review of %(person)s for %(period)s is %(days_late)s days late.",
    "manager_review_soon": "You have %(count)s reviews of %(period)s to write until %(due_on)s.",
    "manager_review_today": "You have %(count)s reviews of %(period)s to write today.",
    "manager_review_late": "Your %(count)s reviews of %(period)s are %(days_late)s days late.",
    "manager_review_raised": "%(count)s reviews of %(period)s are %(days_late)s days late. %(person)s writes them.",
    "confirm_review_soon": "Please confirm your result of %(period)s until %(due_on)s.",
    "confirm_review_today": "Please confirm your result of %(period)s today.",
    "confirm_review_late": "The confirmation of your result of %(period)s is %(days_late)s days late.",
    "confirm_review_raised": "The confirmation of the result of %(period)s by %(person)s is %(days_late)s days late.",
    "alerts_told": "%(count)s alerts are sent to you: %(kpis)s of %(subjects)s.",
    "alerts_repeated": "%(count)s alerts stay off and wait for an answer: %(kpis)s of %(subjects)s.",
    "alerts_escalated": "%(count)s alerts nobody answered in time are passed on to you: %(kpis)s of %(subjects)s.",
    "alerts_recovered": "%(count)s alerts are over: %(kpis)s of %(subjects)s.",
    "talk_soon": "%(count)s talks of yours are due on %(due_on)s: %(with)s.",
    "talk_today": "%(count)s talks of yours are due today: %(with)s.",
    "talk_late": "%(count)s talks of yours are %(days_late)s days late: %(with)s.",
    "talk_raised": "%(count)s talks that %(person)s holds are %(days_late)s days late: %(with)s.",
    "hook_unknown": "There is no webhook %(hook)s. Look at the list of webhooks.",
    "hook_events_wrong": "Choose at least one kind of news that is known (not: %(events)s). Known are %(known)s.",
    "hook_address_refused": (
        "%(host)s may not be told news: it is no web address, or it lies in a private network. "
        "An administrator lists such hosts in KPILOOP_HOOK_HOSTS."
    ),
    "hook_delivery_unknown": "Delivery %(delivery)s cannot be sent again: it waits already, or it is not there.",
    "hook_paused": (
        "Webhook %(hook)s is paused after %(failures)s tries in a row without success (%(said)s). News waits. "
        "Put the receiver right, then let it go on."
    ),
}
