"""The whole set-up of a company on one sheet: units, owners, KPIs, weights, targets and actuals."""
