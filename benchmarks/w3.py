"""W3, scoring: 100,000 subjects, 10 KPIs, 12 months by five methods, with totals, places and forced distribution.

The product scores whole numbers by the column (`loop.reward.scoring.batch`); SQL by hand does the same on binary
floats. A sample is first compared with the product scoring one line after the other. SUBJECTS is settable.
"""

from __future__ import annotations

import os
import random
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.baseline import w3 as by_hand
from benchmarks.make_data import _dice, _normal
from benchmarks.timing import Way
from benchmarks.w1 import ROUNDS, Laps, child, median_of

SUBJECTS = int(os.environ.get("SUBJECTS") or 100_000)
MONTHS, KPIS, UNITS, SAMPLE = 12, 10, 500, 2_000
WAYS = {
    "hand": "SQL by hand on binary floats: scores, totals, places, distribution",
    "batch": "KPILoop by the column, exact: the same",
    "single": f"KPILoop one by one, exact: lines and totals (from {SAMPLE:,} cards)",
}
POINTS = [["0.8", "60"], ["1", "100"], ["1.2", "120"]]
STEPS = [["0.8", "60"], ["0.9", "80"], ["1", "100"], ["1.1", "120"]]
#: Rule number (KPI modulo 5) -> method and parameters.
RULES: dict[int, tuple[str, dict[str, object]]] = {
    0: ("linear", {"floor": "0", "cap": "120"}),
    1: ("step_table", {"steps": STEPS}),
    2: ("mirror", {"floor": "0", "cap": "120"}),
    3: ("hit_or_miss", {}),
    4: ("interpolation", {"points": POINTS, "zero_below": "0.8"}),
}
SHARES = (("A", "0.1"), ("B", "0.3"), ("C", "0.5"), ("D", "0.1"))
LINE = f"(subject * {KPIS} + kpi)"
DATA = f"""
SELECT sheet, rule, weight, target, CAST(greatest(0.1, least(3, 1 + 0.18 * {_normal(41)})) * target AS BIGINT) AS actual
FROM (SELECT (month * {SUBJECTS} + subject)::BIGINT AS sheet, (kpi % 5)::BIGINT AS rule,
        (month * {SUBJECTS * KPIS} + {LINE})::BIGINT AS line, 1 + floor({_dice(43, LINE)} * 9)::BIGINT AS weight,
        greatest(1, CAST(100 * exp(8 + {_normal(44, f"(month * {SUBJECTS * KPIS} + {LINE})")}) AS BIGINT)) AS target
      FROM range({MONTHS}) m(month), range({SUBJECTS}) s(subject), range({KPIS}) k(kpi))
ORDER BY line"""
SHEETS = (
    f"SELECT sheet, sheet // {SUBJECTS} * {UNITS} + sheet % {UNITS} AS grouped FROM range({MONTHS * SUBJECTS}) t(sheet)"
)


def run() -> list[Way]:
    """Compare first, then alternate; medians of all rounds."""
    lines = [line for _ in range(ROUNDS) for line in child("both", Path(), "/nowhere", module="benchmarks.w3")]
    print(*(line for line in lines if line.startswith("w3:")), sep="\n")
    rows = MONTHS * SUBJECTS * KPIS
    return [median_of(name, [line for line in lines if line.startswith(f"{way} ")], rows) for way, name in WAYS.items()]


