"""`dijkwacht provider`: fetch advisories from CSAF providers, from the command line."""

import json
from dataclasses import asdict
from typing import Annotated
from uuid import UUID

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.adapters.outside import outside
from dijkwacht.advisories.adapters.validator import validate
from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.engine.fetching import locate
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.selectors import actor_for, viewer_for
from dijkwacht.organisations.services import account_named

EXIT_FOUND = 1

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Fetch advisories from CSAF providers.")
Desk = Annotated[str, typer.Option("--account", help="E-mail address of the desk's account that does this.")]


class NotADesk(Refused):
    """Only an account with a desk's or the national desk's role fetches advisories."""


@app.command("add")
def add_provider(
    address: Annotated[str, typer.Argument(help="A domain, or the address of provider-metadata.json.")],
    account: Desk,
    level: Annotated[Level, typer.Option(help="Where its issuers stand.")] = Level.VENDOR,
    label: Annotated[Label | None, typer.Option(help="The least TLP label of what it gives.")] = None,
) -> None:
    """Find a provider by its domain or address, say which keys it shows, and fetch from it every hour from now on."""
    viewer, owner = _desk(account)
    with outside() as reached:
        metadata = locate(reached.web, address)
    services.add_provider(actor=actor_for(viewer, owner), owner=owner, metadata=metadata, level=level, label=label)
    typer.echo(f"{metadata.name}: {metadata.role}, {metadata.url}", err=True)
    for fingerprint in metadata.fingerprints:
        typer.echo(f"key {fingerprint}: compare it over another channel", err=True)


@app.command("list")
def list_providers(account: Desk) -> None:
    """Write one JSON object per provider of the account's desk."""
    for one in selectors.providers(_desk(account)[0]):
        line = {
            "provider": str(one.id),
            "name": one.name,
            "url": one.url,
            "role": one.role.value,
            "paused": one.paused,
            "ran_at": one.ran_at.isoformat() if one.ran_at else None,
            "error": one.error,
            "documents": {state.value: number for state, number in one.counts.items()},
        }
        typer.echo(json.dumps(line, ensure_ascii=False))


@app.command("fetch")
def fetch(
    account: Desk, provider: Annotated[str, typer.Argument(help="Its id, name or address; none means all.")] = ""
) -> None:
    """Fetch now: exit 0, or 1 where something was refused or could not be had; one JSON object per run."""
    viewer, owner = _desk(account)
    meant = [one for one in selectors.providers(viewer) if provider in {"", one.name, one.url, str(one.id)}]
    if not meant:
        raise NotFound(place=provider, expected="the id, name or address of a provider")
    ended = [_run(one.id, one.name, owner) for one in meant]
    if any(outcome.error or outcome.refused or outcome.quarantined or outcome.unfetched for outcome in ended):
        raise typer.Exit(EXIT_FOUND)


def _run(provider: UUID, name: str, owner: UUID) -> services.Outcome:
    with outside() as reached, Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(name, total=None)
        outcome = services.fetch_provider(
            provider=provider,
            owner=owner,
            outside=reached,
            validate=validate,
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )
    typer.echo(json.dumps({"provider": str(provider), "name": name, **asdict(outcome)}, ensure_ascii=False))
    return outcome


def _desk(account: str) -> tuple[Viewer, UUID]:
    viewer = viewer_for(account_named(account), timezone.now())
    owner = desk_of(viewer)
    if owner is None:
        raise NotADesk(place=account)
    return viewer, owner
