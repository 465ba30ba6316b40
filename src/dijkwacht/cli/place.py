"""Where one installation keeps its things."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dijkwacht.kernel.errors import DijkwachtError

SHARED = Path("/var/lib/dijkwacht")
"""As root, everything lies here: a system user must reach it, and nobody's home folder is opened for that."""


class UnusablePlace(DijkwachtError):  # noqa: N818 - the name people read
    """The folder for our data cannot be used."""

    number = "dijkwacht.E003"


@dataclass(frozen=True, slots=True)
class Place:
    """One installation's folder: secrets, database, evidence, static files, mail that is not sent."""

    state: Path

    @property
    def cluster(self) -> Path:
        """The folder of the embedded database; as root it belongs to the system user."""
        return self.state / "postgresql"

    @property
    def lock(self) -> Path:
        """The file whose lock says that somebody runs the embedded database here."""
        return self.state / "lock"

    def make(self) -> None:
        """Make the folder, for ourselves only (as root: passable, because the system user's folder lies in it).

        Raises UnusablePlace. Never changes the mode of a folder that was there.
        """
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            for folder in reversed([self.state, *self.state.parents]):
                if not folder.exists():
                    folder.mkdir(mode=mode, exist_ok=True)
                    folder.chmod(mode)
            probe = self.state / f".probe-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
        except OSError as wrong:
            raise UnusablePlace(
                f"cannot be written ({wrong.strerror})",
                place=str(self.state),
                remedy="give us a folder of our own with DIJKWACHT_STATE, or change its owner",
            ) from wrong

    def passwords(self) -> Mapping[str, str]:
        """Return the passwords of the embedded database's roles, made at the first call."""
        file = self.state / "database.json"
        if not file.exists():
            if (self.cluster / "data").exists():
                raise UnusablePlace(
                    "the passwords of the database beside it are gone",
                    place=str(file),
                    remedy="put the file back from a backup",
                )
            names = ("postgres", "dijkwacht_owner", "dijkwacht_app")
            write_private(file, json.dumps({name: secrets.token_urlsafe(32) for name in names}))
        read: dict[str, str] = json.loads(file.read_text(encoding="ascii"))
        return read

    def secret_key(self) -> Path:
        """Return the file that holds the key for sessions and tokens, made at the first call."""
        file = self.state / "secret-key"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(64))
        return file


def find(environment: Mapping[str, str], here: Path) -> Place:
    """Return the place that DIJKWACHT_STATE names, else .dijkwacht in `here`; as root one below /var/lib/dijkwacht.

    The latter is named in .dijkwacht/where, so that people find their data.
    """
    if named := environment.get("DIJKWACHT_STATE"):
        return Place(Path(named).absolute())
    local = here.absolute() / ".dijkwacht"
    if os.geteuid() != 0:
        return Place(local)
    digest = hashlib.sha256(str(here.absolute()).encode()).hexdigest()[:12]
    chosen = SHARED / f"{here.absolute().name}-{digest}"
    note = local / "where"
    if not note.exists() or note.read_text(encoding="utf-8").strip() != str(chosen):
        local.mkdir(mode=0o755, exist_ok=True)
        note.write_text(f"{chosen}\n", encoding="utf-8")
    return Place(chosen)


def write_private(file: Path, content: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)
