"""Refusals about which source is believed first."""

from __future__ import annotations

from kpiloop.engine.errors import Refusal


class OrderNotOfDataset(Refusal):
    """A source is not one of the dataset, or is named twice: source, dataset, sources."""

    code = "source_order_wrong"


class OrderNeedsKey(Refusal):
    """Without a business key nobody can say that two rows are the same: dataset."""

    code = "source_order_needs_key"
