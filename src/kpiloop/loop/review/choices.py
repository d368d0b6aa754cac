"""States of meetings, agenda items and actions; when silence and delay are passed on."""

from __future__ import annotations

PREPARING = "preparing"
LIVE = "live"
PUBLISHED = "published"
MEETING_STATES = (PREPARING, LIVE, PUBLISHED)

PENDING = "pending"
DISCUSSED = "discussed"
ITEM_STATES = (PENDING, DISCUSSED)

OPEN = "open"
DOING = "doing"
BLOCKED = "blocked"
DONE = "done"
CANCELLED = "cancelled"
ACTION_STATES = (OPEN, DOING, BLOCKED, DONE, CANCELLED)
#: States in which somebody still has to do something.
RUNNING_STATES = (OPEN, DOING, BLOCKED)

#: From which state an action may go where.
ACTION_MOVES: dict[str, tuple[str, ...]] = {
    OPEN: (DOING, BLOCKED, DONE, CANCELLED),
    DOING: (OPEN, BLOCKED, DONE, CANCELLED),
    BLOCKED: (OPEN, DOING, DONE, CANCELLED),
    DONE: (DOING,),
    CANCELLED: (OPEN,),
}

UNCHECKED = "unchecked"
MOVED = "moved"
NOT_MOVED = "not_moved"
UNCLEAR = "unclear"
EFFECTS = (UNCHECKED, MOVED, NOT_MOVED, UNCLEAR)

#: Minutes planned for an exception by its light, for carried decisions and for closing.
MINUTES = {"red": 15, "amber": 5}
CARRIED_MINUTES = 10
CLOSING_MINUTES = 10
#: Longer agendas are not discussed, they are read out.
AGENDA_LIMIT = 12

#: Days after a month before a miss without cause and action raises its own alert.
ANSWER_DAYS = 5

MEETING_CHOICES = [(state, state) for state in MEETING_STATES]
ITEM_CHOICES = [(state, state) for state in ITEM_STATES]
ACTION_CHOICES = [(state, state) for state in ACTION_STATES]
EFFECT_CHOICES = [(effect, effect) for effect in EFFECTS]
