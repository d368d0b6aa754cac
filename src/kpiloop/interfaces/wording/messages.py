"""Sentences for refusals: what happened, to what, why, and the next step, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language, gettext, pgettext

from kpiloop.engine.errors import Refusal
from kpiloop.engine.values import Missing
from kpiloop.interfaces.wording import formats, labels, periods
from kpiloop.interfaces.wording.sentences import SENTENCES


class _Fields(dict[str, str]):
    """Fields of a sentence; a field that was not given reads as a dash instead of failing."""

    def __missing__(self, key: str) -> str:
        return formats.MISSING


def sentence(code: str, fields: Mapping[str, object] | None = None) -> str:
    """The sentence of a code; an unknown code still gives one that can be acted on."""
    worded = _Fields({name: field_text(name, given) for name, given in _in_language(fields or {}).items()})
    # Where nothing is like what was written, the sentence does not pretend that something were.
    code = f"{code}_unlike" if worded["suggestion"] == formats.MISSING and f"{code}_unlike" in SENTENCES else code
    # Where there is nothing to choose from, it says what to do instead.
    code = f"{code}_none" if worded["known"] in ("", formats.MISSING) and f"{code}_none" in SENTENCES else code
    english = SENTENCES.get(code)
    if english is not None:
        return pgettext(code, english) % worded
    worded["code"] = code
    unknown = gettext(
        "This was refused (%(code)s). Check what you entered and try again, or tell your administrator this code."
    )
    return unknown % worded


def _in_language(fields: Mapping[str, object]) -> Mapping[str, object]:
    """Named things that come under both names, `unit` and `unit_en`, by the one of the reader's language."""
    if get_language() != "en":
        return fields
    return {name: fields.get(f"{name}_en") or given for name, given in fields.items()}


def refusal_sentence(refusal: Refusal) -> str:
    """The sentence of a refusal that a door caught."""
    return sentence(refusal.code, refusal.fields)


def notice_sentence(code: str, fields: Mapping[str, object], language: str) -> str:
    """The sentence of a notice: named things by their name in the reader's language, days in its format."""
    tail = "en" if language == "en" else "zh"
    named = {name: fields.get(f"{name}_{tail}", given) for name, given in fields.items()}
    return sentence(code, {name: _day_again(name, given) for name, given in named.items()})


def _day_again(name: str, given: object) -> object:
    """Days of notices are kept as text."""
    return date.fromisoformat(given) if name.endswith("_on") and isinstance(given, str) else given


def field_text(name: str, given: object) -> str:
    """One field as a reader expects it: choices by their word, figures and dates by their format."""
    if given is None or isinstance(given, Missing):
        return formats.MISSING
    if isinstance(given, bool):
        return labels.label(f"truth.{'yes' if given else 'no'}")
    if isinstance(given, Decimal):
        return _without_stored_zeros(given)
    if isinstance(given, int):
        return str(given) if name in {"year", "id", "number", "line"} else formats.number(given)
    if isinstance(given, datetime):
        return periods.moment(given)
    if isinstance(given, date):
        return periods.day(given)
    if isinstance(given, list | tuple | set | frozenset):
        return formats.join([field_text(name, each) for each in given])
    return _text_field(name, str(given))


def _without_stored_zeros(figure: Decimal) -> str:
    """A figure as somebody wrote it: tables keep more places than people do."""
    places = -int(figure.as_tuple().exponent)
    needed = -int(figure.normalize().as_tuple().exponent)
    return formats.number(figure, max(needed, 0) if places > 2 else None)


#: Fields of refusals whose choices have their words under another name.
SAID_AS = {
    "left": "unit",
    "right": "unit",
    "gives": "unit",
    "found": "column_type",
    "expected": "column_type",
    "kind": "object",
}


def _text_field(name: str, text: str) -> str:
    for label_id in (f"{name}.{text}", f"{SAID_AS.get(name, name)}.{text}"):
        if labels.has_label(label_id):
            return labels.label(label_id)
    return periods.period_name(text) if name in {"period", "cycle_period", "from_period", "to_period"} else text
