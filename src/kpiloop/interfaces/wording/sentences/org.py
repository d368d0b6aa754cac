"""Sentences of refusals raised by org."""

from __future__ import annotations

SENTENCES = {
    "position_unknown": 'There is no position "%(position)s". Check the code, or create the position first.',
    "org_code_taken": (
        'The code "%(taken)s" is in use. Units, positions and people may not share a code; choose another.'
    ),
    "unit_name_taken": '"%(parent)s" already has a unit named "%(name)s". Choose another name.',
    "unit_alias_taken": 'The other name "%(alias)s" already leads to a different unit. Check whose it is.',
    "unit_tree_broken": (
        'Unit "%(unit)s" cannot hang there from %(on)s (%(why)s): the tree would loop, lack a parent or '
        "have two companies. Choose another parent."
    ),
    "unit_in_use": (
        'Unit "%(unit)s" cannot end on %(on)s: "%(who)s" is still in it (%(why)s). Move it elsewhere or end it first.'
    ),
    "org_dates_crossed": (
        "The dates conflict: from %(valid_from)s, to %(valid_to)s. The end must lie after the start and "
        "not overlap an existing entry. Correct the dates."
    ),
    "unit_not_yet": (
        'Unit "%(unit)s" begins on %(begins)s: nobody can have a place there on %(on)s. Choose a day from then on, or '
        "another unit."
    ),
    "unit_over": (
        'Unit "%(unit)s" ends on %(ends)s: nobody can have a place there from then on, and nothing hangs below it. '
        "Choose another unit, let the place end by then, or change the end of the unit first."
    ),
    "unit_without_end": 'Unit "%(unit)s" has no end that could be changed or taken back. End it first.',
    "place_without_end": (
        'There is no end of such a place of "%(person)s" that could be taken back. Look at the places as they are now.'
    ),
    "org_end_closed": (
        'The end of "%(who)s" stays: period %(period)s is closed and keeps the organisation it was closed with. Choose '
        "days from %(open_from)s on, or have the period opened again."
    ),
    "org_tree_unknown": 'There is no further tree "%(tree)s". Check the code, or begin the tree first.',
    "unit_not_in_tree": 'Unit "%(unit)s" does not hang in tree "%(tree)s" on %(on)s. Choose another day or unit.',
    "organisation_changed": (
        "Somebody changed the organisation since you looked at it. Nothing was saved: compare yours with what stands "
        "now, and save again if yours still holds."
    ),
    "places_changed": (
        "Somebody else placed %(person)s meanwhile: in %(theirs)s from %(since)s on; you chose %(yours)s. Nothing was "
        "saved: look at the places, and save again if yours still holds."
    ),
    "entity_wrong": (
        'Unit "%(unit)s" cannot be a legal entity with "%(given)s" (%(why)s). Give a currency code of three capital '
        "letters, a known time zone and an hour from 0 to 23, and give the company its currency first."
    ),
    "entity_year_wrong": (
        'Legal entity "%(unit)s" cannot count this year: %(given)s (%(why)s). Name a legal entity below the company, '
        "a month from 1 to 12 and a first day of such a year; a closed month keeps the year it shows."
    ),
    "entity_year_of_weeks": (
        'Legal entity "%(unit)s" cannot have a year of its own here: years of weeks (%(pattern)s) share no periods '
        "with months. Let it count the group's year, or close the group by months and give the entity a year of months."
    ),
    "scope_unknown": (
        'The scope "%(kind)s" (unit %(unit)s) is not valid. Name a unit for node and subtree, and none '
        "for self and company."
    ),
    "org_state_moved": (
        "%(who)s changed since then (%(count)s in all), so it cannot be put back as it stood. Take the later change "
        "back first, or let the next list put it right."
    ),
    "org_state_used": (
        "%(who)s cannot go again: %(used_by)s rest on it. Take those back first, or let the next list end it."
    ),
    "account_linked": 'The account "%(username)s" already belongs to another person. Choose another account.',
}
