"""The frame of every page: seven nouns, period, comparison, alerts, account."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from kpiloop.foundation.access.actors import Actor
from kpiloop.foundation.notify import selectors as notify
from kpiloop.foundation.org import selectors as org
from kpiloop.interfaces.web.shell import assets
from kpiloop.interfaces.web.shell.delays import delay_sentence
from kpiloop.interfaces.web.shell.language import KNOWN, language_of
from kpiloop.interfaces.web.shell.place import COMPARISONS, Place, neighbour, periods_in_year, place_of
from kpiloop.interfaces.wording.labels import label
from kpiloop.interfaces.wording.periods import period_name
from kpiloop.loop.track import selectors as track

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "kpiloop_theme"
#: What the foot of a phone offers, the first four of these the reader can open.
PHONE_NOUNS = ("cockpit", "kpis", "meetings", "actions", "reviews", "targets", "data")
AT_THE_FOOT = 4

#: noun -> (name of the page, what its door asks for, URL names that belong to it)
NOUNS = {
    "cockpit": ("track:cockpit", "values.view", ("track:cockpit",)),
    "kpis": (
        "plan:kpis", "plan.view",
        ("plan:kpi", "plan:library", "design:negotiation", "track:kpi", "analyse:", "proof:value"),
    ),
    "targets": (
        "plan:targets", "plan.view",
        ("plan:target", "plan:scheme", "plan:objective", "plan:template",
         "design:strategy", "design:link", "design:initiative", "design:key_result", "design:letter",
         "design:card_letters", "design:charter", "design:check"),
    ),
    "meetings": ("review:meetings", "meetings.view", ("review:meeting", "health:")),
    "actions": (
        "review:actions", "actions.view",
        ("review:action", "improve:", "track:exceptions", "track:alert", "notify:inbox", "entering:"),
    ),
    "reviews": ("reward:reviews", "values.view", ("reward:", "proof:score", "proof:bonus")),
    "data": ("collect:sources", "sources.view", ("collect:", "archive:", "rollout:")),
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One entry of the navigation or of a menu."""

    code: str  #: what it stands for
    word: str  #: how it reads
    address: str  #: where it leads
    is_current: bool  #: True when the reader is there


@dataclass(frozen=True)
class Frame:
    """All the furniture around a page."""

    nouns: tuple[Choice, ...]  #: the seven nouns this reader can open
    phone_nouns: tuple[Choice, ...]  #: the four at the foot of a phone
    more_nouns: tuple[Choice, ...]  #: the rest, behind "more"
    place: Place  #: period and comparison of the page
    period_word: str  #: name of the period
    earlier: str  #: address of the same page one period earlier
    later: str  #: address of the same page one period later
    periods: tuple[Choice, ...]  #: periods to jump to
    comparisons: tuple[Choice, ...]  #: comparisons to choose from
    languages: tuple[Choice, ...]  #: languages to choose from
    themes: tuple[Choice, ...]  #: light, dark or as the system
    theme: str  #: chosen theme
    language: str  #: language of the page, as the lang attribute wants it
    reader: str  #: name of the signed-in account, empty before signing in
    initials: str  #: what the avatar shows
    unread: int  #: alerts not yet acknowledged
    icons: str  #: address of the icon sprite
    style_digest: str  #: names the stylesheet
    script_digest: str  #: names the script
    notices: int = 0  #: notices and reminders not yet read
    delay: str = ""  #: why newer facts are not in the figures yet; empty when they are

    @property
    def home(self) -> str:
        """The first page this reader can open."""
        return self.nouns[0].address if self.nouns else reverse("access:settings")

    @property
    def has_cockpit(self) -> bool:
        """Whether the first page is the cockpit."""
        return not self.reader or any(noun.code == "cockpit" for noun in self.nouns)

    @property
    def waiting(self) -> int:
        """What the bell counts: alerts to answer and notices to read."""
        return self.unread + self.notices

    @property
    def bell(self) -> str:
        """Where the bell leads: to the alerts, or to the reminders where only those wait."""
        return reverse("notify:inbox" if not self.has_cockpit or (self.notices and not self.unread) else "track:alerts")


