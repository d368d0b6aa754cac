"""Kinds of alert rules and what each of them asks."""

from __future__ import annotations

OFF_TARGET = "off_target"
REPEATED_MISS = "repeated_miss"
SUDDEN_CHANGE = "sudden_change"
NO_DATA = "no_data"
BEHIND_PACE = "behind_pace"
UNLIKE_ITSELF = "unlike_itself"
DAY_VALUE = "day_value"
RULE_KINDS = (OFF_TARGET, REPEATED_MISS, SUDDEN_CHANGE, NO_DATA, BEHIND_PACE, UNLIKE_ITSELF, DAY_VALUE)

#: Compared with the period before or the same one of the year before.
BASES = ("prior_period", "prior_year")
SIDES = ("any", "worse")
#: Who is told; nobody silences what the rule covers.
WHO = ("owner", "provider", "unit_head", "head_above", "named", "nobody")
OWNER, PROVIDER, UNIT_HEAD, HEAD_ABOVE, NAMED, NOBODY = WHO
#: Who else may be told: by their place, or written as `person:E7` and `role:executive`.
ALSO_PLACES = (OWNER, PROVIDER, UNIT_HEAD, HEAD_ABOVE)
PERSON_MARK, ROLE_MARK = "person:", "role:"
SEVERITIES = ("low", "normal", "high")
NORMAL = "normal"

#: Which kinds take a limit, a count of months, a base of comparison, and days.
WITH_LIMIT = (OFF_TARGET, SUDDEN_CHANGE, BEHIND_PACE, DAY_VALUE)
WITH_MONTHS = (OFF_TARGET, REPEATED_MISS, NO_DATA)
#: Months in a row a rule waits for when it says nothing.
USUAL_MONTHS = {OFF_TARGET: 1, REPEATED_MISS: 2, NO_DATA: 1}
