"""Sentences of refusals raised by engine_formula."""

from __future__ import annotations

SENTENCES = {
    "formula_empty": "The formula is empty. Write how it is computed, for example sum(orders.amount).",
    "formula_syntax": (
        'At character %(position)s the formula needs %(expected)s, but "%(found)s" was found. Rewrite it there.'
    ),
    "formula_ends_early": (
        "The formula ends at character %(position)s, where it still needs %(expected)s. Complete it."
    ),
    "formula_strange_character": (
        'Character %(position)s, "%(character)s", is not part of the formula language. Remove or rewrite it.'
    ),
    "formula_text_not_closed": "The quote opened at character %(position)s is not closed. Add the closing quote.",
    "formula_too_long": (
        "The formula is too long (%(length)s characters, limit %(limit)s). Split it into several KPIs "
        "and refer to them."
    ),
    "formula_too_deep": (
        "The formula nests too deeply at character %(position)s (limit %(limit)s). Split it into several "
        "KPIs and refer to them."
    ),
    "formula_list_too_long": (
        "The list at character %(position)s is too long (limit %(limit)s values). Use a category column "
        "of the dataset instead."
    ),
    "formula_unknown_function": (
        'There is no function "%(name)s" (character %(position)s). Available functions: %(known)s.'
    ),
    "formula_bare_name": (
        '"%(name)s" at character %(position)s is incomplete. Write columns as dataset.column and KPIs as kpi(%(name)s).'
    ),
    "formula_where_place": (
        "The where at character %(position)s stands in the wrong place: it belongs directly after one aggregate."
    ),
    "formula_argument": "%(name)s(...) at character %(position)s needs %(expected)s in its brackets. Rewrite it.",
    "formula_number_range": (
        "%(name)s(...) needs a number from %(lowest)s to %(highest)s at character %(position)s; %(found)s was found. "
        "Correct it."
    ),
    "formula_span_twice": (
        "Character %(position)s: what stands in %(name)s(...) looks at other days already. Name the days once."
    ),
    "formula_mixed_units": (
        "The %(operator)s at character %(position)s joins %(left)s with %(right)s, which are not counted in one unit. "
        "Compare or divide them instead, or take figures of one unit."
    ),
    "formula_unknown_dataset": (
        'There is no dataset "%(dataset)s" (character %(position)s). Known datasets: %(known)s.'
    ),
    "formula_unknown_dataset_none": (
        'There is no dataset "%(dataset)s" (character %(position)s), and none is loaded yet. Load data first.'
    ),
    "formula_unknown_column": (
        'Dataset %(dataset)s has no column "%(column)s" (character %(position)s). Its columns: %(known)s.'
    ),
    "formula_mixed_datasets": (
        "Character %(position)s refers to dataset %(dataset)s, but this aggregate is over %(expected)s. "
        "One aggregate uses the columns of one dataset."
    ),
    "formula_unknown_kpi": 'There is no KPI "%(kpi)s" (character %(position)s). Create it first or correct the code.',
    "formula_type": "The type at character %(position)s does not fit: %(expected)s is needed, %(found)s was found.",
    "formula_not_a_date": '"%(found)s" at character %(position)s is not a date. Write dates as 2026-03-31.',
    "formula_bare_column": (
        "Column %(column)s at character %(position)s is not aggregated. Write for example sum(%(column)s)."
    ),
    "formula_row_division": (
        "The division at character %(position)s works row by row, which gives a mean of ratios. Write "
        "sum(numerator) / sum(denominator) instead."
    ),
    "formula_nested": "Character %(position)s: %(name)s(...) cannot contain another aggregate or a KPI.",
    "formula_no_date": (
        "Dataset %(dataset)s has no date column, so nothing comes first or last (character %(position)s). "
        "Declare a date column first."
    ),
    "formula_compares_nothing": (
        "The comparison at character %(position)s has no column on either side. Name at least one column."
    ),
    "formula_number_too_long": (
        "The number at character %(position)s is too long: at most %(digits)s digits before the point and "
        "%(decimals)s after it. Shorten it."
    ),
    "formula_reads_nothing": (
        "The formula uses no dataset and no KPI, it is only a constant. Refer to a column or another KPI."
    ),
    "formula_too_many": (
        "The formula has %(count)s aggregates (limit %(limit)s). Split it into several KPIs and refer to them."
    ),
    "scan_no_date": (
        "KPI %(kpi)s uses dataset %(dataset)s, which has no date column, so its rows fall in no period. "
        "Declare a date column first."
    ),
    "scan_no_person": (
        "KPI %(kpi)s is measured per person, but dataset %(dataset)s has no person column. Declare one, "
        "or measure it per unit."
    ),
}
