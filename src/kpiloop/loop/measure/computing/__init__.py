"""From formulas and counted rows to figures: the months of a run, its weeks, and single days when somebody asks."""
