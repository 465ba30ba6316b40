"""`dijkwacht organisations`: the register as a file."""

import json
import secrets
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from django.db import transaction
from django.utils import timezone

from dijkwacht.journal.services.removing import RESTORE
from dijkwacht.kernel.actor import Actor, ActorKind, Role
from dijkwacht.kernel.errors import Refused, Unreadable
from dijkwacht.kernel.operation import Scope
from dijkwacht.organisations import services
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.register import OrganisationDetails
from dijkwacht.organisations.domain.words import Nature, OrganisationKind
from dijkwacht.organisations.selectors import Part, actor_for, export_register, tokens_of, viewer_for
from dijkwacht.organisations.services.contacts import empty_contacts_of

PASSWORD_BYTES = 15

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The register of organisations as a file.")


class NoDesk(Refused):
    """Only an account with a desk's or the national desk's role may take over a register file."""


class NoSuchFile(Unreadable):
    """This file cannot be opened."""


tokens = typer.Typer(add_completion=False, no_args_is_help=True, help="Tokens by which programs act for an account.")
Account = Annotated[str, typer.Option("--account", help="E-mail address of the account that does this.")]


@app.command("import")
def take_over(file: Annotated[Path, typer.Argument(help="CSV or JSON")], account: Account) -> None:
    """Take over organisations, memberships and contact points; all or nothing, twice is once."""
    viewer = viewer_for(services.account_named(account), timezone.now())
    desks = [office for office in viewer.offices if office.role in {Role.DESK, Role.SHIFT_LEAD, Role.NATIONAL}]
    if not desks:
        raise NoDesk(place=account)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NoSuchFile(place=str(file), expected="a readable file") from error
    by = desks[0].organisation
    imported = services.import_register(content=content, by=by, actor=actor_for(viewer, by))
    typer.echo(f"{imported.created} new, {imported.changed} changed, {imported.unchanged} the same", err=True)


@app.command("begin")
def begin(
    name: Annotated[str, typer.Argument(help="The organisation that this instance is run for.")],
    email: Annotated[str, typer.Argument(help="Address of the first account.")],
    kind: Annotated[OrganisationKind, typer.Option(help="What it is.")] = OrganisationKind.SECTOR_CERT,
    role: Annotated[Role, typer.Option(help="What the account may do there.")] = Role.DESK,
) -> None:
    """Make an organisation and an account with a role there: the first of an instance. Its password goes to stdout."""
    now = timezone.localtime()
    operator = Actor(ActorKind.PERSON, Role.OPERATOR.value)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with transaction.atomic():
        services.ensure_sectors()
        details = OrganisationDetails(name, (kind,), Nature.ACTING)
        organisation = services.record_organisation(details=details, actor=operator).id
        account = services.create_account(email=email, password=password)
        period = read_period(now.date().isoformat())
        services.give_role(account=account, organisation=organisation, role=role, period=period, actor=operator)
    typer.echo(f"{email} is {role} of {name}. Sign in, change the password and add a second factor.", err=True)
    typer.echo(password)


@app.command("export")
def give(
    account: Account,
    part: Annotated[Part, typer.Option(help="everything as JSON, or one table as CSV")] = Part.EVERYTHING,
) -> None:
    """Write what the account may see of the register to standard output; importing it again changes nothing."""
    now = timezone.now()
    sys.stdout.write(export_register(viewer_for(services.account_named(account), now), now, part))


def forget_contacts(entry: UUID | None, ground: str, at: datetime) -> int:
    """Empty the contact points of which a restored record still holds what was removed; return how many."""
    if entry is None:
        return 0
    return empty_contacts_of(entry=entry, ground=ground, at=at, actor=RESTORE)


@tokens.command("create")
def create_token(
    account: Account,
    name: Annotated[str, typer.Option(help="the program it is for")],
    scope: Annotated[list[Scope], typer.Option(help="what it may do; may be repeated")],
    days: Annotated[int, typer.Option(min=1, max=366, help="how long it works")] = 90,
) -> None:
    """Make a token and write it to standard output, this once; everything else goes to standard error."""
    now = timezone.now()
    made = services.make_token(
        account=services.account_named(account), name=name, scopes=scope, at=now, until=now + timedelta(days=days)
    )
    typer.echo(f"token {made.id}, {days} days; it is shown only this once", err=True)
    typer.echo(made.text)


@tokens.command("list")
def list_tokens(account: Account) -> None:
    """List the tokens of an account, one JSON object a line; the tokens themselves are nowhere."""
    for one in tokens_of(services.account_named(account), timezone.now()):
        row = {
            "id": str(one.id),
            "name": one.name,
            "scopes": [str(scope) for scope in one.scopes],
            "ends_at": one.ends_at.isoformat(),
            "used_at": one.used_at.isoformat() if one.used_at else None,
            "holds": one.holds,
        }
        typer.echo(json.dumps(row, ensure_ascii=False))


@tokens.command("revoke")
def revoke_token(account: Account, token: Annotated[UUID, typer.Argument(help="its id, as list shows it")]) -> None:
    """Let a token end now."""
    services.revoke_token(account=services.account_named(account), token=token, at=timezone.now())
    typer.echo("revoked", err=True)
