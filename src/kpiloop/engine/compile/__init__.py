"""The only engine room that speaks Ibis: plan in, expressions and SQL text out; it never connects."""
