"""Addresses of how KPIs come about: negotiations, the design check of a scheme."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.design.views import checks, letters, negotiations, signing, strategy

app_name = "design"
urlpatterns = [
    path("strategy/", strategy.strategy, name="strategy"),
    path("strategy/link/", strategy.link, name="link"),
    path("strategy/unlink/", strategy.unlink, name="unlink"),
    path("strategy/initiative/", strategy.initiative, name="initiative"),
    path("strategy/key-result/", strategy.key_result, name="key_result"),
    path("strategy/check-in/", strategy.check_in, name="check_in"),
    path("letters/", letters.letters, name="letters"),
    path("negotiations/", negotiations.negotiations, name="negotiations"),
    path("negotiations/new/", negotiations.new, name="negotiation_new"),
    path("negotiations/<int:negotiation_id>/", negotiations.negotiation, name="negotiation"),
    path("negotiations/<int:negotiation_id>/offer/", negotiations.offer, name="negotiation_offer"),
    path("negotiations/<int:negotiation_id>/step/", negotiations.step, name="negotiation_step"),
    path("schemes/<slug:code>/letters/", signing.letters, name="card_letters"),
    path("schemes/<slug:code>/letters/print/", signing.letters_print, name="letters_print"),
    path("schemes/<slug:code>/letters/letters.pdf", signing.letters_file, name="letters_file"),
    path("schemes/<slug:code>/letters/<str:subject>/", signing.letter, name="letter"),
    path("schemes/<slug:code>/letters/<str:subject>/sign/", signing.sign, name="letter_sign"),
    path("schemes/<slug:code>/check/", checks.check, name="check"),
    path("schemes/<slug:code>/check/fix/", checks.fix, name="check_fix"),
    path("schemes/<slug:code>/check/accept/", checks.accept, name="check_accept"),
]
