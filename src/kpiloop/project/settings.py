"""Django settings: one file, everything that varies comes from the environment (project/env.py)."""

from __future__ import annotations

from pathlib import Path

from kpiloop.project import env

PACKAGE = Path(__file__).resolve().parent.parent

env.refuse_unknown()

HOME = env.home()
SECRET_KEY = env.secret_key(HOME)
DEBUG = env.text("KPILOOP_DEBUG") == "1"
_HOSTS = env.text("KPILOOP_ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
ALLOWED_HOSTS = [host for host in _HOSTS.split(",") if host]
WAREHOUSE = env.warehouse()
HOOK_HOSTS = env.listed("KPILOOP_HOOK_HOSTS")
SOURCE_HOSTS = env.listed("KPILOOP_SOURCE_HOSTS")
INBOX_ROOTS = env.listed("KPILOOP_INBOX_ROOTS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_q",
    "ninja",
    "kpiloop.foundation.audit",
    "kpiloop.foundation.access",
    "kpiloop.foundation.jobs",
    "kpiloop.foundation.calendar",
    "kpiloop.foundation.org",
    "kpiloop.foundation.warehouse",
    "kpiloop.foundation.notify",
    "kpiloop.loop.plan",
    "kpiloop.loop.collect",
    "kpiloop.loop.measure",
    "kpiloop.loop.track",
    "kpiloop.loop.analyse",
    "kpiloop.loop.review",
    "kpiloop.loop.reward",
    "kpiloop.loop.improve",
    "kpiloop.governance.archive",
    "kpiloop.governance.bundle",
    "kpiloop.governance.charter",
    "kpiloop.governance.letters",
    "kpiloop.interfaces.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kpiloop.interfaces.web.shell.headers.PageHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kpiloop.interfaces.web.shell.language.PersonalLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "kpiloop.project.urls"
WSGI_APPLICATION = "kpiloop.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Templates lie with the pages of their stage; a new stage folder is found without a line here.
        "DIRS": sorted((PACKAGE / "interfaces").glob("*/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "kpiloop.interfaces.web.components.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kpiloop.interfaces.web.shell.navigation.page_frame",
            ],
        },
    }
]

DATABASES = {"default": env.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# Words stand at the doors; a room below that writes for people asks for the sentence here.
REFUSAL_SENTENCE = "kpiloop.interfaces.wording.messages.refusal_sentence"
# Reading a workbook asks for every word its sheets, headings and choices may be called by.
BUNDLE_WORDS = "kpiloop.interfaces.wording.workbook_words.vocabulary"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "run" / "static"
# Files are served straight from the package: nothing has to be collected before the first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

Q_CLUSTER = {
    "name": "kpiloop",
    "orm": "default",
    "workers": 2,
    # A job longer than `retry` is delivered again, so retry > timeout > longest honest run.
    "timeout": 1500,
    "retry": 1800,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "scheduler": False,
    "poll": 0.5,
    "save_limit": 250,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
