import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command


def collect() -> bool:
    """Collect styles, fonts and scripts into STATIC_ROOT when they changed since the last time; True when done anew."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(now, encoding="ascii")
    return True


def _digest() -> str:
    total = hashlib.sha256(version("dijkwacht").encode())
    for finder in finders.get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            status = Path(storage.path(path)).stat()
            total.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return total.hexdigest()
