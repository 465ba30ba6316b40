"""The step before serving, python -m dijkwacht.web.prepare: refuse an unfit installation, collect what pages need."""

import os
import sys
from collections.abc import Sequence
from typing import Final

import django
from django.core.checks import CheckMessage, run_checks

from dijkwacht.web.statics import collect

ABOUT_THE_INSTALLATION: Final = ("caches", "compatibility", "database", "files", "security", "staticfiles")
"""Django's tags of what differs between installations; its models and addresses are our own and held by tests."""


def faults(tags: Sequence[str] = ABOUT_THE_INSTALLATION) -> list[CheckMessage]:
    """Return what checks with these tags hold against this installation; what it is by itself loads no pages."""
    return [message for message in run_checks(tags=tags, databases=["default"]) if message.is_serious()]


def main() -> int:
    """Return 0 when fit, 1 after saying on stderr what is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dijkwacht.web.settings")
    django.setup()
    for tags in (["start"], ABOUT_THE_INSTALLATION):  # ours first: Django's own stumble over an absent database
        if found := faults(tags):
            for message in found:
                sys.stderr.write(f"{message.id}: {message.msg} {message.hint or ''}\n")
            return 1
    collect()
    return 0


if __name__ == "__main__":
    sys.exit(main())
