"""The part of `dijkwacht probe` that asks the database: what is registered and permitted, and the record of results."""

import json
from collections.abc import Sequence
from pathlib import Path

import typer
from django.conf import settings
from django.utils import timezone

from dijkwacht.kernel.reach import read_networks
from dijkwacht.organisations.selectors import actor_for, viewer_for
from dijkwacht.organisations.services import account_named
from dijkwacht.verification import services
from dijkwacht.verification.adapters.outside import Errand, ask
from dijkwacht.verification.commands.elsewhere import exit_code, read_json, show
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.domain.permission import read_target
from dijkwacht.verification.domain.running import Handed, read_handed, result_of
from dijkwacht.verification.domain.travelling import answer_written, permit_written
from dijkwacht.verification.selectors import TargetPage, target_named

HERE = "the command line"


def run_here(target: str, account: str, methods: Sequence[Method], *, as_json: bool) -> None:
    """Check a registered target from this machine and record it; ends with the exit code of what was found."""
    now = timezone.now()
    viewer = viewer_for(account_named(account), now)
    page = target_named(viewer, read_target(target), now)
    side, place = Side(settings.PROBE_SIDE), settings.PROBE_PLACE or HERE
    actor = actor_for(viewer, page.target.organisation)
    run = services.start_check(
        actor=actor, target=page.target.id, at=now, place=place, side=side, methods=methods, queue=False
    )
    work = services.begin(run=run, at=now)
    if work is None:
        raise typer.Exit(2)
    networks = read_networks(settings.PROBE_NETWORKS, "DIJKWACHT_PROBE_NETWORKS")
    reference = str(work.reference)
    errand = Errand(work.target, work.methods, work.permitted, reference, side, networks, settings.PUBLIC_URL)
    results = [result_of(found) for found in ask(errand)]
    services.finish(run=run, results=results, at=timezone.now())
    if as_json:
        answer = answer_written(Handed(work.target.name, reference, place, side, now, tuple(results)))
        typer.echo(json.dumps(answer, ensure_ascii=False))
    show(work.target.name, place, side, results)
    raise typer.Exit(exit_code(results))


def print_permit(target: str, account: str) -> None:
    """Print the standing permission of a target as JSON."""
    page = _own(target, account)
    if page.target.permission is None or page.may_start.answer != "yes":
        raise services.NotPermitted(page.may_start, place=page.target.target.name)
    permit = permit_written(page.target.target, page.target.permission.permission, settings.PUBLIC_URL)
    typer.echo(json.dumps(permit, ensure_ascii=False))


def hand_in_file(file: Path, account: str) -> None:
    """Record the results in a file as declared by the account."""
    value, content = read_json(file, "what `probe elsewhere --json` printed")
    handed = read_handed(value)
    page = _own(handed.target, account)
    now = timezone.now()
    actor = actor_for(viewer_for(account_named(account), now), page.target.organisation)
    services.hand_in(actor=actor, target=page.target.id, handed=handed, content=content, at=now)
    typer.echo(f"{page.target.target.name}: recorded, seen from {handed.place}", err=True)


def _own(target: str, account: str) -> TargetPage:
    now = timezone.now()
    return target_named(viewer_for(account_named(account), now), read_target(target), now)
