"""A source may go into the organisation instead of a dataset: a bundle that names one is no mistake."""

from __future__ import annotations

from kpiloop.governance.bundle.checking.references import reference_faults
from kpiloop.governance.bundle.rows import Bundle, Row


def test_a_bundle_may_name_a_list_as_what_a_source_goes_into() -> None:
    def of(dataset: str) -> list[str]:
        row = Row({"code": "hr", "kind": "csv", "dataset": dataset}, "sources.yaml:1")
        return [fault.code for fault in reference_faults(Bundle({"sources": (row,)}), Bundle({}))]

    assert (of("organisation.people"), of("organisation.pay")) == ([], ["bundle_code_unknown_near"])
