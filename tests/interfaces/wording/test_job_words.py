"""Every kind of work has a name in both languages."""

from __future__ import annotations

from django.utils import translation

from kpiloop.foundation.jobs import registry
from kpiloop.interfaces.wording.labels import has_label, label


def test_every_kind_of_work_has_a_name() -> None:
    registry.complete()
    kinds = sorted(kind for kind in registry._works if not kind.startswith("test"))
    assert "collect.load" in kinds
    unnamed = [kind for kind in kinds if not has_label(f"job.{kind.replace('.', '_')}")]
    assert unnamed == []
    with translation.override("zh-hans"):
        assert label("job.collect_load") == "加载数据源"
