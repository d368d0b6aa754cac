"""A company comes out of one installation and into a blank one, and nothing differs (EF-03)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from kpiloop.foundation.access.actors import Actor
from kpiloop.governance.bundle import selectors
from kpiloop.governance.bundle.contents import PARTS
from kpiloop.governance.bundle.rows import Bundle
from kpiloop.governance.bundle.spelling import written
from kpiloop.governance.bundle.writing import write_folder
from kpiloop.interfaces.reports.writers import bundle_workbook
from tests.governance.bundle.companies import companies
from tests.governance.bundle.conftest import bring_in

Files = dict[str, bytes]


@contextmanager
def blank_installation() -> Iterator[None]:
    """Whatever happens inside is forgotten, so that the next installation is blank again."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def files_of(bundle: Bundle, folder: Path) -> Files:
    """Every file of the folder form, byte for byte."""
    return {path.name: path.read_bytes() for path in write_folder(bundle, folder)}


def said(bundle: Bundle) -> dict[str, set[tuple[str, ...]]]:
    """What a bundle says whatever the order of its rows."""
    return {
        name: {tuple(written(row.values.get(field.name)) for field in PARTS[name].fields) for row in rows}
        for name, rows in bundle.parts.items()
    }


#: A failing company is small already; shrinking it would take minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=5, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=companies())
def test_ef_03_export_into_a_blank_installation_and_out_again_is_the_same(keeper: Actor, wanted: Bundle) -> None:
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        write_folder(wanted, base / "written")
        with blank_installation():
            bring_in(keeper, base / "written")
            first = selectors.export_bundle(keeper)
        for name in PARTS:  # nothing got lost and nothing came in from elsewhere
            assert said(first).get(name) == said(wanted).get(name), name
        exported = files_of(first, base / "first")
        book = base / "first.xlsx"
        book.write_bytes(bundle_workbook.workbook(first))
        for path in (base / "first", book):
            with blank_installation():
                bring_in(keeper, path)
                again = selectors.export_bundle(keeper)
                assert bring_in(keeper, path) == {}  # repeated, it changes nothing
            repeated = files_of(again, base / f"again{path.suffix}")
            assert [name for name in exported if repeated.get(name) != exported[name]] == []
            assert set(repeated) == set(exported)
