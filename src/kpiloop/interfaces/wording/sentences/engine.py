"""Sentences of refusals raised by engine."""

from __future__ import annotations

SENTENCES = {
    "achievement_method_unknown": (
        'There is no way of computing achievement called "%(method)s". Choose one of the offered ways in '
        "the KPI definition."
    ),
    "achievement_parameter_missing": (
        'The way achievement is computed lacks its parameter "%(parameter)s". Add it in the KPI definition.'
    ),
    "validity_overlap": "Two versions are in force on %(on)s. End the earlier one before the later one begins.",
    "curve_method_unknown": 'There is no scoring method called "%(method)s". Choose one of the offered methods.',
    "curve_parameter_missing": 'The scoring rule lacks its parameter "%(parameter)s". Add it and try again.',
    "curve_parameter_unreadable": (
        'The parameter "%(parameter)s" of the scoring rule is written "%(written)s", which cannot be '
        "read as wanted. Correct it."
    ),
    "curve_floor_above_cap": (
        "The lower limit %(floor)s of the scoring rule lies above its upper limit %(cap)s. Change one of them."
    ),
    "curve_point_incomplete": (
        "A point of the scoring curve lacks a figure (%(row)s). Every point needs its place and its score."
    ),
    "curve_point_repeated": "The scoring curve has two points at %(at)s. Keep one of them.",
    "curve_step_incomplete": (
        "A step of the scoring table is incomplete (%(row)s). Every step needs its start, its end and its score."
    ),
    "curve_steps_gap": (
        "The scoring steps leave a gap between %(lower)s and %(upper)s. Make each step begin where the one before ends."
    ),
    "curve_steps_overlap": "The scoring steps overlap at %(at)s. Make each step begin where the one before ends.",
    "curve_scale_empty": (
        "The scoring range at %(at)s has no width and cannot be converted. Make its start and its end differ."
    ),
    "grade_bands_empty": "There is no grade. Set at least one.",
    "grade_repeated": 'The grade "%(grade)s" stands twice. Give every grade one band.',
    "grade_band_empty": 'The band of grade "%(grade)s" has no width. Correct its limits.',
    "grade_bands_gap": (
        'Between the grades "%(lower)s" and "%(upper)s" lies a gap: a score in it would have no grade. '
        "Let the bands meet."
    ),
    "grade_bands_overlap": (
        'The bands of the grades "%(lower)s" and "%(upper)s" overlap. Let them meet without overlapping.'
    ),
    "adjustment_condition_incomplete": "The rule lacks “%(field)s”, or it does not fit. Correct it and try again.",
    "adjustment_word_unknown": "%(field)s cannot be “%(value)s”; choose one of %(choices)s.",
    "grade_shares_unreadable": "“%(written)s” cannot be read. Write each grade with its percent: S 10 A 20 B 70.",
    "grade_bands_unreadable": "“%(written)s” cannot be read. Write grade, first total and factor: A 90 1.2.",
    "grade_unknown": "There is no grade “%(grade)s” in the grade table. Choose one of it.",
    "tie_rule_unknown": "There is no tie rule called “%(rule)s”. Choose shared, dense or last.",
    "grade_shares_whole": (
        "The shares of the grades add up to %(sum)s, not to 1 (100%%). Correct them; none may be below zero."
    ),
    "grade_counting_unknown": (
        'Grades cannot be filled from "%(counted_from)s". Choose both_ends; top is kept for terms of before.'
    ),
    "grade_wording_unknown": 'There is no rounding of shares called "%(wording)s". Choose at_most or at_least.',
    "missing_policy_unknown": (
        'There is no way of treating missing lines called "%(policy)s". Choose renormalise, zero or block.'
    ),
    "weight_negative": 'The weight %(weight)s of "%(line)s" is below zero. A weight cannot be negative.',
    "segment_days_negative": "A segment lasts %(days)s days, which cannot be. Check the dates of the appointment.",
    "pool_negative": "The pool %(pool)s is below zero and cannot be shared out. Correct its amount.",
    "pool_not_in_units": "The pool %(pool)s cannot be paid in whole cents. Enter it with two decimals.",
    "pool_without_shares": "Nobody has a share of the pool %(pool)s. Set bases and factors first.",
    "share_negative": 'The share %(share)s of "%(subject)s" is below zero. Check base and factors.',
    "target_weights_unusable": (
        "The weights %(given)s cannot share a target out: none may be below zero and not all of them may be 0. "
        "Correct them."
    ),
    "target_locked_exceeds": (
        "The locked figures add up to %(locked)s, more than the target %(whole)s. Unlock some or raise the target."
    ),
    "target_all_locked": (
        "Every figure is locked or closed and they miss the target %(whole)s by %(gap)s. Unlock one of them."
    ),
    "season_incomplete": (
        "Last year has a figure in %(known)s of %(months)s months, so it gives no shape. Choose another shape."
    ),
    "season_unusable": (
        "Last year has a month of %(lowest)s or adds up to nothing, so shares of it mean nothing. Choose another shape."
    ),
    "curve_falls": (
        "The curve falls from %(before)s to %(after)s. What is reached can only grow: correct the later figure."
    ),
    "month_elapsed_wrong": "More days have passed (%(days)s, working %(working)s) than the month has. Correct the day.",
    "tier_repeated": "Two tiers begin at the same level. Keep one of them.",
    "floor_above_cap": "The lower limit %(floor)s lies above the upper limit %(cap)s. Change one of them.",
    "weight_missing": 'The factor "%(layer)s" has no weight. Add it in the bonus rule.',
    "day_share_out_of_range": (
        "%(days_in)s days in post do not fit into %(days_total)s days. Check the dates of the appointment."
    ),
    "rhythm_frequency_unknown": '"%(frequency)s" is no rhythm. Choose one of: %(choices)s.',
    "rhythm_days_wrong": "Days due (%(due_days)s) and days of grace (%(grace_days)s) start at 0.",
}
