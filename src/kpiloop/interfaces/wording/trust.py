"""How far a figure may be trusted, in words."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from kpiloop.engine.trust import Mark, Trust
from kpiloop.interfaces.wording import formats
from kpiloop.interfaces.wording.labels import label


def origin_word(trust: Trust) -> str:
    """Where the figure comes from."""
    return label(f"trust_origin.{trust.origin}")


def mark_words(mark: Mark) -> str:
    """One mark with what it counts and whom it is about."""
    if mark.code == "carried" and mark.names:
        return gettext("carried from %(periods)s") % {"periods": formats.join(mark.names)}
    word = _counted(mark)
    if not mark.names:
        return word
    return gettext("%(mark)s: %(names)s") % {"mark": word, "names": formats.join(mark.names)}


def trust_words(trust: Trust) -> str:
    """Origin and every mark in one line."""
    return formats.clauses([origin_word(trust), *(mark_words(mark) for mark in trust.marks)])


def warning_words(trust: Trust) -> str:
    """What deserves a second look, empty where nothing does."""
    return formats.clauses([mark_words(mark) for mark in trust.warnings])


def _counted(mark: Mark) -> str:
    fields = {"count": formats.number(mark.count)}
    if mark.code == "late":
        return ngettext("came %(count)s day late", "came %(count)s days late", mark.count) % fields
    if mark.code == "rows_waiting":
        return ngettext("%(count)s row waits for a decision", "%(count)s rows wait for a decision", mark.count) % fields
    if mark.code == "corrected":
        return ngettext("%(count)s row corrected", "%(count)s rows corrected", mark.count) % fields
    if mark.code == "sources_differ":
        return ngettext("sources differ in %(count)s row", "sources differ in %(count)s rows", mark.count) % fields
    if mark.code == "contains_override":
        words = ngettext("contains %(count)s overridden figure", "contains %(count)s overridden figures", mark.count)
        return words % fields
    return label(f"trust.{mark.code}")
