"""Which rows count for whom, and every scan of a run."""
