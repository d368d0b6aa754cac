"""What a source can tell about the organisation, in the form every recipe fills. No rows are stored under these."""

from __future__ import annotations

from kpiloop.engine.formula.shapes import ColumnType, DatasetShape

PEOPLE, POSITIONS, UNITS = "organisation.people", "organisation.positions", "organisation.units"


def _columns(texts: str, days: str = "") -> dict[str, ColumnType]:
    return {**dict.fromkeys(texts.split(), "text"), **dict.fromkeys(days.split(), "date")}


#: A full stop stands in no code of a dataset, so that none can be taken for one of these.
ROSTERS: dict[str, DatasetShape] = {
    UNITS: DatasetShape(
        UNITS, _columns("code name_zh name_en kind parent", "valid_from valid_to"), key_columns=("code",)
    ),
    POSITIONS: DatasetShape(POSITIONS, _columns("code name_zh name_en unit level"), key_columns=("code",)),
    PEOPLE: DatasetShape(
        PEOPLE,
        {**_columns("number name_zh name_en unit position line_manager", "valid_from valid_to"), "is_head": "boolean"},
        key_columns=("number",),
    ),
}


def is_roster(dataset: str) -> bool:
    """Whether a source of this dataset changes the organisation instead of bringing facts."""
    return dataset in ROSTERS
