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
    wrong = [message for message in run_checks(databases=["default"]) if message.is_serious()]
    for message in wrong:
        sys.stderr.write(f"{message.id}: {message.msg} {message.hint or ''}\n")
    if not wrong:
        collect()
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
