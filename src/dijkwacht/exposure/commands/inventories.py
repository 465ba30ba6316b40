"""`dijkwacht inventory`: hand in an inventory from the command line."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.utils import timezone

from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure import services
from dijkwacht.exposure.adapters.amendment_files import read_object
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.engine.headings import read_mapping
from dijkwacht.exposure.engine.inventory import LARGEST, Inventory, UnreadableInventory, refuse_large
from dijkwacht.exposure.engine.ns_conf import is_ns_conf
from dijkwacht.exposure.selectors import require_upload, verdicts, why, why_lines
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.selectors import actor_for, organisation_named, viewer_for
from dijkwacht.organisations.services import account_named

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Inventories of an organisation.")


@app.callback()
def inventory() -> None:
    """Take in inventories."""


@app.command("add")
def add(  # noqa: PLR0913, PLR0917 - typer makes one option of each argument
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, JSON, CycloneDX, SPDX, nmap, or ns.conf.")],
    organisation: Annotated[str, typer.Option(help="The organisation's name.")],
    account: Annotated[str, typer.Option(help="E-mail address of the account that does this.")],
    kind: Annotated[str, typer.Option(help="Which inventory this is; a newer one of the kind ends it.")] = "CMDB",
    mapping: Annotated[Path | None, typer.Option(help="Your headings to ours, JSON or YAML.")] = None,
    asset: Annotated[str, typer.Option(help="For an ns.conf: the system whose configuration it is.")] = "",
) -> None:
    """Take in an inventory and compare it with every advisory the account may see; exit 2 where it is unreadable.

    Of a NetScaler's ns.conf only six facts and the build are kept, for the system named with --asset: no line of it.
    """
    now = timezone.now()
    viewer = viewer_for(account_named(account), now)
    seen = require_upload(viewer, organisation_named(viewer, organisation, now).id, now)
    headings = read_mapping(read_object(mapping), str(mapping)) if mapping else None
    content = _content(file)
    actor = actor_for(viewer, seen.id)
    if is_ns_conf(content):
        imported = _configuration(seen.id, asset, content, str(file), actor)
    else:
        imported = services.import_inventory(
            organisation=seen.id,
            content=content,
            name=file.name,
            actor=actor,
            at=now,
            kind=kind,
            called=seen.name,
            read=_read(content, file, seen.name, headings),
        )
    if imported.error is not None:
        raise imported.error
    ran = services.run_matching(organisations=[seen.id], documents=documents_seen(viewer), actor=actor, at=now)
    answers = ", ".join(f"{count} {verdict}" for verdict, count in ran.counts.items()) or "no answers"
    typer.echo(f"{imported.state}: {imported.rows} rows, {imported.resolved} of a known product; {answers}", err=True)


@app.command("why")
def explain(
    asset: Annotated[str, typer.Argument(metavar="SYSTEM", help="As the inventory calls it.")],
    flaw: Annotated[str, typer.Argument(metavar="CVE", help="The vulnerability.")],
    organisation: Annotated[str, typer.Option(help="The organisation's name.")],
    account: Annotated[str, typer.Option(help="E-mail address of the account that asks.")],
) -> None:
    """Say why a system has its verdict: row, version, bounds, condition and every source."""
    now = timezone.now()
    viewer = viewer_for(account_named(account), now)
    seen = organisation_named(viewer, organisation, now)
    found = verdicts(viewer, seen.id, vulnerabilities=[flaw.upper()])
    one = next((verdict for verdict in found if verdict.asset.casefold() == asset.casefold()), None)
    if one is None:
        raise NotFound
    for line in why_lines(why(viewer, seen.id, one.id, now)):
        typer.echo(line)


@app.command("vocabulary")
def vocabulary(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with the columns vendor, product.")],
) -> None:
    """Take over the names of the CPE dictionary, from which unknown names get suggestions; nothing is fetched."""
    new = services.import_vocabulary(content=_content(file))
    typer.echo(f"{new} new names for suggestions", err=True)


def _configuration(organisation: UUID, asset: str, content: bytes, place: str, actor: Actor) -> services.Imported:
    if not asset.strip():
        raise UnreadableInventory(
            "this is a configuration", place=place, expected="the system that it is of", remedy="add --asset NAME"
        )
    return services.import_configuration(
        organisation=organisation, asset=asset.strip(), content=content, actor=actor, at=timezone.now()
    )


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableInventory(place=str(file), expected="a readable file") from error
    refuse_large(len(content), str(file))
    return content


def _read(
    content: bytes, file: Path, organisation: str, headings: dict[str, str] | None
) -> Inventory | UnreadableInventory:
    try:
        return read_inventory(content, place=str(file), organisation=organisation, name=file.name, mapping=headings)
    except UnreadableInventory as error:
        return error
