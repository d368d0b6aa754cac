"""What becomes of whom a list of units or people names, and of whom it no longer names."""

from __future__ import annotations

#: What becomes of a unit, position or person; the first ones are told first.
LEFT, MOVED, NEW, RETURNED, CHANGED, RENAMED = "left", "moved", "new", "returned", "changed", "renamed"
KINDS = (LEFT, MOVED, NEW, RETURNED, CHANGED, RENAMED)
#: What becomes of those a whole list no longer names.
ENDS, STAYS = "ends", "stays"
ABSENT = (ENDS, STAYS)
#: What becomes of the accounts of those who leave or come back: an administrator is asked, or it is done on the day.
PROPOSED, SETTLED = "proposed", "settled"
ACCOUNTS = (PROPOSED, SETTLED)
