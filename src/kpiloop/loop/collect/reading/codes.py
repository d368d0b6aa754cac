"""Units and people as a source writes them: by code, other name or unique name; never guessed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.org import engine_io as org
from kpiloop.foundation.org.rows import SubjectRow
from kpiloop.loop.collect.cleaning.texts import Cell, same_name, tidy

#: Below this likeness a suggestion would only mislead.
LIKENESS = 0.4


class UnitUnknown(Refusal):
    """No unit is called so: written, suggestion (may be empty)."""

    code = "unit_unknown"


class PersonUnknown(Refusal):
    """Nobody is called so, or several are: written, suggestion (may be empty)."""

    code = "person_unknown"


class CodeBook:
    """Resolves what a source writes; answers are remembered for one load."""

    def __init__(self, unit_codes: Mapping[str, str], person_codes: Mapping[str, str]) -> None:
        """Take the spellings a recipe brings along."""
        self.subjects = org.subjects_by_id()
        self.unit_codes = unit_codes
        self.person_codes = person_codes
        self.unit = lru_cache(maxsize=None)(self._unit)
        self.person = lru_cache(maxsize=None)(self._person)

    def _unit(self, written: Cell) -> str:
        name = tidy(written)
        asked = self.unit_codes.get(same_name(name), name)
        found = org.resolve_unit(asked) or self._by_same_name("unit", asked)
        if found is None:
            raise UnitUnknown(written=name, suggestion=self._nearest("unit", name))
        return self.subjects[found].code

    def _person(self, written: Cell) -> str:
        name = tidy(written)
        asked = self.person_codes.get(same_name(name), name)
        found = org.resolve_person(asked) or org.resolve_person_by_name(asked) or self._by_same_name("person", asked)
        if found is None:
            raise PersonUnknown(written=name, suggestion=self._nearest("person", name))
        return self.subjects[found].code

    def _by_same_name(self, kind: str, asked: str) -> int | None:
        """Blanks and letter case do not make another name; a name that several share resolves to none."""
        wanted = same_name(asked)
        found = [
            row.id for row in self._of_kind(kind) if wanted in map(same_name, (row.code, row.name_zh, row.name_en))
        ]
        return found[0] if wanted and len(found) == 1 else None

    def _nearest(self, kind: str, written: str) -> str:
        known = {name: row for row in self._of_kind(kind) for name in (row.code, row.name_zh, row.name_en) if name}
        near = difflib.get_close_matches(written, list(known), n=1, cutoff=LIKENESS)
        return f"{known[near[0]].name_zh} ({known[near[0]].code})" if near else ""

    def _of_kind(self, kind: str) -> list[SubjectRow]:
        return [row for row in self.subjects.values() if row.kind == kind]