def page_frame(request: HttpRequest) -> dict[str, object]:
    """Context of every template: `frame`."""
    return {"frame": frame_of(request)}


def frame_of(request: HttpRequest) -> Frame:
    """Build the frame for one request."""
    place = getattr(request, "place", None) or place_of(request)
    nouns = _nouns(request, place)
    at_the_foot = sorted((noun.code for noun in nouns), key=PHONE_NOUNS.index)[:AT_THE_FOOT]
    in_year = periods_in_year(getattr(request, "actor", None), place.period)
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    language = language_of(request)
    reader = _reader(request)
    return Frame(
        nouns=nouns,
        phone_nouns=tuple(noun for noun in nouns if noun.code in at_the_foot),
        more_nouns=tuple(noun for noun in nouns if noun.code not in at_the_foot),
        place=place,
        period_word=period_name(place.period),
        earlier=_here(request, place, period=neighbour(place.period, -1, in_year)),
        later=_here(request, place, period=neighbour(place.period, 1, in_year)),
        periods=_periods(request, place, in_year),
        comparisons=_comparisons(request, place),
        languages=tuple(Choice(code, _LANGUAGE_WORDS[code], "", code == language) for code in KNOWN),
        themes=tuple(Choice(code, label(f"theme.{code}"), "", code == theme) for code in THEMES),
        theme=theme if theme in THEMES else "auto",
        language="zh-Hans" if language.startswith("zh") else language,
        reader=reader,
        initials=initials_of(reader),
        unread=_unread(request),
        icons=assets.icon_address(),
        style_digest=assets.stylesheet().digest,
        script_digest=assets.script().digest,
        notices=notify.unread_count(request.actor) if reader and hasattr(request, "actor") else 0,
        delay=delay_sentence(request.actor, timezone.now()) if reader and hasattr(request, "actor") else "",
    )


_LANGUAGE_WORDS = {"zh-hans": "简体中文", "en": "English"}  # each language in its own words, never translated


def initials_of(name: str) -> str:
    """One Chinese character or up to two Latin initials.

    >>> initials_of("王敏"), initials_of("Wang Min"), initials_of("lin.yue"), initials_of("")
    ('王', 'WM', 'LY', '')
    """
    if name and not name.isascii():
        return name[0]
    words = name.replace(".", " ").replace("_", " ").replace("-", " ").split()
    return "".join(word[0] for word in words[:2]).upper()


def _nouns(request: HttpRequest, place: Place) -> tuple[Choice, ...]:
    match = request.resolver_match
    here = match.view_name if match else ""
    actor: Actor | None = getattr(request, "actor", None)
    found = []
    for code, (page, permission, belonging) in NOUNS.items():
        if actor is not None and not actor.may(permission):
            continue
        try:
            address = reverse(page)
        except NoReverseMatch:
            continue
        is_current = any(here.startswith(start) for start in belonging)
        found.append(Choice(code, label(f"noun.{code}"), f"{address}?{place.query()}", is_current))
    return tuple(found)


def _here(request: HttpRequest, place: Place, **changes: str) -> str:
    kept = request.GET.copy()
    for name in ("period", "compare", "page"):
        kept.pop(name, None)
    rest = kept.urlencode()
    return f"{request.path}?{place.query(**changes)}" + (f"&{rest}" if rest else "")


def _periods(request: HttpRequest, place: Place, in_year: int) -> tuple[Choice, ...]:
    codes = [neighbour(place.period, step, in_year) for step in range(2, -12, -1)]
    return tuple(
        Choice(code, period_name(code), _here(request, place, period=code), code == place.period) for code in codes
    )


def _comparisons(request: HttpRequest, place: Place) -> tuple[Choice, ...]:
    return tuple(
        Choice(code, label(f"comparison.{code}"), _here(request, place, compare=code), code == place.comparison)
        for code in COMPARISONS
    )


def _reader(request: HttpRequest) -> str:
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return ""
    actor: Actor | None = getattr(request, "actor", None)
    person = org.person_of(actor) if actor else None
    return person.name(language_of(request)) if person else str(account.get_username())


def _unread(request: HttpRequest) -> int:
    actor: Actor | None = getattr(request, "actor", None)
    return track.unread_count(actor) if actor and actor.user_id is not None else 0
