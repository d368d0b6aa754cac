"""Acts, holders and states of figures people enter."""

from __future__ import annotations

PROVIDE, CHECK, APPROVE = "provide", "check", "approve"
ACTS = (PROVIDE, CHECK, APPROVE)
PROVIDER, OWNER, UNIT_HEAD, PERSON = "provider", "owner", "unit_head", "person"
HOLDERS = (PROVIDER, OWNER, UNIT_HEAD, PERSON)
MOST_NODES = 5

EXPECTED, DRAFT, SUBMITTED, CHECKED = "expected", "draft", "submitted", "checked"
APPROVED, RESTATED, RETURNED, LOCKED = "approved", "restated", "returned", "locked"
#: States in which the provider still has the figure in hand.
IN_HAND = (DRAFT, RETURNED)
#: States in which somebody else has it in hand.
ON_ITS_WAY = (SUBMITTED, CHECKED)
ARRIVED = (APPROVED, RESTATED)

FIXED_DAY, ROLLING, AFTER_ENTRY = "fixed_day", "rolling", "after_entry"
LOCK_KINDS = (FIXED_DAY, ROLLING, AFTER_ENTRY)

#: What may prove a figure, and how large it may be.
EVIDENCE_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".xlsx", ".xls", ".csv", ".docx", ".txt", ".eml")
LARGEST_EVIDENCE = 20 * 1024 * 1024
MOST_EVIDENCE = 10
