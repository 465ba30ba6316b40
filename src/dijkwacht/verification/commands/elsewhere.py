"""`dijkwacht probe elsewhere`: a check without database, on a machine at another place, by a permission file."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.reach import read_networks
from dijkwacht.verification.adapters.outside import Errand, ask
from dijkwacht.verification.domain.methods import METHOD_WORDS, Side
from dijkwacht.verification.domain.outcomes import OUTCOME_WORDS, Outcome
from dijkwacht.verification.domain.permission import may_check
from dijkwacht.verification.domain.running import LARGEST, Handed, Result, result_of
from dijkwacht.verification.domain.travelling import NotAPermit, answer_written, read_permit

NOTHING_WRONG, FOUND, WRONG_USE, UNCLEAR = range(4)
EMULATED = "tested against our emulator, never against an appliance"


def check_elsewhere(
    permit: Annotated[Path, typer.Argument(help="The file that `dijkwacht probe permit` printed.")],
    place: Annotated[str, typer.Option(help="What this place is called in the record.")],
    side: Annotated[Side, typer.Option(help="Where this place stands.")] = Side.OUTSIDE,
    network: Annotated[list[str] | None, typer.Option(help="A network to reach besides public ones.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, to be handed in.")] = False,
) -> None:
    """Check what a permission file names, from here, without a database; exit as for `run`."""
    try:
        target, permission, contact = read_permit(_read(permit))
        networks = read_networks(",".join(network or []))
    except (DijkwachtError, ValueError) as error:
        typer.echo(f"dijkwacht probe: {error}", err=True)
        raise typer.Exit(WRONG_USE) from error
    at = datetime.now(UTC)  # noqa: TID251 - the edge: what is checked is checked now
    methods = tuple(sorted(permission.methods))
    permitted = may_check(permission, methods, at)
    errand = Errand(target, methods, permitted, str(permission.reference), side, networks, contact)
    results = [result_of(found) for found in ask(errand)]
    if as_json:
        answer = answer_written(Handed(target.name, str(permission.reference), place, side, at, tuple(results)))
        typer.echo(json.dumps(answer, ensure_ascii=False))
    show(target.name, place, side, results)
    raise typer.Exit(exit_code(results))


def show(name: str, place: str, side: Side, results: Sequence[Result]) -> None:
    """Say what was found, for people, on stderr."""
    typer.echo(f"{name}, from {place} ({side.value}); {EMULATED}", err=True)
    for result in results:
        typer.echo(f"{METHOD_WORDS[result.method].en}: {OUTCOME_WORDS[result.outcome].en}", err=True)
        for reason in result.reasons:
            typer.echo(f"  {reason.text.en}", err=True)
        for limit in result.limits:
            typer.echo(f"  limit: {limit.en}", err=True)


def exit_code(results: Sequence[Result]) -> int:
    """Return 2 where we refused, 1 where something was found, 3 where something could not be judged, else 0."""
    outcomes = {result.outcome for result in results}
    if Outcome.REFUSED_BY_US in outcomes:
        return WRONG_USE
    bad = {Outcome.OPEN, Outcome.UNMITIGATED, Outcome.WRONG_CERTIFICATE}
    unsound = any(reason.code == "unsound-build" for result in results for reason in result.reasons)
    if outcomes & bad or unsound:
        return FOUND
    judged = {Outcome.CLOSED, Outcome.MITIGATED}
    read = all(result.outcome in judged or result.build for result in results)
    return NOTHING_WRONG if read else UNCLEAR


def read_json(file: Path, wanted: str) -> tuple[object, bytes]:
    """Return what a JSON file holds, and its bytes; raises NotAPermit where it is none or too large."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) <= LARGEST:
            return json.loads(content), content
    except (OSError, ValueError) as error:
        raise NotAPermit("this file cannot be read", place=str(file), expected=wanted) from error
    raise NotAPermit("this file is too large", place=str(file), expected=wanted)


def _read(file: Path) -> object:
    return read_json(file, "a permission file")[0]
