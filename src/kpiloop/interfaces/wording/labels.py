"""Words for choices: a state, a kind, a status is a code below the doors and a word in front of them."""

from __future__ import annotations

from django.utils.translation import pgettext

from kpiloop.interfaces.wording.terms import TERMS


def label(label_id: str) -> str:
    """The word for `<group>.<value>` in the reader's language; an unknown id reads as plain words."""
    english = TERMS.get(label_id)
    if english is None:
        return label_id.rpartition(".")[2].replace("_", " ")
    return pgettext(label_id, english)


def has_label(label_id: str) -> bool:
    """True when the id has a word of its own."""
    return label_id in TERMS


def choices(group: str) -> list[tuple[str, str]]:
    """Value and word of every choice of one group, in the order they were written."""
    start = f"{group}."
    return [(label_id.removeprefix(start), label(label_id)) for label_id in TERMS if label_id.startswith(start)]


def column_label(part: str, column: str) -> str:
    """What belongs into a column of a part of a bundle; some columns mean something else in one part."""
    own = f"bundle_column.{part}.{column}"
    return label(own if own in TERMS else f"bundle_column.{column}")
