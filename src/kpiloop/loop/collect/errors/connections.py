"""Refusals about settings and secrets of sources."""

from __future__ import annotations

from kpiloop.engine.errors import ChangedMeanwhile, Refusal


class SettingInvalid(Refusal):
    """A setting of a source is unknown, unreadable or belongs among the secrets: setting, value."""

    code = "source_setting_invalid"


class SecretMissing(Refusal):
    """A secret was not given or is not there: source, name."""

    code = "source_secret_missing"


class SecretNotUsed(Refusal):
    """This kind of source signs in without such a secret: source, name, names."""

    code = "source_secret_not_used"


class SourceRenamed(ChangedMeanwhile):
    """Somebody renamed it since the page was opened: source."""

    code = "source_renamed"
