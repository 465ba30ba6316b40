"""The step before serving, python -m dijkwacht.web.prepare: refuse an unfit installation, collect what pages need."""

import os
import sys

import django
from django.core.checks import run_checks

from dijkwacht.web.statics import collect


def main() -> int:
    """Return 0 when fit, 1 after saying on stderr what is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dijkwacht.web.settings")
    django.setup()
    for tags in (["start"], None):  # ours first: Django's own stumble over an absent database
        wrong = [message for message in run_checks(tags=tags, databases=["default"]) if message.is_serious()]
        for message in wrong:
            sys.stderr.write(f"{message.id}: {message.msg} {message.hint or ''}\n")
        if wrong:
            return 1
    collect()
    return 0


if __name__ == "__main__":
    sys.exit(main())
