"""From what is written to what is meant over other datasets: login -> badge -> employee number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kpiloop.engine.errors import Refusal
from kpiloop.foundation.warehouse import engine_io as facts
from kpiloop.loop.collect.cleaning.texts import Cell, same_name, tidy
from kpiloop.loop.collect.reading.recipe import Lookup


class LookupMissing(Refusal):
    """A step of the chain knows no such entry: written, dataset, match."""

    code = "lookup_missing"


class LookupAmbiguous(Refusal):
    """A step of the chain leads to several: written, dataset, found."""

    code = "lookup_ambiguous"


class LookupBook:
    """Follows chains; every pair of columns is read once for a load."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.tables: dict[Lookup, Mapping[str, tuple[str, ...]]] = {}

    def follow(self, written: Cell, chain: tuple[Lookup, ...]) -> str:
        """Where the chain leads; a gap or a fork is a reason, never a guess."""
        at = tidy(written)
        for step in chain:
            found = self._table(step).get(same_name(at), ())
            if not found:
                raise LookupMissing(written=at, dataset=step.dataset, match=step.match)
            if len(found) > 1:
                raise LookupAmbiguous(written=at, dataset=step.dataset, found=", ".join(found))
            at = found[0]
        return at

    def _table(self, step: Lookup) -> Mapping[str, tuple[str, ...]]:
        if step not in self.tables:
            held: dict[str, set[str]] = defaultdict(set)
            for match, give in facts.column_pairs(step.dataset, step.match, step.give):
                held[same_name(match)].add(give)
            self.tables[step] = {match: tuple(sorted(gives)) for match, gives in held.items()}
        return self.tables[step]
