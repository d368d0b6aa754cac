"""Sentences of refusals raised by the doors themselves."""

from __future__ import annotations

SENTENCES = {
    "refused": "This was refused. Check what you entered and try again.",
    "method_not_allowed": "This address takes %(allowed)s, not %(method)s. Look it up in the description of the API.",
    "not_found": "This page does not exist, or you have no right to see it. Check the address or go back.",
    "changed_meanwhile": (
        "Somebody changed %(kind)s “%(key)s” since you looked at it. Nothing was saved: compare yours with what "
        "stands now, and save again if yours still holds."
    ),
    "signed_out": "You are signed out. Sign in again; what you typed on this page is still here.",
    "export_columns_unknown": "There are no further columns “%(asked)s” here; choose among: %(known)s.",
    "form_invalid": "The form has %(count)s entries to correct; each is marked below.",
}
