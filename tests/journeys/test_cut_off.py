"""A build that was cut off by Ctrl-C starts over and keeps what was there."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import OTHERS, CutOff, started

pytestmark = pytest.mark.journey


def test_a_build_that_was_cut_off_starts_over_and_keeps_what_was_there(cut_off: CutOff) -> None:
    assert cut_off.code != 0 and "Traceback" not in cut_off.told
    assert cut_off.was_unfinished and cut_off.had_database
    assert cut_off.again.returncode == 0, cut_off.again.stderr
    assert "重新开始" in cut_off.again.stdout
    assert (cut_off.home / "sources" / "mine.txt").read_text() == "kept"
    assert not (cut_off.home / "demo-unfinished").exists()
    once = started(cut_off.home, "demo", *OTHERS["short"])
    assert once.returncode == 0 and "已存在" in once.stdout
