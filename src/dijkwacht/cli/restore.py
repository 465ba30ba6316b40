"""`dijkwacht restore DIR`: an empty target becomes what was backed up, proven, and forgets what was removed since."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dijkwacht.cli import django, owner, surroundings
from dijkwacht.cli.migrate import migrate

if TYPE_CHECKING:
    from dijkwacht.journal.commands.restoring import Chosen

FOUND_SOMETHING = 1


def restore(
    folder: Annotated[Path, typer.Argument(help="A folder of backups (the newest is taken), or one backup in it.")],
    *,
    removals: Annotated[
        Path | None, typer.Option(help="One more list of removals, such as the witness's removals.jsonl.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The public key, obtained elsewhere (64 hexadecimal digits).")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the backup, and say what is wrong with it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Restore into an empty database and state folder, as the owner (DATABASE_OWNER_URL) or embedded; verify all of it.

    Reads the backup first, then copies, compares every table, brings the tables up to this version, verifies the
    record, and replays the removals made since. Killed half way, the same command goes on. Exit 1 where something
    differs, with file, table or entry; a target that is not empty is refused.
    """
    if check:
        surroundings.settle(surroundings.here())
        django.start()
        _read(folder, as_json=as_json)
        return
    with owner.at_work():
        _restore(_read(folder, as_json=as_json), removals, key, as_json=as_json)


def _read(folder: Path, *, as_json: bool) -> "Chosen":
    """Return the backup once all of it was read and found as it was written; else say what differs, and end with 1."""
    from dijkwacht.journal.commands import restoring  # noqa: PLC0415 - needs Django
    from dijkwacht.journal.commands.progress import Progress  # noqa: PLC0415 - as above

    progress = Progress()
    chosen = restoring.choose(folder)
    progress.step(f"{chosen.manifest.name}: reading the backup, made by version {chosen.manifest.version}")
    wrong = restoring.differences_in(chosen, progress)
    if wrong:
        _end_different(wrong, as_json=as_json)
    progress.end(f"{chosen.manifest.name}: complete and as it was written; {chosen.manifest.entries} entries.")
    return chosen


def _restore(chosen: "Chosen", removals: Path | None, key: Path | None, *, as_json: bool) -> None:
    from dijkwacht.journal.commands import proof, restoring  # noqa: PLC0415 - needs Django
    from dijkwacht.journal.commands.progress import Progress  # noqa: PLC0415 - as above
    from dijkwacht.organisations.commands import forget_contacts  # noqa: PLC0415 - as above

    progress = Progress()
    signed_before = (surroundings.here().state / "keys" / "head.key").exists()
    restoring.refuse_unless_empty(chosen)
    try:
        restoring.bring_back(chosen, progress)
        progress.step("bringing the tables up to this version")
        migrate()
        progress.step("verifying the record")
        restoring.prove(chosen, proof.trusting(key))
        known, until = restoring.removals_to_replay(chosen, removals)
        replayed = 0
        for removal in known:
            forget_contacts(removal.entry, removal.ground, removal.at)
            replayed += restoring.replay(removal)
        checked = restoring.finish(replayed)
    except restoring.Different as wrong:
        _end_different((str(wrong),), as_json=as_json)
    progress.end(
        f"Restored: {chosen.manifest.entries} entries as of {chosen.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC,"
        f" {len(chosen.manifest.tables)} tables and {chosen.manifest.evidence_files} files of evidence equal,"
        f" the record verified; {replayed} removals replayed."
    )
    progress.end(
        f"Removals are known up to {until:%Y-%m-%d %H:%M:%S} UTC: what was removed later must be removed again."
    )
    if not signed_before:
        progress.end(
            "No signing key was here: the record goes on under a new one. dijkwacht keys restore, done before the"
            " restore, would have kept the old one; tell your witnesses which."
        )
    if as_json:
        answer = {"ok": True, "backup": chosen.manifest.name, "entries": checked.entries, "replayed": replayed}
        print(json.dumps(answer | {"removals_known_until": until.isoformat()}))  # noqa: T201 - the answer asked for


def _end_different(wrong: tuple[str, ...], *, as_json: bool) -> None:
    for line in wrong:
        sys.stderr.write(f"different: {line}\n")
    if as_json:
        print(json.dumps({"ok": False, "different": list(wrong)}))  # noqa: T201 - the answer asked for
    raise typer.Exit(FOUND_SOMETHING)
