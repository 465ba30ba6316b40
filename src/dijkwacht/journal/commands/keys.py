"""The copy of the keys: one file, apart from the data and its backups; written and put back without a database."""

import json
import os
from importlib.metadata import version
from pathlib import Path

from dijkwacht.journal.engine import backups
from dijkwacht.journal.engine.keys import public_hex, signing_key
from dijkwacht.kernel.errors import Refused, Unreadable

FORMAT, KIND = 1, "dijkwacht keys"
SIGNING, SECRET, PASSWORDS, ROOM = "keys/head.key", "secret-key", "database.json", "keys/evidence.key"


class BesideData(Refused):
    """Keys do not belong in the same place as the data or its backups."""


class OtherKey(Refused):
    """There is another signing key here already."""


class NoKeys(Unreadable):
    """This is no copy of keys."""


def write_keys(file: Path, state: Path, secret: str, removals: Path) -> str:
    """Write the keys of an installation into a new file, for ourselves only, and return the public key (hex).

    The list of removals goes along: ids only. Raises BesideData for a place in the state folder or among backups,
    NoKeys where the file exists or cannot be written.
    """
    _refuse_beside_data(file, state)
    paths = {name: state / name for name in (SIGNING, PASSWORDS, ROOM)}
    held = {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}
    key = public_hex(signing_key(state / "keys"))
    document = {
        "kind": KIND,
        "format": FORMAT,
        "version": version("dijkwacht"),
        "public_key": key,
        "files": {SIGNING: (state / SIGNING).read_text(encoding="utf-8"), SECRET: secret, **held},
        "removals": removals.read_text(encoding="utf-8").splitlines() if removals.is_file() else [],
    }
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as wrong:
        raise NoKeys(wrong.strerror or "", place=str(file), remedy="name a new file in a folder of yours") from wrong
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(document, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    return key


def put_back(file: Path, state: Path) -> dict[str, str]:
    """Put the keys back into a state folder and return what became of each file.

    The secret key is replaced and the one that was there kept beside it; passwords of a database that is there stay.
    Raises OtherKey, before anything is touched, where another signing key is here; NoKeys for a file of another kind.
    """
    files = _files(file)
    if SIGNING in files and _held(state / SIGNING) not in {"", files[SIGNING].strip()}:
        raise OtherKey(place=str(state / SIGNING), remedy="move it aside where it is not needed, then run this again")
    became = {}
    for name, text in files.items():
        path, held = state / name, _held(state / name)
        if held == text.strip():
            became[name] = "here already"
        elif held and name == PASSWORDS:
            became[name] = "those of the database here stay"
        else:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if held:
                path.rename(path.with_name(f"{path.name}.before"))
            backups.write_whole(path, text)
            became[name] = "put back; the one that was here has .before behind its name" if held else "put back"
    return became


def _held(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _files(file: Path) -> dict[str, str]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        known = document["kind"] == KIND and document["format"] == FORMAT
        files = {str(name): str(text) for name, text in document["files"].items()}
    except OSError as wrong:
        raise NoKeys(wrong.strerror or "", place=str(file), remedy="name a file that can be read") from wrong
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise NoKeys(place=str(file), expected="a file that dijkwacht keys backup wrote") from wrong
    if not known or set(files) - {SIGNING, SECRET, PASSWORDS, ROOM}:
        raise NoKeys(place=str(file), expected=f"a file of format {FORMAT}", remedy="use the version that wrote it")
    return files


def _refuse_beside_data(file: Path, state: Path) -> None:
    folders = file.resolve().parents
    if state.resolve() in folders or any(backups.is_repository(folder) for folder in folders):
        raise BesideData(place=str(file), remedy="write them to a disk that you keep elsewhere")
