"""Words for how far a figure may be trusted."""

from __future__ import annotations

TERMS = {
    "trust_origin.manual": "entered by hand",
    "trust_origin.file": "from a file",
    "trust_origin.automatic": "collected automatically",
    "trust_origin.none": "no figure",
    "trust.overridden": "overridden by hand",
    "trust.contains_override": "contains an overridden figure",
    "trust.after_close": "changed after the close",
    "trust.after_red": "changed after it was seen red",
    "trust.after_cut_off": "changed after the cut-off",
    "trust.disputed": "a report says otherwise",
    "trust.sources_differ": "sources differ",
    "trust.partial": "partly collected",
    "trust.not_arrived": "a delivery is missing",
    "trust.faulty": "source faulty",
    "trust.rows_waiting": "rows wait for a decision",
    "trust.late": "late",
    "trust.corrected": "rows corrected",
    "trust.estimated": "estimated by the second formula",
    "trust.carried": "carried from an earlier period",
    "trust.no_evidence": "without evidence",
    "trust.evidence": "with evidence",
    "trust.reconciled": "reconciled with the source",
}
