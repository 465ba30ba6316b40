"""Take out what a desk may see, so that it can work 48 hours without this program; the record says so."""

import hashlib
import io
import os
import zipfile
from datetime import datetime
from pathlib import Path

from dijkwacht.journal.services import append, log_looks, one_transaction
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.reporting.engine.folder_pages import pages_of
from dijkwacht.reporting.selectors.desk_folders import folder_for

TOP = "dijkwacht-48-uur"


class NotEmpty(Refused):
    """This folder holds something already."""


@one_transaction
def take_out(*, viewer: Viewer, at: datetime) -> dict[str, bytes]:
    """Return the files of the desk's folder by their path and record that it was taken: `desk.exported`.

    Every member in it is told of the look. Raises NotFound for who sits at no desk, FolderTooLarge.
    """
    folder = folder_for(viewer, at)
    files = pages_of(folder)
    desk = min(viewer.organisations(Role.DESK, Role.SHIFT_LEAD, Role.NATIONAL))
    listed = "\n".join(f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in sorted(files.items()))
    log_looks(viewer=viewer, organisations=[one.id for one in folder.members], what="desk folder", at=at)
    append(
        kind="desk.exported",
        actor=actor_for(viewer, desk),
        payload={
            "digest": hashlib.sha256(listed.encode()).hexdigest(),
            "members": len(folder.members),
            "files": len(files),
            "bytes": sum(len(content) for content in files.values()),
        },
        label=Label.AMBER,
        owner=desk,
        organisation=desk,
    )
    return files


def write_folder(files: dict[str, bytes], folder: Path) -> None:
    """Write the files below `folder`, readable only by whoever writes them and not to be changed.

    Raises NotEmpty where the folder holds something already.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise NotEmpty(place=str(folder), remedy="give an empty or a new folder")
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_bytes(content)
        os.chmod(place, 0o400)  # noqa: PTH101 - the same in one word


def zipped(files: dict[str, bytes]) -> bytes:
    """Return the files as one archive that unpacks to one folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(f"{TOP}/{path}", content)
    return made.getvalue()
