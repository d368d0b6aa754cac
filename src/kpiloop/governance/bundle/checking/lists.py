"""What lists of units, positions and people may not say: terms of no list, shares of nobody, rights nobody gave."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle.comparing import indexed
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Bundle, Change, Fault, Row
from kpiloop.governance.bundle.spelling import written
from kpiloop.loop.collect.roster.choices import SETTLED
from kpiloop.loop.collect.roster.shapes import ROSTERS


def list_faults(bundle: Bundle, held: Bundle) -> Iterator[Fault]:
    """Terms of lists that are written correctly and still cannot work."""
    sources = {**indexed(PARTS["sources"], held), **indexed(PARTS["sources"], bundle)}
    for row in bundle.rows("list_terms"):
        yield from _terms(row, sources)


def unallowed_terms(viewer: Actor, changes: Collection[Change], bundle: Bundle) -> Iterator[Fault]:
    """Lists that would settle accounts, brought in by somebody who may not manage them."""
    rows = indexed(PARTS["list_terms"], bundle)
    for change in changes:
        is_new = change.part == "list_terms" and change.after.get("accounts") == SETTLED
        if is_new and not viewer.may("accounts.manage"):
            fields = {"source": change.key[0], "permission": "accounts.manage"}
            yield Fault("bundle_terms_not_allowed", rows[change.key].place("accounts"), fields)


def _terms(row: Row, sources: dict[tuple[str, ...], Row]) -> Iterator[Fault]:
    code, most = written(row.values.get("source")), row.values.get("most_leaving")
    source = sources.get((code,))
    if source is not None and written(source.values.get("dataset")) not in ROSTERS:
        fields = {"source": code, "dataset": written(source.values.get("dataset")), "choices": ", ".join(ROSTERS)}
        yield Fault("bundle_terms_of_no_list", row.place("source"), fields)
    if isinstance(most, int) and not 0 <= most <= 100:
        yield Fault("bundle_not_a_share", row.place("most_leaving"), {"written": str(most)})
