"""W3 by hand, on binary floats: what SQL does when nobody asks for exactness."""

from __future__ import annotations

import duckdb

SCORES = """CREATE OR REPLACE TABLE hand_scores AS SELECT sheet, weight, CASE rule
  WHEN 0 THEN 100 * greatest(0, least(1.2, x))
  WHEN 1 THEN CASE WHEN x >= 1.1 THEN 120 WHEN x >= 1 THEN 100 WHEN x >= 0.9 THEN 80 WHEN x >= 0.8 THEN 60 ELSE 0 END
  WHEN 2 THEN greatest(0, least(120, 100 * (2 - x)))
  WHEN 3 THEN CASE WHEN x >= 1 THEN 100 ELSE 0 END
  ELSE CASE WHEN x < 0.8 THEN 0 WHEN x < 1 THEN 60 + (x - 0.8) * 200 WHEN x < 1.2 THEN 100 + (x - 1) * 100
       ELSE 120 END END::DOUBLE AS score
FROM (SELECT sheet, rule, weight, actual / target AS x FROM hand)"""
TOTALS = """CREATE OR REPLACE TABLE hand_totals AS
SELECT sheet, round(sum(weight * score) / sum(weight), 9) AS total FROM hand_scores GROUP BY sheet"""
#: At most 10 % have A, 40 % A or B, and only if all who tie fit; D has at most the last 10 %, and who ties above it C.
PLACES = """CREATE OR REPLACE TABLE hand_places AS SELECT sheet, place,
  CASE WHEN last <= size // 10 THEN 0 WHEN last <= size * 4 // 10 THEN 1
       WHEN place <= (size * 9 + 9) // 10 THEN 2 ELSE 3 END AS grade
FROM (SELECT sheet, rank() OVER best AS place, count(*) OVER best AS last, count(*) OVER (PARTITION BY grouped) AS size
      FROM hand_totals JOIN hand_sheets USING (sheet)
      WINDOW best AS (PARTITION BY grouped ORDER BY total DESC))"""


def compute(store: duckdb.DuckDBPyConnection) -> None:
    """Score, add up, rank and distribute the tables `hand` and `hand_sheets`."""
    for statement in (SCORES, TOTALS, PLACES):
        store.execute(statement)