def both(_: Path) -> None:
    """One round in one process: the same lines as floats and as whole numbers."""
    import django

    django.setup()
    from kpiloop.engine.scoring.distribution import GradeShare, Quotas
    from kpiloop.foundation.warehouse.computing.columns import column_book
    from kpiloop.loop.reward.scoring.batch import Batch, LineRule, place_batch, score_batch

    with duckdb.connect(config={"threads": 2, "memory_limit": "4GB"}) as store:
        lines, sheets = store.execute(DATA).to_arrow_table(), store.execute(SHEETS).to_arrow_table()
    floats = {name: lines[name].cast(pa.float64()) for name in ("weight", "actual", "target")}
    hand = pa.table({"sheet": lines["sheet"], "rule": lines["rule"], **floats})
    rules = {key: LineRule(*rule, reached_by="ratio", reached_with={}) for key, rule in RULES.items()}
    batch = Batch(rules, places=2, longest=KPIS)
    quotas = Quotas(tuple(GradeShare(grade, Decimal(share)) for grade, share in SHARES))
    with column_book() as book, duckdb.connect(config={"threads": 2, "memory_limit": "2GB"}) as store:
        book.add("lines", lines)
        book.add("sheets", sheets)
        store.register("hand", hand)
        store.register("hand_sheets", sheets)
        laps = Laps()
        by_hand.compute(store)
        laps.lap("hand")
        done = score_batch(book, batch)
        place_batch(book, "totals", quotas)
        laps.lap("batch")
        if not done:
            raise SystemExit("w3: the batch was not scored by the column")
        _compare(book, batch, lines, laps)
        ours = book.database.execute("SELECT sheet, place, grade FROM places").to_arrow_table()
        store.register("ours", ours)
        counted = store.execute(
            "SELECT count(*), count(*) FILTER (o.place <> h.place), count(*) FILTER (o.grade <> h.grade) "
            "FROM ours o JOIN hand_places h USING (sheet)"
        ).fetchall()[0]
        print("w3: {:,} places, of which binary floats get {:,} wrong, and {:,} grades".format(*counted))


def _compare(book, batch, lines: pa.Table, laps: Laps) -> None:  # type: ignore[no-untyped-def]
    """A sample of cards line by line; then all places against plain SQL over the compared totals."""
    from kpiloop.engine.compile.scores import COMPARED, DIGITS
    from kpiloop.engine.scoring import scorecard
    from kpiloop.loop.reward.scoring import batch as scoring

    dice = random.Random(7)
    sheets = sorted(dice.sample(range(MONTHS * SUBJECTS), min(SAMPLE, MONTHS * SUBJECTS)))
    listed = ", ".join(map(str, sheets))
    wanted = [lines.slice(sheet * KPIS, KPIS).to_pylist() for sheet in sheets]
    laps.lap("skip")
    cards = []
    for card in wanted:
        figures = [(Decimal(row["actual"]).scaleb(-2), Decimal(row["target"]).scaleb(-2)) for row in card]
        scores = [scoring.score_by(batch.rules[row["rule"]], *each) for row, each in zip(card, figures, strict=True)]
        weighted = [
            scorecard.WeightedLine(str(key), Decimal(row["weight"]), score)
            for key, (row, score) in enumerate(zip(card, scores, strict=True))
        ]
        cards.append((scores, scorecard.total(weighted).total))
    laps.lap("single", times=MONTHS * SUBJECTS / len(sheets))
    found: dict[int, list[int]] = {}
    for sheet, score in book.rows(f"SELECT sheet, score FROM scores WHERE sheet IN ({listed})"):
        found.setdefault(sheet, []).append(score)
    totals = {row[0]: row[1:] for row in book.rows(f"SELECT * FROM totals WHERE sheet IN ({listed})")}
    different = 0
    for sheet, (scores, total) in zip(sheets, cards, strict=True):
        different += sorted(found[sheet]) != sorted(_units(score, DIGITS) for score in scores)
        different += totals[sheet][1] != _units(total, COMPARED)
    close = book.rows("SELECT count(*) FILTER (is_close), count(*) FROM totals")[0]
    print(f"w3: {len(sheets) * (KPIS + 1):,} scores and totals compared with one by one, {different} different; "
          f"{close[0]} of {close[1]:,} totals decided by all digits")  # fmt: skip
    if different:
        raise SystemExit("w3: scores differ; no time is shown")


def _units(figure: object, digits: int) -> int:
    assert isinstance(figure, Decimal)
    return int(figure.scaleb(digits).to_integral_value(ROUND_HALF_UP))


if __name__ == "__main__":
    {"both": both}[sys.argv[1]](Path(sys.argv[2]))
