"""Addresses of reviews, scores and pay."""

from __future__ import annotations

from django.urls import path

from kpiloop.interfaces.web.reward import cycle_views, review_views, views
from kpiloop.interfaces.web.reward.calibrating import views as calibrating_views
from kpiloop.interfaces.web.reward.paying import views as paying_views
from kpiloop.interfaces.web.reward.payroll import views as payroll_views
from kpiloop.interfaces.web.reward.scoring import beside_views
from kpiloop.interfaces.web.reward.scoring import views as scoring_views

app_name = "reward"
urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<int:cycle_id>/", views.reviews, name="cycle"),
    path("reviews/<int:cycle_id>/leaderboard/", views.leaderboard, name="leaderboard"),
    path("reviews/new/", cycle_views.open_cycle, name="open_cycle"),
    path("reviews/<int:cycle_id>/score/", cycle_views.score, name="score"),
    path("reviews/<int:cycle_id>/publish/", cycle_views.publish, name="publish"),
    path("reviews/<int:cycle_id>/distribution/", cycle_views.distribution, name="distribution"),
    path("reviews/<int:cycle_id>/calibrations/", calibrating_views.calibrations, name="calibrations"),
    path("reviews/<int:cycle_id>/calibrations/open/", calibrating_views.open_calibrations, name="open_calibrations"),
    path("reviews/<int:cycle_id>/bonus/", paying_views.bonus, name="bonus"),
    path("reviews/<int:cycle_id>/bonus/prepare/", paying_views.prepare, name="bonus_prepare"),
    path("reviews/<int:cycle_id>/scores.csv", paying_views.scores_file, name="scores_file"),
    path("reviews/<int:cycle_id>/bonuses.csv", paying_views.bonuses_file, name="bonuses_file"),
    path("bonus-runs/<int:bonus_run_id>/", paying_views.show_run, name="bonus_run"),
    path("bonus-runs/<int:bonus_run_id>/apply/", paying_views.apply, name="bonus_apply"),
    path("reviews/<int:cycle_id>/payroll/", payroll_views.payroll, name="payroll"),
    path("bonus-runs/<int:bonus_run_id>/pay-file/", payroll_views.make, name="pay_file_make"),
    path("pay-files/<int:pay_file_id>/", payroll_views.show_file, name="pay_file"),
    path("pay-files/<int:pay_file_id>/pay.csv", payroll_views.download, name="pay_file_csv"),
    path("pay-files/<int:pay_file_id>/control.json", payroll_views.download_control, name="pay_file_control"),
    path("pay-files/<int:pay_file_id>/status/", payroll_views.read_status, name="pay_file_status"),
    path("pay-files/<int:pay_file_id>/answer/", payroll_views.answer, name="pay_file_answer"),
    path("calibrations/<int:calibration_id>/", calibrating_views.calibration, name="calibration"),
    path("calibrations/<int:calibration_id>/change/", calibrating_views.change_grade, name="change_grade"),
    path("calibrations/<int:calibration_id>/confirm/", calibrating_views.confirm, name="confirm_calibration"),
    path("calibrations/<int:calibration_id>/reopen/", calibrating_views.reopen, name="reopen_calibration"),
    path("reviews/<int:cycle_id>/people/<int:person_id>/", review_views.review, name="review"),
    path("reviews/<int:cycle_id>/people/<int:person_id>/confirm/", review_views.confirm, name="confirm"),
    path("talks/", review_views.talks, name="talks"),
    path("talks/<int:interview_id>/", review_views.talk, name="talk"),
    path("talks/<int:interview_id>/sign/", review_views.sign_talk, name="sign_talk"),
    path("sheets/<int:sheet_id>/", views.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/sign/", views.sign, name="sign"),
    path("statements/<int:cycle_id>/<int:person_id>/", views.statement, name="statement"),
    path("sheets/<int:sheet_id>/lift/<str:rule>/", beside_views.ask_lift, name="ask_lift"),
    path("reviews/<int:cycle_id>/beside/", beside_views.beside, name="beside"),
    path("reviews/<int:cycle_id>/events/new/", beside_views.new_event, name="new_event"),
    path("reviews/<int:cycle_id>/events/<int:event_id>/", beside_views.decide_event, name="decide_event"),
    path("reviews/<int:cycle_id>/lifts/<int:lift_id>/", beside_views.decide_lift, name="decide_lift"),
    path("schemes/<slug:code>/scoring/", scoring_views.scoring, name="scoring"),
    path("schemes/<slug:code>/scoring/kpis/<str:kpi>/", scoring_views.curve, name="scoring_kpi"),
    path("schemes/<slug:code>/scoring/grades/", scoring_views.grades, name="scoring_grades"),
    path("schemes/<slug:code>/scoring/terms/", scoring_views.terms, name="scoring_terms"),
    path("schemes/<slug:code>/scoring/pay/", scoring_views.pay, name="scoring_pay"),
    path("schemes/<slug:code>/scoring/new/<slug:kind>/", scoring_views.new_rule, name="scoring_rule_new"),
    path("schemes/<slug:code>/scoring/rules/<str:rule>/", scoring_views.rule, name="scoring_rule"),
    path("schemes/<slug:code>/scoring/rules/<str:rule>/end/", scoring_views.end_rule, name="scoring_rule_end"),
]
