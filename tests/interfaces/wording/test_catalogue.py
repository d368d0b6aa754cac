"""Both languages are complete, and the compiled catalogue is what Django reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from kpiloop.interfaces.wording.labels import label
from tools import translations


def test_every_sentence_has_both_languages() -> None:
    assert translations.problems() == []


def test_labels_are_translated() -> None:
    with translation.override("zh-hans"):
        assert label("status.red") == "未达标"
    with translation.override("en"):
        assert label("status.red") == "Missed"
        assert label("nothing.of_the_kind") == "of the kind"


def test_a_catalogue_with_plurals_and_contexts_survives_compiling(tmp_path: Path) -> None:
    import gettext

    target = tmp_path / "django.mo"
    entries = {
        translations.Key("", "%(n)s day late", "%(n)s days late"): ["逾期 %(n)s 天"],
        translations.Key("month", "May"): ["五月"],
    }
    translations.write_mo(target, "zh_Hans", entries)
    with target.open("rb") as stream:
        read = gettext.GNUTranslations(stream)
    assert read.ngettext("%(n)s day late", "%(n)s days late", 5) == "逾期 %(n)s 天"
    assert read.pgettext("month", "May") == "五月"


def test_the_same_id_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    twice = tmp_path / "area.po"
    twice.write_text('msgid "a"\nmsgstr "x"\n\nmsgid "a"\nmsgstr "y"\n')
    with pytest.raises(SystemExit):
        translations.read_po(twice)
