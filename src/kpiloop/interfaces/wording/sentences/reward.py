"""Sentences of refusals raised by reward."""

from __future__ import annotations

SENTENCES = {
    "reward_unknown_reference": "There is no %(kind)s “%(key)s”. Check the code and try again.",
    "reward_choice_unknown": "%(field)s cannot be “%(value)s”; choose one of %(choices)s.",
    "scoring_rule_missing": "These KPIs of scheme %(scheme)s have no scoring rule: %(kpis)s. Set one first.",
    "cycle_stage": "Cycle %(cycle_period)s is at the stage “%(state)s”; this step needs “%(needed)s”.",
    "calibration_own_grade": "%(person)s: nobody decides about the own grade. Leave it to somebody outside the group.",
    "calibration_too_far": (
        "%(person)s cannot have %(grade)s: the score gave %(proposed)s, and the scheme moves a grade %(limit)s steps "
        "at most. Choose a nearer grade."
    ),
    "calibration_beyond_veto": "%(person)s cannot have %(grade)s: a veto leaves %(limit)s at best.",
    "calibration_unchanged": "%(person)s has %(grade)s already. Choose another grade.",
    "calibration_outdated": (
        "%(count)s people of %(unit)s were scored anew since the calibration was opened. Bring the calibrations up to "
        "date first; changes of these people are then made again."
    ),
    "calibration_beyond_guideline": (
        "%(unit)s has more people with %(grades)s than the guideline allows. Change grades, or confirm with a reason."
    ),
    "calibration_never_beyond": (
        "%(unit)s has more people with %(grades)s than the guideline allows, and the scheme lets no reason pass. "
        "Change grades first."
    ),
    "calibration_confirmed": (
        "%(cycle_period)s has confirmed calibrations: %(units)s. Open them again before you score anew, or their "
        "grades would be lost."
    ),
    "calibration_open": "%(cycle_period)s cannot be published: the calibration of %(units)s is not confirmed.",
    "calibration_four_eyes": "%(changed_by)s changed a grade here, so somebody else has to confirm.",
    "publication_waits_for_talks": (
        "%(cycle_period)s cannot be published: the scheme waits for the talks with %(people)s (%(count)s). Hold and "
        "sign them first."
    ),
    "cycle_months_open": (
        "Months of cycle %(cycle_period)s are still open: %(months)s. Close them first, or give a reason."
    ),
    "missing_feeds_pay": (
        "%(count)s values that feed pay are not reported in cycle %(cycle_period)s, the first is "
        "%(first)s. Report them, or let a second person waive them with a reason."
    ),
    "gate_without_card": (
        "Gate “%(rule)s” looks at %(subject)s, which has no card in this quarter. Give the unit a KPI "
        "that counts, or name another unit."
    ),
    "adjustment_event_not_fitting": (
        "This event cannot count by rule “%(rule)s” (%(reason)s): the rule reads events, the number is "
        "above 0, and results of the quarter are not out yet."
    ),
    "adjustment_decided": "This was decided already (%(state)s). Look at it again before deciding anything else.",
    "veto_not_liftable": (
        "“%(rule)s” cannot be lifted on the card of %(subject)s (%(state)s): it has to hold there, may "
        "be lifted by its rule, and nobody has asked yet."
    ),
    "plan_outdated": (
        "%(what)s changed after the run was prepared; nothing was applied. Prepare it again and confirm once more."
    ),
    "reward_not_yours": "Only %(person)s may do this step (%(step)s).",
    "reward_text_missing": "%(field)s must not be empty. Fill it in and submit again.",
    "bonus_bases_overlap": "%(person)s has two bonus bases on %(on)s. End one of them first.",
    "pay_nothing_new": (
        "Payroll has every amount of %(cycle_period)s already. A correction is a new run first: prepare it with a "
        "reason, have it applied, then make the file."
    ),
    "bonus_carried_already": (
        "Differences of %(cycle_period)s are settled with %(months)s already; working the quarter out again would pay "
        "them twice. Leave the run as it is and settle what is still open with the next quarter."
    ),
    "pay_lines_unknown": (
        "File %(number)s has no such lines, or the status file names them twice: %(lines)s. Ids stand in the first "
        "column of the pay file. Nothing was recorded."
    ),
    "pay_lines_missing": (
        "The status file says nothing about these lines of file %(number)s: %(lines)s. It has to name every line; "
        "nothing was recorded."
    ),
    "pay_reason_missing": (
        "Payroll rejects these lines of file %(number)s without saying why: %(lines)s. Fill in the reason; nothing was "
        "recorded."
    ),
    "pay_answer_unreadable": (
        "“%(file)s” cannot be read as a status file. It has to be a CSV with the columns id, state (accepted or "
        "rejected) and reason, one row per line of the pay file."
    ),
    "pay_file_answered": (
        "Payroll has answered file %(number)s (%(state)s). A correction is a further file with the difference."
    ),
}
