"""What a scheme says otherwise than a text that was signed; counts of people and names of things are no promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kpiloop.governance.charter.rows import Content, Difference

#: Parts that are one thing.
_WHOLE = ("aim", "distribution", "bonus", "duties", "appeals", "changes", "guard", "limits")
#: Parts that are lists, and what tells one line from another.
_BY_CODE = ("objectives", "templates", "exempt", "kpis", "providers", "flows", "adjustments")


def differences(signed: Content, current: Content) -> tuple[Difference, ...]:
    """One line for each thing that was added, taken away or changed.

    Law:      no difference when both say the same; a renamed unit, a joiner or a leaver is none.
    """
    before, after = dict(_promises(signed)), dict(_promises(current))
    found = []
    for chapter, key in [*before, *(each for each in after if each not in before)]:
        old, new = before.get((chapter, key)), after.get((chapter, key))
        if _bare(old) != _bare(new):
            kind = "added" if old is None else "removed" if new is None else "changed"
            found.append(Difference(chapter, kind, old, new))
    return tuple(found)


def _promises(content: Content) -> Iterator[tuple[tuple[str, str], Content]]:
    version = {"version": content["scheme"]["version"], "fiscal_year": content["scheme"]["fiscal_year"]}
    yield ("scheme", ""), version
    for chapter in _WHOLE:
        if content.get(chapter) is not None:
            yield (chapter, ""), content[chapter]
    for chapter in _BY_CODE:
        for row in content.get(chapter, ()):
            yield (chapter, row["code"]), row
    for card in content["cards"]:
        yield from _cards(card)
    for row in content["grades"]:
        yield ("grades", row["grade"]), row
    for row in content["offices"]:
        yield ("offices", f"{row['office']} {row['person']['code']}"), row
    for name, days in content["days"].items():
        yield ("days", name), {"name": name, "days": days}
    for kind in ("months", "quarters"):
        for row in content["dates"][kind]:
            yield ("dates", row["period"]), row


def _cards(card: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Content]]:
    """Units and positions one by one; people by what their cards hold, because they come and go."""
    for subject in card["subjects"]:
        yield ("cards", f"{card['level']} {subject['code']}"), {**subject, "lines": card["lines"]}
    if not card["subjects"]:
        held = ", ".join(f"{line['kpi']['code']} {line['weight']}" for line in card["lines"])
        yield ("cards", f"{card['level']} {held}"), {"lines": card["lines"]}


def _bare(given: object) -> object:
    """Without names and counts of people."""
    if isinstance(given, Mapping):
        return {
            name: _bare(each)
            for name, each in given.items()
            if name not in ("zh", "en", "named", "excluded", "name_zh", "name_en")
        }
    return [_bare(each) for each in given] if isinstance(given, list) else given
