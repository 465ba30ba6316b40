"""`dijkwacht export-desk`: a folder from which a desk works 48 hours without this program."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.organisations.services import account_named
from dijkwacht.reporting.services.desk_folders import take_out, write_folder


def export_desk(
    folder: Annotated[Path, typer.Argument(help="An empty or new folder, for example on a USB stick.")],
    account: Annotated[str, typer.Option("--account", help="E-mail address of the desk's account that takes it.")],
) -> None:
    """Write what the account's desk may see as pages that open in any browser; the record says who took it."""
    now = timezone.now()
    files = take_out(viewer=viewer_for(account_named(account), now), at=now)
    write_folder(files, folder)
    size = sum(len(content) for content in files.values())
    typer.echo(f"{len(files)} files, {size} bytes: open {folder / 'index.html'}", err=True)
