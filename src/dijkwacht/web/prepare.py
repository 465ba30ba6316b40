"""The step before serving, python -m dijkwacht.web.prepare: refuse an unfit installation, collect what pages need."""

import os
import sys
from typing import Final

import django
from django.core.checks import CheckMessage, run_checks

from dijkwacht.web.statics import collect

ABOUT_THE_INSTALLATION: Final = ("caches", "compatibility", "database", "files", "security", "staticfiles")
"""Django's tags of what differs between installations; its models and addresses are our own and held by tests."""


def faults_of_the_parts() -> list[CheckMessage]:
    """Return what Django and the libraries hold against this installation; never loads the pages."""
    found = run_checks(tags=ABOUT_THE_INSTALLATION, databases=["default"])
    return [message for message in found if message.is_serious()]


def faults_of_ours() -> list[CheckMessage]:
    """Return what of our own must be right before anybody is served, and is not."""
    return [message for message in run_checks(tags=["start"], databases=["default"]) if message.is_serious()]


def main() -> int:
    """Return 0 when fit, 1 after saying on stderr what is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dijkwacht.web.settings")
    django.setup()
    for wrong in (faults_of_ours, faults_of_the_parts):  # ours first: Django's own stumble over an absent database
        if found := wrong():
            for message in found:
                sys.stderr.write(f"{message.id}: {message.msg} {message.hint or ''}\n")
            return 1
    collect()
    return 0


if __name__ == "__main__":
    sys.exit(main())
