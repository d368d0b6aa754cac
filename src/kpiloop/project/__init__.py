"""Wiring of the product: settings, addresses, the entry of the pages."""

import gc

# Every start makes a million objects that stay: looking for cycles among them so often took a sixth of its time.
gc.set_threshold(50_000, 20, 20)
