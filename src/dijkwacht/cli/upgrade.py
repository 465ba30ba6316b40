"""`dijkwacht upgrade`: dump, then change the tables, one at a time; what fails leaves the old version startable.

What is checked and promised stands in docs/decisions/0070.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dijkwacht.cli import dumps, owner, surroundings
from dijkwacht.kernel.errors import DijkwachtError

if TYPE_CHECKING:
    from dijkwacht.cli.tables import Pending

PATIENCE = 3.0


class NotUpgradable(DijkwachtError):  # noqa: N818 - the name people read
    """This database cannot be brought to this version; what is in the way is said above."""


def upgrade(
    *,
    dump_to: Annotated[Path | None, typer.Option("--dumps", help="Where the dump goes; else STATE/dumps.")] = None,
    keep: Annotated[int, typer.Option(min=1, help="How many dumps stay there.")] = 3,
    pre_only: Annotated[
        bool, typer.Option("--pre-only", help="Only the changes that the version still running bears.")
    ] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Only say what would be done.")] = False,
) -> None:
    """Bring the tables to this version: dump first, then pre changes, then post changes.

    Works as the owner (DATABASE_OWNER_URL). A change is made whole or not at all; after a failure the version that ran
    before can be started, and this command run again goes on from there.
    """
    with owner.at_work():
        _refuse_unfit()
        with owner.alone(wait=PATIENCE):
            from dijkwacht.cli import tables  # noqa: PLC0415 - Django is loaded only by those who need it

            waiting = tables.pending()
            wanted = waiting.first if pre_only else waiting.everything
            if plan or not wanted:
                _say_plan(waiting, pre_only=pre_only)
                return
            dump = None if waiting.fresh else _dump(dump_to or surroundings.here().state / "dumps", keep)
            _change(waiting, dump, pre_only=pre_only)


def _change(waiting: "Pending", dump: Path | None, *, pre_only: bool) -> None:
    from dijkwacht.cli import tables  # noqa: PLC0415 - Django is loaded only by those who need it

    try:
        tables.change(waiting.first)
    except tables.ChangeFailed as failed:
        failed.remedy = _remedy("the version that ran before can be started", dump)
        raise
    _say(f"{len(waiting.first)} changes made that any version bears.")
    if pre_only:
        _say(f"{len(waiting.rest)} wait until no older version runs: then run dijkwacht upgrade.")
        return
    try:
        tables.change(waiting.rest)
    except tables.ChangeFailed as failed:
        failed.remedy = _remedy("start this version, which works on these tables", dump)
        raise
    tables.settle()
    _say(f"{len(waiting.rest)} changes made that only this version bears. The tables are those of {_ours()}.")


def _remedy(start: str, dump: Path | None) -> str:
    kept = f"; the dump from before is {dump}" if dump else ""
    return f"{start}{kept}; tell us what failed, and run this again once it is mended"


def _refuse_unfit() -> None:
    """Refuse an old PostgreSQL, a missing extension, and tables made by a newer version, each with its sentence."""
    from django.core.checks import run_checks  # noqa: PLC0415 - Django is loaded only by those who need it

    asked = run_checks(tags=["upgrade"], include_deployment_checks=True, databases=["default"])
    serious = [one for one in asked if one.is_serious()]
    for one in serious:
        _say(f"{one.id}: {one.msg} {one.hint or ''}")
    if serious:
        raise NotUpgradable


def _dump(folder: Path, keep: int) -> Path:
    written = dumps.take(owner.address(), folder.absolute(), f"before-{_ours()}")
    _say(f"Dumped to {written} ({written.stat().st_size / 1e6:.1f} MB).")
    for old in dumps.keep_last(folder, keep):
        _say(f"Removed the old dump {old}.")
    return written


def _say_plan(waiting: "Pending", *, pre_only: bool) -> None:
    from dijkwacht.cli import tables  # noqa: PLC0415 - Django is loaded only by those who need it

    for heading, changes in (("pre", waiting.first), ("post", () if pre_only else waiting.rest)):
        for one in changes:
            print(f"{heading:<5}{tables.name_of(one)}")  # noqa: T201 - the answer that was asked for
    if not waiting.everything:
        _say(f"The tables are those of {_ours()} already: nothing to do.")
    elif pre_only and not waiting.first:
        _say(f"Nothing to do now; {len(waiting.rest)} changes wait until no older version runs.")


def _ours() -> str:
    return version("dijkwacht")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
