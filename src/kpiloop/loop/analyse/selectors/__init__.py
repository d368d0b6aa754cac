"""Every read of the analyse stage, cut to what the viewer may see."""

from __future__ import annotations

from kpiloop.loop.analyse.selectors.bridge import bridge, profit_bridge
from kpiloop.loop.analyse.selectors.causes import causes, causes_for, explained, may_write_cause
from kpiloop.loop.analyse.selectors.compare import compare
from kpiloop.loop.analyse.selectors.contribution import contribution, dimensions_of
from kpiloop.loop.analyse.selectors.crossing import crossing
from kpiloop.loop.analyse.selectors.factors import factor_choices
from kpiloop.loop.analyse.selectors.limits import limits
from kpiloop.loop.analyse.selectors.money import money_effects
from kpiloop.loop.analyse.selectors.peers import peers
from kpiloop.loop.analyse.selectors.weighing import weighed_by

__all__ = [
    "bridge",
    "causes",
    "causes_for",
    "compare",
    "contribution",
    "crossing",
    "dimensions_of",
    "explained",
    "factor_choices",
    "limits",
    "may_write_cause",
    "money_effects",
    "peers",
    "profit_bridge",
    "weighed_by",
]
