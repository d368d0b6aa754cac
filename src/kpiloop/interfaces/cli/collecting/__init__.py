"""Further verbs of `kpiloop collect`: figures people enter, sources loaded by themselves."""
