"""KPI definitions by program: the dictionary and its versions, the library, formulas, exchange rates, computing."""
