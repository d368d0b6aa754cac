"""EF-04: ugly files load without being edited; what cannot be read says what to change."""

from __future__ import annotations

import pytest

from kpiloop.interfaces.wording.messages import sentence
from tests.ugly.conftest import HERE, Outcome, as_typed, truth

pytestmark = [pytest.mark.django_db, pytest.mark.feature("EF-04")]
STEMS = sorted(path.stem for path in (HERE / "truth").glob("*.csv"))
REFUSED = {"19_password": "file_protected", "20_form_no_table": "table_not_found"}


def test_the_corpus_has_twenty_files(outcomes: dict[str, Outcome]) -> None:
    assert sorted(outcomes) == sorted([*STEMS, *REFUSED])
    assert len(outcomes) == 20


@pytest.mark.parametrize("stem", STEMS)
def test_ef_04_values_are_the_typed_ones(outcomes: dict[str, Outcome], stem: str) -> None:
    outcome, wanted = outcomes[stem], truth(stem)
    assert outcome.refused is None, outcome.refused
    found = [{name: as_typed(row.get(name)) for name in wanted[0]} for row in outcome.rows]
    assert sorted(map(str, found)) == sorted(map(str, wanted))


@pytest.mark.parametrize("stem", STEMS)
def test_ef_04_every_row_is_accounted_for(outcomes: dict[str, Outcome], stem: str) -> None:
    batch = outcomes[stem].batch
    assert batch is not None
    parts = batch.rows_kept + batch.rows_skipped + batch.rows_repeated + batch.rows_quarantined
    assert (parts, batch.rows_kept) == (batch.rows_read, len(truth(stem)))


@pytest.mark.parametrize(("stem", "code"), REFUSED.items())
def test_ef_04_the_others_say_what_to_change(outcomes: dict[str, Outcome], stem: str, code: str) -> None:
    refused = outcomes[stem].refused
    assert refused is not None
    assert refused.code == code
    said = sentence(refused.code, dict(refused.fields))
    assert stem in said
    assert "." in said.rstrip(".")  # what is wrong, and a second sentence: what to do


@pytest.mark.feature("IN-09")
def test_only_what_nothing_tells_is_asked(outcomes: dict[str, Outcome]) -> None:
    asked = {stem: outcome.asked for stem, outcome in outcomes.items() if outcome.asked}
    assert asked == {
        "03_no_header": ("names",),
        "10_ambiguous_days": ("day_order:posting_date",),
        "12_percent_mix": ("percent:一次合格率",),
    }


@pytest.mark.feature("IN-13")
def test_nothing_waits_but_the_person_nobody_can_tell(outcomes: dict[str, Outcome]) -> None:
    waiting = {stem: outcome.reasons for stem, outcome in outcomes.items() if outcome.reasons}
    assert waiting == {"15_two_people": ("value_missing",)}
