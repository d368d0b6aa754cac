"""Addresses of how KPIs come about: negotiations, the design check of a scheme."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.design.views import (
    charter,
    charter_document,
    checks,
    letters,
    negotiations,
    signing,
    strategy,
)

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
    path("schemes/<slug:code>/document/", charter_document.document, name="charter"),
    path("schemes/<slug:code>/document/document.pdf", charter_document.document_file, name="charter_file"),
    path("schemes/<slug:code>/document/sign/", charter_document.sign, name="charter_sign"),
    path("schemes/<slug:code>/document/call/", charter_document.call, name="charter_call"),
    path("schemes/<slug:code>/design/unexempt/", charter.unexempt, name="charter_unexempt"),
    path("schemes/<slug:code>/design/rules/", charter.start_rules, name="charter_start_rules"),
    path("schemes/<slug:code>/design/grades/", charter_document.grades, name="charter_grades"),
    path("schemes/<slug:code>/design/pay/", charter_document.pay_link, name="charter_pay"),
    path("schemes/<slug:code>/design/<str:step>/", charter.step, name="charter_step"),
    path("schemes/<slug:code>/letters/", signing.letters, name="card_letters"),
    path("schemes/<slug:code>/letters/print/", signing.letters_print, name="letters_print"),
    path("schemes/<slug:code>/letters/letters.pdf", signing.letters_file, name="letters_file"),
    path("schemes/<slug:code>/letters/<str:subject>/", signing.letter, name="letter"),
    path("schemes/<slug:code>/letters/<str:subject>/sign/", signing.sign, name="letter_sign"),
    path("schemes/<slug:code>/check/", checks.check, name="check"),
    path("schemes/<slug:code>/check/fix/", checks.fix, name="check_fix"),
    path("schemes/<slug:code>/check/accept/", checks.accept, name="check_accept"),
]
