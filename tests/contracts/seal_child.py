"""A process that seals what lies open, and says so file by file: to be killed."""

import os
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first

from dijkwacht.journal.services.sealing import seal_open_files  # noqa: E402 - Django first

settings.EVIDENCE_DIR, settings.KEYS_DIR = map(Path, sys.argv[1:3])
for digest in seal_open_files():
    os.write(1, f"{digest}\n".encode())
