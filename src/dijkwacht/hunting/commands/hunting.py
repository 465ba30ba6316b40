"""`dijkwacht hunt`: from evidence and rules to findings, coverage and a verdict, without server or network."""

import gc
import json
import os
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from time import monotonic
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from dijkwacht.hunting.engine.handover import hand_over, pack_digest
from dijkwacht.hunting.engine.hunt import HuntResult, Request, hunt
from dijkwacht.hunting.engine.keeping import all_is_kept
from dijkwacht.hunting.engine.model import Finding
from dijkwacht.hunting.engine.report import EXITS, lines, printable, when
from dijkwacht.hunting.engine.rules.own_traces import OWN
from dijkwacht.hunting.engine.rules.packs import SHIPPED, load_pack, place_of
from dijkwacht.hunting.engine.rules.signed import read_key, verify_signed
from dijkwacht.hunting.engine.ruleset import RuleSet, rule_set
from dijkwacht.kernel.errors import DijkwachtError, Unreadable
from dijkwacht.kernel.window import ZONE, Window, read_moment

EXIT_WRONG_USE = 2
_SHOWN = 40


def hunt_command(  # noqa: PLR0913 - one argument per promised flag
    *,
    evidence: Annotated[list[str], typer.Argument(metavar="EVIDENCE...", help="File, folder or archive.")],
    rules: Annotated[list[str], typer.Option(metavar="PACK", help="Shipped pack, file or folder; may be repeated.")],
    window: Annotated[str, typer.Option(metavar="START/END", help="The exposed window; END is outside it.")],
    collected_at: Annotated[str, typer.Option(metavar="T", help="When the evidence was secured.")] = "",
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="Zone of clocks that do not state it.")] = "",
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="How many files are searched at once.")] = None,
    sha256: Annotated[bool, typer.Option("--sha256", help="Name the evidence by SHA-256 too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line on stdout.")] = False,
    rules_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ed25519 key that must have signed PACK.")
    ] = None,
    export: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Hand over to others: a new folder.")] = None,
) -> None:
    """Look for signs of misuse. Exit 0 covered without signs, 1 signs, 2 wrong use, 3 could not say for all of it."""
    started = monotonic()
    try:
        zone = _zone(timezone)
        request = Request(
            read_window(window, zone or ZONE),
            _moment(collected_at, zone or ZONE, "--collected-at") if collected_at else None,
            zone,
            workers or min(4, len(os.sched_getaffinity(0))),
            sha256,
            progress=_progress if sys.stderr.isatty() else None,
        )
        own = request.window
        typer.echo(f"window: {when(own.start)} until {when(own.end)}, in {zone or ZONE} days: {own.days()}", err=True)
        if rules_key is not None:
            _only_signed(rules, rules_key)
        compiled = _compiled(rules)
        result = hunt(evidence, compiled, request)
        if export is not None:
            packs = {name: pack_digest(place_of(name)) for name in rules}
            named = hand_over(result, evidence, packs, export)
            typer.echo(f"handed over in {export}: {', '.join(named)}", err=True)
    except DijkwachtError as error:
        typer.echo(f"dijkwacht hunt: {error}", err=True)
        raise typer.Exit(EXIT_WRONG_USE) from error
    seconds = monotonic() - started
    if as_json:
        for line in lines(result, seconds):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    else:
        _tell(result, seconds)
    raise typer.Exit(EXITS[result.verdict.answer])


def _only_signed(named: list[str], rules_key: Path) -> None:
    key = read_key(rules_key)
    for place in map(place_of, named):
        if place.parent != SHIPPED:
            verify_signed(place, key)


def _compiled(named: list[str]) -> RuleSet:
    with all_is_kept():
        packs = [load_pack(name) for name in named]
    for pack in packs:
        if len(pack.indicators) > 1000 and not any(one.variants for one in pack.indicators):  # noqa: PLR2004 - packs.MOST_WITH_VARIANTS
            typer.echo(f"{pack.name}: sought as written only, a list this long in no other spellings", err=True)
    rules = rule_set(packs, cache=cache_folder())
    gc.freeze()  # they stay until the process ends: looking through a long list for rubbish takes as long as arming it
    return rules


def cache_folder() -> Path | None:
    """Return where compiled databases are kept between runs, None where there is no home."""
    place = os.environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if (home := os.environ.get("HOME")) else "")
    return Path(place) / "dijkwacht" / "hunt" if place else None


def read_window(text: str, zone: ZoneInfo) -> Window:
    """Read START/END; a bare date is the midnight that begins it in `zone`. Raises Unreadable."""
    start, slash, end = text.partition("/")
    if not slash:
        raise Unreadable(
            f"{text!r} is no window", place="--window", expected="START/END, such as 2019-12-24/2020-01-17"
        )
    return Window(_moment(start, zone, "--window"), _moment(end, zone, "--window"))


def _moment(text: str, zone: ZoneInfo, place: str) -> datetime:
    text = text.strip()
    try:
        if len(text) == len("2020-01-17"):
            return datetime.combine(date.fromisoformat(text), time(), zone).astimezone(UTC)
        at = datetime.fromisoformat(text)
    except ValueError:
        read_moment(text)
        raise Unreadable(f"{text!r} is no time", place=place, expected="2020-01-17 or 2020-01-17T12:00+01:00") from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise Unreadable(
            f"{name!r} is no time zone", place="--timezone", expected="one such as Europe/Amsterdam"
        ) from error


def _progress(path: str, done: int) -> None:
    sys.stderr.write(f"\r{done / 1e6:,.0f} MB  {printable(path)[-60:]:<60}")
    sys.stderr.flush()


def _tell(result: HuntResult, seconds: float) -> None:
    for finding in result.findings[:_SHOWN]:
        _say(_sentence(finding))
    if len(result.findings) > _SHOWN:
        typer.echo(f"... and {len(result.findings) - _SHOWN} more; --json shows all")
    for source in result.coverage:
        gaps = f", {len(source.gaps)} gaps" if source.gaps else ""
        _say(f"{source.kind}  {source.source}  {when(source.first) or 'present'} - {when(source.last) or ''}{gaps}")
    for skipped in result.skipped:
        _say(f"not looked at: {skipped.place.shown}: {skipped.reason}")
    for rule in result.rules:
        if not rule.armed:
            _say(f"not armed: {rule.rule}: {rule.why_not}")
    _say(f"{result.verdict.answer}: " + "; ".join(reason.en for reason in result.verdict.reasons))
    typer.echo(f"{result.bytes / 1e6:,.1f} MB in {seconds:.1f} s with {result.engine}", err=True)


def _say(line: str) -> None:
    """Print what holds names and lines of the evidence: whoever made those may not draw on this terminal."""
    typer.echo(printable(line))


def _sentence(one: Finding) -> str:
    at = when(one.solved.at) if one.solved else "no time"
    line = f", line {one.line}" if one.line else ""
    own = f"  [{one.notes[OWN]}]" if OWN in one.notes else ""
    return f"{one.finding_class} ({one.confidence})  {one.title}  {one.place.shown}{line}  {at}: {one.text[:200]}{own}"
