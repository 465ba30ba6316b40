"""`dijkwacht match`: from files to verdicts, without a database."""

import gc
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from dijkwacht.advisories.engine.loading import read_bytes
from dijkwacht.advisories.engine.marks import Exploited
from dijkwacht.advisories.engine.reading import read_document
from dijkwacht.advisories.engine.values import Document
from dijkwacht.exposure.adapters.amendment_files import read_amendment_file, read_object
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.engine.exploited import is_catalogue, read_catalogue
from dijkwacht.exposure.engine.headings import read_mapping
from dijkwacht.exposure.engine.inventory import LARGEST_FILE, Inventory, UnreadableInventory
from dijkwacht.exposure.engine.matching import Match, Matcher, matcher_of
from dijkwacht.exposure.engine.report import error_line, match_line, summary_line
from dijkwacht.exposure.engine.schemes import (
    Schemes,
    UnreadableScheme,
    failed_examples,
    load_schemes,
    shipped_schemes,
)
from dijkwacht.kernel.errors import DijkwachtError

if TYPE_CHECKING:
    from dijkwacht.exposure.domain.verdicts import Exposure

EXIT_WRONG_USE = 2
_MOST_NAMED = 5
_BEGINNING = 64 * 1024
_in_json = msgspec.json.Encoder().encode


def match(  # noqa: PLR0913 - one argument per promised flag
    *,
    advisory: Annotated[list[Path], typer.Option(help="CSAF or CVE document, or KEV; may be repeated.")],
    inventory: Annotated[
        list[str], typer.Option(metavar="FILE", help="Inventory (CSV, XLSX, JSON, CycloneDX, SPDX, nmap).")
    ],
    amendment: Annotated[list[Path] | None, typer.Option(help="Amendment, JSON or YAML; may be repeated.")] = None,
    organisation: Annotated[str, typer.Option(help="Whose inventory it is, where the file does not say.")] = "",
    mapping: Annotated[Path | None, typer.Option(help="Your headings to ours, JSON or YAML.")] = None,
    schemes: Annotated[Path | None, typer.Option(help="Folder with version schemes of your own.")] = None,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="The day on which support is asked for.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line on stdout.")] = False,
) -> None:
    """Say which installed versions are touched by which vulnerability, and why. Exit 0, or 2 for unreadable input."""
    started = monotonic()
    gc.disable()  # all that is read stays until the end: looking for cycles in it takes a quarter of the time
    try:
        documents, exploited = _advisories(advisory)
        matcher = _matcher(documents, amendment or [], schemes, as_of)
        headings = read_mapping(read_object(mapping), str(mapping)) if mapping else None
        read = [(typed, _read(Path(typed), organisation, headings)) for typed in inventory]
    except DijkwachtError as error:
        typer.echo(f"dijkwacht match: {error}", err=True)
        raise typer.Exit(EXIT_WRONG_USE) from error
    verdicts: Counter[Exposure] = Counter()
    for found in matcher.match((file, row) for file, rows in read for row in rows.rows):
        verdicts[found.verdict] += 1
        marked = exploited.get(found.vulnerability)
        if as_json:
            _say(match_line(found, marked))
        else:
            sys.stdout.write(_sentence(found, marked) + "\n")
    for file, rows in read:
        for bad in rows.bad_rows:
            if as_json:
                _say(error_line(file, bad.number, bad.message))
            else:
                typer.echo(f"{file}, row {bad.number}: {bad.message}", err=True)
    total = sum(rows.count for _, rows in read)
    resolved = sum(matcher.knows(row) for _, rows in read for row in rows.rows)
    summary = summary_line(total, resolved, verdicts, monotonic() - started)
    if as_json:
        _say(summary)
        sys.stdout.buffer.flush()
    else:
        typer.echo(f"{total} rows, {resolved} of a known product, {verdicts.total()} answers")


def _advisories(paths: list[Path]) -> tuple[list[Document], dict[str, Exploited]]:
    """Return the documents, and what catalogues of known exploited flaws among them say of each flaw."""
    documents: list[Document] = []
    exploited: dict[str, Exploited] = {}
    for path in paths:
        held = [read_bytes(path)]  # handed on, not kept: a large document is not held twice while it is read
        if is_catalogue(held[0][:_BEGINNING]):
            catalogue = read_catalogue(held.pop())
            documents.append(catalogue.document)
            exploited |= catalogue.entries
        else:
            documents.append(read_document(held.pop(), str(path)).document)
    return documents, exploited


def _matcher(documents: list[Document], amendments: list[Path], schemes: Path | None, as_of: str) -> Matcher:
    if schemes is not None and not schemes.is_dir():
        raise UnreadableInventory(place=str(schemes), expected="a folder with scheme files (*.toml, *.json)")
    given = [item for path in amendments for item in read_amendment_file(path)]
    loaded = _schemes(schemes)
    matcher = matcher_of(documents, amendments=given, schemes=loaded, as_of=_day(as_of))
    for name in _unused(loaded, matcher) if schemes else ():
        spoken = ", ".join(sorted(matcher.by_product)[:_MOST_NAMED]) or "none"
        typer.echo(f"scheme {name} is for no product of these advisories; they speak of: {spoken}", err=True)
    return matcher


def _unused(schemes: Schemes, matcher: Matcher) -> list[str]:
    """Return the names of one's own schemes that no product of the advisories is read by."""
    own = [scheme for scheme in schemes.all if scheme not in shipped_schemes() and scheme.products]
    used = {id(schemes.named(product)) for product in matcher.by_product}
    return [scheme.name for scheme in own if id(scheme) not in used]


def _schemes(folder: Path | None) -> Schemes:
    """Return the schemes; an example of one's own that does not hold is told and refused."""
    loaded = load_schemes(folder)
    for scheme in loaded.all if folder else ():
        failed = failed_examples(scheme)
        if failed:
            raise UnreadableScheme("; ".join(failed), place=f"scheme {scheme.name}", expected="its examples to hold")
    return loaded


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UnreadableInventory(
            f"{text!r} is no date", place="--as-of", expected="a date such as 2025-06-18"
        ) from error


def _read(path: Path, organisation: str, mapping: dict[str, str] | None) -> Inventory:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableInventory(
            f"the file cannot be opened: {error.strerror or error}", place=str(path), remedy="check the path"
        ) from error
    return read_inventory(
        content,
        place=str(path),
        organisation=organisation,
        name=path.name,
        mapping=mapping,
        largest=LARGEST_FILE,
    )


def _say(value: dict[str, object]) -> None:
    """Write one line of JSON, in UTF-8 whatever the terminal speaks; half characters become question marks."""
    try:
        line = _in_json(value)
    except UnicodeEncodeError:
        line = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(line + b"\n")


def _sentence(found: Match, exploited: Exploited | None) -> str:
    product = " ".join(part for part in (found.row.vendor, found.row.product, found.row.version) if part)
    why = "; ".join(reason.text.en for reason in found.reasons)
    owner = f"{found.organisation}  " if found.organisation else ""
    listed = f" (known exploited since {exploited.added.isoformat()})" if exploited else ""
    return f"{owner}{found.asset}  {product}  {found.vulnerability}{listed}  {found.verdict.value}: {why}"
