"""The job process: it carries out what stands in the queue; `python -m` starts it."""

from __future__ import annotations

import os

import django


def main() -> None:
    """Run until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiloop.project.settings")
    django.setup()
    from django.core.management import call_command

    from kpiloop.foundation.jobs.registry import complete

    complete()  # before its workers are forked: each of them would import the product again
    call_command("qcluster")


if __name__ == "__main__":
    main()
