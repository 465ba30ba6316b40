"""A file with one key in hexadecimal that is made once, however many make it at the same moment."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, fresh: Callable[[], bytes]) -> None:
    """Write a `fresh` key to `path` with mode 0600 unless it is there; two makers end with one.

    The file appears whole or not at all, and is on disk when this returns.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(fresh().hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
