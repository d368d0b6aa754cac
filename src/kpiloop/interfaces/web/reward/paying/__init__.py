"""Pay of a quarter: a pool tried, a run prepared and released by a second person; scores and bonuses as files."""
