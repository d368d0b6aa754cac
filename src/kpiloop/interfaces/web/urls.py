"""All pages: one line per stage, in the order of the loop."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("kpiloop.interfaces.web.shell.urls")),
    path("", include("kpiloop.interfaces.web.access.urls")),
    path("", include("kpiloop.interfaces.web.org.urls")),
    path("", include("kpiloop.interfaces.web.plan.urls")),
    path("", include("kpiloop.interfaces.web.design.urls")),
    path("", include("kpiloop.interfaces.web.collect.urls")),
    path("", include("kpiloop.interfaces.web.entering.urls")),
    path("", include("kpiloop.interfaces.web.governance.urls")),
    path("", include("kpiloop.interfaces.web.governance.health_urls")),
    path("", include("kpiloop.interfaces.web.governance.bundle_urls")),
    path("", include("kpiloop.interfaces.web.track.urls")),
    path("", include("kpiloop.interfaces.web.notify.urls")),
    path("", include("kpiloop.interfaces.web.analyse.urls")),
    path("", include("kpiloop.interfaces.web.proof.urls")),
    path("", include("kpiloop.interfaces.web.review.urls")),
    path("", include("kpiloop.interfaces.web.reward.urls")),
    path("", include("kpiloop.interfaces.web.improve.urls")),
]
