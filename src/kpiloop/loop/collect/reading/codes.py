"""Units and people as a source writes them: by code, other name or unique name; never guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.collect.cleaning.texts import Cell, same_name, tidy

_BLANKS = re.compile(r"\s+")
#: Below this likeness a suggestion would only mislead.
LIKENESS = 0.4


class UnitUnknown(Refusal):
    """No unit is called so: written, suggestion (a dash when nothing is near), suggestion_en."""

    code = "unit_unknown"


class PersonUnknown(Refusal):
    """Nobody is called so, or several are: written, suggestion (a dash when nothing is near), suggestion_en."""

    code = "person_unknown"


class PersonAmbiguous(Refusal):
    """Several people are called so and nothing in the row tells which: written, people, people_en."""

    code = "person_ambiguous"


class CodeBook:
    """Resolves what a source writes; answers are remembered for one load."""

    def __init__(self, unit_codes: Mapping[str, str], person_codes: Mapping[str, str]) -> None:
        """Take the spellings a recipe brings along."""
        self.subjects = org.subjects_by_id()
        self.unit_codes = unit_codes
        self.person_codes = person_codes
        self.names: dict[str, dict[str, list[int]]] = {}
        self.members: dict[tuple[str, date | None], frozenset[int]] = {}
        self.unit = lru_cache(maxsize=None)(self._unit)
        self.person = lru_cache(maxsize=None)(self._person)

    def _unit(self, written: Cell) -> str:
        name = tidy(written)
        asked = self.unit_codes.get(same_name(name), name)
        bare = _BLANKS.sub("", asked)
        found = org.resolve_unit(asked) or org.resolve_unit(bare) or self._by_same_name("unit", asked)
        if found is None:
            found = self._by_shown_number("unit", written)
        if found is None:
            raise UnitUnknown(written=name, **self._nearest("unit", name))
        return self.subjects[found].code

    def _person(self, written: Cell) -> str:
        """The one person a number or name stands for; PersonAmbiguous where several share the name."""
        name = tidy(written)
        asked = self.person_codes.get(same_name(name), name)
        found = org.resolve_person(asked)
        named = [found] if found else self._named("person", asked)
        if not named and (shown := self._by_shown_number("person", written)):
            named = [shown]
        if len(named) > 1:
            raise PersonAmbiguous(written=name, **self._listed(named))
        if not named:
            raise PersonUnknown(written=name, **self._nearest("person", name))
        return self.subjects[named[0]].code

    def person_within(self, written: Cell, unit: str, on: date | None) -> str:
        """The one of several people of a name who works in the unit (on the day, when the row names one)."""
        name = tidy(written)
        named = self._named("person", self.person_codes.get(same_name(name), name))
        members = self._members(unit, on)
        inside = [key for key in named if key in members]
        if len(inside) != 1:
            raise PersonAmbiguous(written=name, **self._listed(named))
        return self.subjects[inside[0]].code

    def _members(self, unit: str, on: date | None) -> frozenset[int]:
        """People with an appointment in the unit; the answer is remembered for one load."""
        known = self.members.get((unit, on))
        if known is None:
            units = {row.id for row in self._of_kind("unit") if row.code == unit}
            start, end = (on, on + timedelta(days=1)) if on else (date(1900, 1, 1), date(9000, 1, 1))
            held = org.appointments_between(start, end)
            known = frozenset(row.person_id for row in held if row.unit_id in units)
            self.members[(unit, on)] = known
        return known

    def _listed(self, keys: list[int]) -> dict[str, str]:
        """People by both names: a row that waits is read in either language."""
        rows = [self.subjects[key] for key in keys]
        return {"people": ", ".join(map(_zh, rows)), "people_en": ", ".join(map(_en, rows))}

    def _named(self, kind: str, asked: str) -> list[int]:
        """Everybody of a name; blanks and letter case do not make another name."""
        names = self.names.get(kind)
        if names is None:
            names = self.names[kind] = {}
            for row in self._of_kind(kind):
                for name in {same_name(text) for text in (row.code, row.name_zh, row.name_en) if text}:
                    names.setdefault(name, []).append(row.id)
        return names.get(same_name(asked), [])

    def _by_same_name(self, kind: str, asked: str) -> int | None:
        """Blanks and letter case do not make another name; a name that several share resolves to none."""
        found = self._named(kind, asked)
        return found[0] if len(found) == 1 else None

    def _by_shown_number(self, kind: str, written: Cell) -> int | None:
        """A workbook keeps the number 2 where it shows 0002: the one code with such zeros before that number.

        Only of cells that are numbers, because a text is what somebody typed; several such codes resolve to none.
        """
        if isinstance(written, bool) or not isinstance(written, (int, float)):
            return None
        number = tidy(written)
        shown = [
            row.id for row in self._of_kind(kind)
            if row.code.startswith("0") and row.code.isdecimal() and row.code.lstrip("0") == number
        ]  # fmt: skip
        return shown[0] if len(shown) == 1 else None

    def _nearest(self, kind: str, written: str) -> dict[str, str]:
        known = {name: row for row in self._of_kind(kind) for name in (row.code, row.name_zh, row.name_en) if name}
        near = difflib.get_close_matches(written, list(known), n=1, cutoff=LIKENESS)
        if not near:
            return {"suggestion": "—"}
        return {"suggestion": _zh(known[near[0]]), "suggestion_en": _en(known[near[0]])}

    def _of_kind(self, kind: str) -> list[SubjectRow]:
        return [row for row in self.subjects.values() if row.kind == kind]


def _zh(row: SubjectRow) -> str:
    return f"{row.name_zh} ({row.code})"


def _en(row: SubjectRow) -> str:
    return f"{row.name_en or row.name_zh} ({row.code})"
