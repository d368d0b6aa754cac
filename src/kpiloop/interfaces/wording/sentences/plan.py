"""Sentences of refusals raised by plan."""

from __future__ import annotations

SENTENCES = {
    "plan_unknown_reference": "There is no %(kind)s “%(name)s”. Check the code or create it first.",
    "plan_code_taken": "The %(kind)s code “%(name)s” is taken. Choose another code.",
    "plan_choice_unknown": "“%(value)s” cannot be used for %(field)s. Choose one of: %(choices)s.",
    "definition_incomplete": (
        "The definition of KPI %(kpi)s lacks %(field)s, so nothing can be judged by it. Fill it in and save again."
    ),
    "definition_limits_inverted": (
        "KPI %(kpi)s turns green at %(green_from)s, below amber at %(amber_from)s. Green must begin at or above amber."
    ),
    "definition_begins_too_early": (
        "The new definition of KPI %(kpi)s begins on %(valid_from)s, before the one in force "
        "(%(in_force_from)s). Choose a later day."
    ),
    "definition_counter_itself": "KPI %(kpi)s cannot be its own counter-KPI. Name another one, or none.",
    "kpi_in_use": "KPI %(kpi)s is still on the cards of %(cards)s. Take it off those cards first, then retire it.",
    "kpi_not_in_force": "KPI %(kpi)s has no version in force, so there is nothing to retire.",
    "unscored_with_weight": (
        "KPI %(kpi)s is never scored but weighs %(weight)s%% on the card of %(subject)s. Give it weight 0, or a "
        "direction that can be scored."
    ),
    "nothing_to_publish": "%(kind)s “%(name)s” has no draft to publish. Change it first.",
    "draft_waiting": "%(kind)s “%(name)s” already has a draft. Change or publish that one.",
    "weights_not_100": (
        "The weights of %(name)s (%(subject)s) add up to %(sum)s, %(difference)s off 100. Adjust them "
        "and publish again."
    ),
    "weight_out_of_range": (
        "The weight %(weight)s of KPI %(kpi)s for %(subject)s must lie between 0 and 100 with at most "
        "four decimals. Correct it."
    ),
    "owner_missing": "KPI %(kpi)s of %(subject)s has no owner. Name one person.",
    "assignment_overlaps": "%(subject)s already has KPI %(kpi)s on %(valid_from)s. End the earlier assignment first.",
    "scheme_fixed": "Scheme %(scheme)s is %(state)s and takes no change. Begin a new version.",
    "scheme_changed": (
        "Somebody changed scheme %(scheme)s since you looked at it. Nothing was saved: compare yours with what stands "
        "now, and save again if yours still holds."
    ),
    "scheme_term_pinned": (
        "Scheme %(scheme)s is in force: what a KPI without a figure does to the card stays, because scores rest on it. "
        "Begin the next version of the scheme and change it there."
    ),
    "kpi_not_published": "Scheme %(scheme)s uses KPI %(kpi)s, which is not published. Publish the KPI first.",
    "target_changed": (
        "%(by)s set %(kpi)s of %(subject)s for %(period)s to %(theirs)s since you opened the grid; yours is %(yours)s. "
        "Nothing was saved: load the grid again and decide which one stands."
    ),
    "target_of_other_line": (
        "The workbook changes %(kpi)s of %(subject)s for %(period)s, a month that belongs to the line of %(owner)s "
        "from %(since)s on (%(count)s such cells). Nothing was taken: set it back here and change it in that line."
    ),
    "target_of_no_line": (
        "The workbook has a target for %(kpi)s of %(subject)s in %(period)s, when nobody answers for it "
        "(%(count)s such cells). Nothing was taken: empty the cell."
    ),
    "targets_closed": (
        "Period %(period)s is closed; %(count)s targets were not changed. Ask to reopen it or change a later period."
    ),
    "phasing_wrong": (
        "An annual target needs %(months)s monthly weights, not all 0 and none negative; %(given)s were "
        "given. Complete them."
    ),
    "target_range_not_spread": (
        "%(kpi)s has a range in %(period)s. A year, a sum or a share says nothing about two bounds: "
        "set the range of each month, as 95–105."
    ),
    "target_range_not_judged": (
        "%(kpi)s is not judged by a range, so %(period)s takes one figure. "
        "Type it, or give the KPI the direction “within a range”."
    ),
    "target_range_inverted": (
        "The range %(low)s to %(high)s of %(kpi)s in %(period)s cannot hold. "
        "Write the lower bound first, and a target that lies between both."
    ),
    "target_range_missing": (
        "%(kpi)s is judged by a range and its definition names no bounds. Type both for %(period)s, as 95–105."
    ),
    "target_withdrawn": "A proposal for %(period)s needs a figure. Type one, or leave the cell as it was.",
    "plan_figure_not_applicable": (
        "A figure for %(period)s and that the KPI does not apply there exclude each other. Leave one of them out."
    ),
    "reason_missing": "State the reason (%(subject)s).",
    "change_decided": "Target change %(change)s is already %(state)s. Reload the page.",
    "four_eyes": "%(proposed_by)s proposed this, so somebody else must decide. Hand it to another approver.",
    "cascade_not_additive": "Targets of KPI %(kpi)s (%(time_kind)s) do not add up over units. Compare them one by one.",
    "calendar_months_short": (
        "The %(months)s calendar months given cover no open period to the last day. Give the months before and after "
        "it too."
    ),
    "growth_without_base": (
        "No open month of the %(assignments)s targets has a complete figure a year earlier. Load last year's figures "
        "first, or type the targets."
    ),
    "cascade_without_parts": (
        "There is nothing to break down for KPI %(kpi)s: of its %(parts)s parts none runs in an open month that has "
        "a target. Give the KPI to units below and set the targets of the whole first."
    ),
    "too_many_kpis": (
        "The card of %(name)s (%(subject)s) holds %(count)s KPIs (%(kpis)s); this scheme allows %(limit)s. Take some "
        "away, or raise the limit of the scheme."
    ),
    "finding.too_many_kpis": (
        "The card holds %(count)s KPIs, more than %(limit)s. Merge %(merge)s into one that weighs "
        "%(merged_weight)s%%. On the card: %(kpis)s."
    ),
    "finding.weights_not_100": "From %(on)s on the weights add up to %(sum)s, %(difference)s off 100.",
    "finding.weight_unusual": "%(kpi)s weighs %(weight)s%%, outside the usual %(least)s to %(most)s%%.",
    "finding.target_missing": "KPI %(kpi)s has no target yet.",
    "finding.kpi_without_objective": "KPI %(kpi)s measures no strategic objective.",
    "finding.objective_without_kpi": "No KPI measures objective %(name)s (%(objective)s).",
    "finding.name_vague": "The name “%(name)s” promises movement without a figure. Name what is counted.",
    "finding.source_missing": (
        "Nobody knows where the figures of %(kpi)s come from: no source, no formula, no provider."
    ),
    "finding.purpose_missing": "%(kpi)s does not say why it is measured.",
    "finding.counter_missing": "Nothing keeps %(kpi)s honest: name a counter-KPI.",
    "finding.duplicate_definition": "%(kpi)s says the same as %(other)s. Keep one of them.",
    "finding.formula_other_unit": (
        "The formula of %(kpi)s gives %(gives)s, but the KPI is counted in %(unit)s: a wrong formula, or a wrong unit."
    ),
    "finding.all_lagging": "All %(count)s KPIs of the card only tell the result. Add one that moves earlier.",
    "finding.double_count": "%(kpi)s and %(other)s are computed alike, so one result counts twice on this card.",
    "finding.owner_without_influence": (
        "Who answers for %(kpi)s neither works in this unit nor leads it, so cannot move the figure."
    ),
    "finding.targets_with_gaps": "%(kpi)s has targets for %(count)s of %(months)s months.",
    "finding.target_outside_band": (
        "A usual month of the target of %(kpi)s, %(target)s, lies outside what was reached before: %(low)s to %(high)s."
    ),
    "letters_not_found": (
        "No sheet of %(file)s has a line with headings for KPI and weight (sheets: %(sheets)s). Name the columns, such "
        "as 指标 and 权重, and try again."
    ),
    "finding.letter_weights_off": "The weights add up to %(sum)s, %(difference)s off 100.",
    "finding.letter_too_many": "%(count)s KPIs, more than %(limit)s. Consider merging %(merge)s.",
    "finding.letter_twice": "Stands on this letter already, in line %(first)s.",
    "finding.letter_weight_unread": "The weight cannot be read.",
    "finding.letter_target_missing": "No target.",
    "finding.letter_target_without_figure": "The target “%(target)s” holds no figure, so nothing can be measured.",
    "finding.letter_scoring_missing": "Nobody can tell how it is scored.",
    "finding.letter_source_missing": "No source of the figure is named.",
    "objective_link_to_itself": "Objective %(objective)s does not move itself. Choose another one.",
    "key_result_without_way": "Key result %(key_result)s begins where it should end. Give it another target.",
    "strategy_changed": (
        "Somebody changed %(kind)s “%(key)s” since you looked at it. Nothing was saved: compare yours with what "
        "stands now, and save again if yours still holds."
    ),
    "objective_year_used": (
        "KPIs, links, initiatives or key results hang on objective %(objective)s in %(year)s, so its year stays. "
        "State an objective of the other year with another code."
    ),
    "objective_end_ahead": (
        "Objective %(objective)s cannot end on %(on)s: that day is still to come. Say the end once it is there; until "
        "then the objective is pursued."
    ),
    "confidence_outside": "Confidence lies between 0 and 10, not %(confidence)s.",
    "offer_unclear": "The offer cannot be used: check the field %(field)s.",
    "negotiation_not_your_turn": (
        "This step (%(step)s) is not yours now: the negotiation is %(state)s, and nobody accepts or approves the own "
        "offer. Wait for the other side, or make another offer."
    ),
    "negotiation_moved": "%(who)s: %(negotiation_step)s, KPI %(kpi)s. See what is offered now.",
    "finding_gone": "This finding is not there any more; somebody may have mended it. Reload the page.",
    "finding_blocks": "This refuses publishing and cannot be accepted. Mend it.",
    "finding_not_mendable": "No single step mends this. Open the KPI or the card and change it by hand.",
    "finding.kpi_not_published": "KPI %(kpi)s is not published.",
    "duties_joined": (
        "%(person)s would be both %(duty)s and %(other_duty)s; scheme %(scheme)s wants two people. Hand it to "
        "somebody else, or waive it for the whole scheme with a reason."
    ),
    "requests_waiting": (
        "A request for another target of %(kpi)s for %(subject)s in %(period)s waits, and the next version has no such "
        "card line. Decide about the request first, or keep the line."
    ),
    "removal_blocked": (
        "KPI %(kpi)s stays on the card of %(subject)s: scheme %(scheme)s is in force. Say where its weight goes, or "
        "change it in a new version."
    ),
    "target_workbook_refused": (
        "%(file)s is no workbook of targets: its first sheet needs a column “No.” and columns such as 2026-01. "
        "Download the workbook of the grid and fill that one in."
    ),
    "own_result": "Nobody approves the own result. Hand it to somebody else.",
    "plan_target_frozen": (
        "Period %(period)s ends within %(days)s days: its targets are frozen. Ask for a later period."
    ),
    "plan_target_past": (
        "Period %(period)s has ended, and targets do not change backwards. Choose a later period, or ask for it "
        "expressly as retroactive."
    ),
    "plan_calendar_short": (
        "The calendar does not reach fiscal year %(fiscal_year)s of scheme %(scheme)s. Extend the calendar first."
    ),
    "letter_no_card": ("%(subject)s has no card in %(scheme)s today, or none you may see. Check the code."),
    "letter_changed": (
        "The card of %(subject)s has changed since you opened it. Read the letter again before you sign."
    ),
    "letter_not_yours": (
        "The letter of %(subject)s is signed by %(owner)s and by who leads them, each once. Ask one of them."
    ),
    "report_fonts_missing": (
        "The fonts for printed files are not installed. Run `make assets`, or install the released package."
    ),
    "charter_changed": (
        "The document of scheme %(scheme)s has changed since you opened it. Read it again before you sign."
    ),
    "charter_not_your_turn": (
        "It is not your turn to sign the document of scheme %(scheme)s: it waits for %(person)s, "
        "or everybody has signed."
    ),
    "charter_not_ready": (
        "The document of scheme %(scheme)s cannot be signed yet: %(count)s things that block are open. "
        "Look at the steps of the scheme."
    ),
    "charter_edition_unknown": "Scheme %(scheme)s has no edition %(edition)s. Look at the list of editions.",
    "charter_all_signed": "Everybody has signed what scheme %(scheme)s says now. There is nothing to ask for.",
    "charter_office_twice": "One person holds the office “%(office)s” once, and only one person does. Name each once.",
    "charter_days_wrong": "%(value)s is no number of days between 0 and %(most)s. Correct it.",
    "charter_turn": "It is your turn to read and sign the document of %(scheme)s.",
    "charter_signed": "Everybody has signed the document of %(scheme)s.",
    "charter_aim_missing": "The aim of the scheme is not written.",
    "charter_not_published": "The scheme is a draft: publish it before it is signed.",
    "charter_no_objectives": "No objective for %(year)s: the KPIs hang in the air.",
    "charter_objective_without_kpi": "%(count)s objectives have no KPI: %(names)s.",
    "charter_weights_not_100": "%(count)s cards do not make 100%%: %(names)s.",
    "charter_kpi_not_published": "%(count)s KPIs are not published: %(names)s.",
    "charter_too_many_kpis": "%(count)s cards hold more than %(limit)s KPIs: %(names)s. The check suggests merges.",
    "charter_design": "The design check has %(count)s more findings: %(kinds)s.",
    "charter_no_cards": "Nobody has a card that counts.",
    "charter_without_card": "%(count)s people have no card and are not exempt: %(names)s.",
    "charter_exempt_with_card": "%(count)s exempt people have a card all the same and would be scored: %(names)s.",
    "charter_sponsor_missing": "No sponsor is named: nobody stands for the scheme before the company.",
    "charter_administrator_missing": "No performance administrator is named.",
    "charter_committee_missing": "No performance committee is named: nobody decides disputed appeals.",
    "charter_signer_missing": "Nobody signs: let at least one office sign.",
    "charter_signer_without_account": "%(count)s people who sign have no account: %(names)s.",
    "charter_not_approved": "%(count)s reported KPIs are approved by nobody before they count: %(names)s.",
    "charter_provider_is_owner": "%(count)s paid figures are reported by who answers for them: %(names)s.",
    "charter_provider_checks": "%(count)s paid figures are checked by who reports them: %(names)s.",
    "charter_provider_approves": "%(count)s paid figures are approved by who reports them: %(names)s.",
    "charter_no_periods": "The calendar does not reach %(year)s.",
    "charter_no_holidays": "No public holiday of %(year)s is known: working days may fall on one.",
    "charter_nothing_expected": "Nothing is expected of a month: by when figures are complete is not laid down.",
    "charter_review_before_collect": "In %(count)s months the review comes before figures are complete (%(period)s).",
    "charter_close_before_review": "In %(count)s months the close comes before the review (%(period)s).",
    "charter_scoring_missing": "%(count)s KPIs have no scoring rule: %(names)s.",
    "charter_grades_missing": "There are no grades: a total means nothing yet.",
    "charter_shares_unlike": "The distribution names grades that do not exist: %(names)s.",
    "charter_pay_link_missing": "No link to pay: results change nothing for anybody.",
}
