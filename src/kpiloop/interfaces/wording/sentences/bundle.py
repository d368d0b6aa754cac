"""Sentences about scheme bundles: what is wrong in a file, and how to mend it."""

from __future__ import annotations

SENTENCES = {
    "bundle_unreadable": (
        'There is no bundle at "%(path)s". Name a folder of .yaml files, a .zip of one, or an .xlsx workbook.'
    ),
    "bundle_faulty": (
        "The bundle has faults (%(count)s), the first at %(where)s; nothing was written. Mend them and import again."
    ),
    "bundle_plan_outdated": "Something changed since the import was prepared. Look at the changes again.",
    "bundle_part_unknown": '"%(part)s" is no part of a bundle. Parts are: %(parts)s. Rename it or take it out.',
    "bundle_part_unknown_near": (
        '"%(part)s" is no part of a bundle. Did you mean "%(near)s"? Rename it or take it out.'
    ),
    "bundle_column_unknown_near": '"%(column)s" is no column of %(part)s. Did you mean "%(near)s"?',
    "bundle_choice_unknown_near": (
        '"%(written)s" cannot stand in %(column)s. Did you mean "%(near)s"? All words are: %(choices)s.'
    ),
    "bundle_part_decided": (
        '"%(part)s" are decided person by person and month by month and are no part of a bundle, which is the plan. '
        "Take it out, and decide on the pages or with `kpiloop measure override`, `kpiloop score` or `kpiloop bonus`."
    ),
    "bundle_file_too_large": "The file is larger than %(limit)s bytes. Split the scheme or import it as a workbook.",
    "bundle_file_not_utf8": "The file is not UTF-8. Save it again as UTF-8.",
    "bundle_file_broken": "The file cannot be read here: %(problem)s. Mind indentation, colons and quotes.",
    "bundle_row_shape": "A row is expected here: one line per column, `name: value`, under a dash.",
    "bundle_column_unknown": '"%(column)s" is no column of %(part)s. Columns are: %(columns)s.',
    "bundle_column_twice": '"%(column)s" is written twice in one row. Keep one of them.',
    "bundle_column_missing": '"%(column)s" must be filled in for every row of %(part)s.',
    "bundle_choice_unknown": '"%(written)s" cannot stand in %(column)s. Choose one of: %(choices)s.',
    "bundle_not_integer": '"%(written)s" in %(column)s is no whole number.',
    "bundle_not_figure": '"%(written)s" in %(column)s is no figure. Write digits and a point, without a unit.',
    "bundle_not_day": '"%(written)s" in %(column)s is no day. Write it as 2026-01-31.',
    "bundle_not_flag": '"%(written)s" in %(column)s is neither yes nor no. Write one of the two.',
    "bundle_out_of_range": '"%(written)s" in %(column)s is out of reach. Write a figure from %(least)s to %(most)s.',
    "bundle_not_text": '"%(written)s" in %(column)s must be one text, no list.',
    "bundle_not_code": '"%(written)s" in %(column)s must be one code, no list.',
    "bundle_not_names": '"%(written)s" in %(column)s must be a list of texts, separated by commas in a cell.',
    "bundle_not_nested": (
        '"%(written)s" in %(column)s is no structure. '
        "Write `name: value` lines; in a cell `name = value; name = value`."
    ),
    "bundle_not_tree": (
        '"%(written)s" in %(column)s is no structure. '
        "Write `name: value` lines; in a cell `name = value; name = value`."
    ),
    "bundle_row_twice": "%(key)s stands here a second time; the first is at %(first)s. Keep one of them.",
    "bundle_code_shared": (
        "%(code)s is the code of something else already, at %(first)s. Units, positions and people need "
        "different codes."
    ),
    "bundle_code_unknown": '"%(code)s" in %(column)s is not in %(part)s. Add it there or correct the code.',
    "bundle_code_unknown_near": '"%(code)s" in %(column)s is not in %(part)s. Did you mean "%(near)s"?',
    "bundle_dates_crossed": "The end %(valid_to)s does not lie after the start %(valid_from)s.",
    "bundle_two_companies": (
        "%(code)s has no parent, as %(first)s has none: there is one company at the top. Give %(code)s a parent."
    ),
    "bundle_name_twice": (
        '"%(name)s" stands below %(parent)s already, at %(first)s. Give one of the two another name or another parent.'
    ),
    "bundle_alias_twice": '"%(alias)s" is the code or a further name of the unit at %(first)s. Keep it at one of them.',
    "bundle_places_overlap": (
        "%(person)s has a place on %(valid_from)s already, at %(first)s. End that row with valid_to on the day "
        "this one begins."
    ),
    "bundle_not_a_weekday": "%(written)s is no day of a week. Write 0 for Monday to 6 for Sunday.",
    "bundle_not_a_month": "%(written)s is no month. Write 1 to 12.",
    "bundle_method_does_not_fit": (
        "The method %(method)s does not fit the direction %(direction)s. Choose one of: %(choices)s."
    ),
    "bundle_parameter_missing": (
        "The method %(method)s needs %(names)s. Write it in achievement_parameters as `name: figure`."
    ),
    "bundle_limits_inverted": "Green from %(green_from)s lies below amber from %(amber_from)s. Exchange them.",
    "bundle_range_half": "The range of %(kpi)s in %(period)s has one bound only. Write both, or neither.",
    "bundle_weights_off": "The weights of %(subject)s add up to %(total)s on %(on)s. They must be 100.",
    "bundle_parent_half": ("A parent is one KPI of one unit or person. Write %(column)s beside it, or leave both out."),
    "bundle_parent_without_card": (
        "%(kpi)s of %(subject)s, the parent of this line, is on no card of %(scheme)s. Add the row in cards, or "
        "correct parent_kpi and parent_subject."
    ),
    "bundle_period_unknown": (
        '"%(written)s" is no month and no year. Write a month as %(month)s, or FY2026 to spread the figure over the '
        "year."
    ),
    "bundle_period_outside": (
        "There is no period %(period)s. Widen first_month and last_month in the part `company`, or correct the month."
    ),
    "bundle_period_closed": (
        "The period %(period)s is closed; what stands in it stays (%(key)s). Reopen it first or leave the row."
    ),
    "bundle_fixed_units": (
        "%(column)s of unit %(key)s is %(before)s and cannot become %(after)s here. Moves stand in the part `moves`."
    ),
    "bundle_fixed_calendar_events": (
        "%(column)s of %(key)s stays %(before)s. Remove the day on the calendar page first."
    ),
    "bundle_fixed_moves": "The move %(key)s has been made. Add a further move on a later day.",
    "bundle_fixed_positions": (
        "%(column)s of position %(key)s is %(before)s and stays so. Add a position with another code "
        "and appoint people to it."
    ),
    "bundle_fixed_people": "%(column)s of %(key)s cannot change.",
    "bundle_fixed_appointments": (
        "%(column)s of appointment %(key)s stays %(before)s. End the row with valid_to and add one from that day."
    ),
    "bundle_fixed_objectives": "%(column)s of objective %(key)s cannot change. Add an objective with another code.",
    "bundle_fixed_kpis": (
        "A published definition never changes (%(key)s, %(column)s). Add a row of this KPI with a later valid_from."
    ),
    "bundle_fixed_sources": (
        "%(column)s of source %(key)s cannot change. Add a source with another code and pause this one."
    ),
    "bundle_fixed_schemes": (
        "%(column)s of scheme %(key)s is %(before)s and stays so, because cards and scores rest on it. Begin the next "
        "version of the scheme to treat missing figures otherwise, or add a scheme with another code."
    ),
    "bundle_fixed_cards": (
        "%(column)s of %(key)s counts already and stays %(before)s. End the row with valid_to and add "
        "one from that day."
    ),
    "bundle_period_not_scored": (
        "%(written)s does not fit this row: values to date stand in months such as 2026-01, scores and grades in "
        "quarters such as FY2026-Q1, other figures in months, quarters or half-years such as FY2026-H1."
    ),
    "bundle_expected_differs": (
        "%(key)s, %(column)s: the bundle expects %(stated)s, here it is %(found)s. Find out which of the two is right."
    ),
    "bundle_columns_listed": (
        "Columns are stated by name with their type, such as {amount: decimal}; in a workbook by one row "
        "per column. Types: %(choices)s."
    ),
    "bundle_role_unknown": (
        '"%(name)s" in %(column)s is no column of %(dataset)s. Write a column it has (%(known)s), or add it to columns.'
    ),
    "bundle_folder_of_source": (
        "Source %(source)s registers this folder. Leave it out here; "
        "keeps and names stand in the settings of the source."
    ),
    "bundle_folder_relative": ('The folder "%(folder)s" is no whole path. Write it from the root, e.g. /data/orders.'),
    "bundle_not_working_days": '"%(written)s" is no number of working days. Write 0 to %(most)s.',
    "bundle_office_twice": (
        "The office %(office)s is held by one person, and %(first)s names somebody already. Keep one of the two."
    ),
    "bundle_terms_of_no_list": (
        "Source %(source)s brings facts into %(dataset)s, so it has no terms of a list. Leave the row out, or let the "
        "source go into one of %(choices)s."
    ),
    "bundle_terms_not_allowed": (
        "The list %(source)s would close accounts by itself, and you may not manage accounts (%(permission)s). Write "
        "accounts: proposed, or let a system administrator import it."
    ),
    "bundle_not_a_share": '"%(written)s" is no share. Write 0 to 100: of 100 people, how many may leave at once.',
    "bundle_source_without_recipe": (
        "Source %(source)s has no recipe, so it cannot be loaded by itself. "
        "Write its recipe in the part `sources` first."
    ),
    "bundle_not_a_time": ('"%(written)s" is no time of day. Write it as 07:00.'),
    "bundle_places_not_counted": ("Steps of a flow are counted 1, 2, 3. Write %(expected)s here."),
    "bundle_unit_without_place": (
        "%(unit)s stands in no further tree. Add a row for it in tree_places, or take it out."
    ),
    "bundle_template_off": ("The weights of template %(template)s add up to %(total)s. They must be 100."),
    "bundle_target_without_card": (
        "There is no card with %(kpi)s for %(subject)s. Add the row in cards, or take the target out."
    ),
    "bundle_person_not_named": (
        "Where %(rule)s is named, %(column)s says who. Write an employee number, or choose another rule."
    ),
    "bundle_column_unread": ("%(column)s counts only with %(needed)s. Write that as well, or leave %(column)s out."),
    "bundle_fixed_tree_units": ("%(column)s of %(key)s is %(before)s and stays so; further names may only be added."),
    "bundle_fixed_tree_places": (
        "%(column)s of %(key)s stays %(before)s. Add a row with a later valid_from: the unit moves on that day."
    ),
    "bundle_fixed_rates": (
        "The source of the rate %(key)s is recorded with it and stays %(before)s until the rate itself changes."
    ),
    "bundle_fixed_templates": ("%(column)s of template %(key)s cannot change. Add a template with another code."),
    "bundle_kpi_file_shape": (
        "A file of KPIs begins with `kpis:` and `formulas:`, each with rows below it. Export a KPI to see one."
    ),
}
