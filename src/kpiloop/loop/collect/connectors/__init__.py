"""One room per kind of source; each hands over grids of cells and knows nothing of KPIs."""
