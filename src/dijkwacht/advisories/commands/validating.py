"""`dijkwacht advisory validate`: judge advisories from the command line, without a database."""

import gc
import hashlib
import json
from pathlib import Path
from typing import Annotated

import typer

from dijkwacht.advisories.adapters.validator import ValidatorFailed, validate
from dijkwacht.advisories.domain.validation import Preset, Validation
from dijkwacht.advisories.engine.loading import UnreadableAdvisory, read_bytes
from dijkwacht.advisories.engine.reading import read_format
from dijkwacht.advisories.engine.values import Format

EXIT_FINDINGS = 1
EXIT_UNREADABLE = 2
EXIT_NOT_JUDGED = 3


def validate_file(
    file: Annotated[Path, typer.Argument(help="A CSAF 2.0, CSAF 2.1 or CVE 5 document.", metavar="FILE")],
    preset: Annotated[Preset, typer.Option(help="Which tests to run.")] = Preset.BASIC,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,  # noqa: FBT002 - typer reads the flag so
) -> None:
    """Judge one advisory: exit 0 valid, 1 findings of severity error, 2 unreadable, 3 could not be judged."""
    gc.disable()  # the document stays until the end: it is not searched for cycles, now or while rules run
    try:
        content = read_bytes(file)
        digest = hashlib.sha256(content).hexdigest()
        form, value = read_format(content, str(file))
        del content  # a large document is not kept twice while it is judged
        gc.freeze()
        gc.enable()
    except UnreadableAdvisory as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_UNREADABLE) from error
    try:
        validation = validate(value, form, preset)
    except ValidatorFailed as error:
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(EXIT_NOT_JUDGED) from error
    if as_json:
        said = json.dumps(describe(file, digest, form, validation), ensure_ascii=False, indent=2)
    else:
        said = _sentences(file, form, validation)
    typer.echo(said.encode("utf-8", "replace"))  # a document may hold half characters, which no terminal shows
    if not validation.valid:
        raise typer.Exit(EXIT_FINDINGS)


def describe(file: Path, sha256: str, form: Format, validation: Validation) -> dict[str, object]:
    """Return the document that CONTRACTS.md promises."""
    return {
        "file": str(file),
        "sha256": sha256,
        "format": form.value,
        "schema_valid": validation.schema_valid,
        "valid": validation.valid,
        "validator": {
            "name": validation.validator,
            "version": validation.version,
            "preset": validation.preset.value,
        },
        "findings": [
            {"test": f.test, "severity": f.severity.value, "path": f.path, "message": f.message}
            for f in validation.findings
        ],
    }


def _sentences(file: Path, form: Format, validation: Validation) -> str:
    word = "valid" if validation.valid else "not valid"
    head = f"{file}: {word} as {form} ({validation.validator} {validation.version}, preset {validation.preset})"
    return "\n".join([head, *(f"  {f.severity}  {f.test}  {f.path or '/'}  {f.message}" for f in validation.findings)])
