from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kpiloop.interfaces.web"
    label = "web"
