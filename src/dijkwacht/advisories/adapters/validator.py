"""The door to the validator of the PyPI package `csaf`, and to our own reader for CVE records."""

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

from csaf import TestError, TestResult, ValidationReport
from csaf import validate as validate_2_1
from csaf._result import severity_of
from csaf.csaf.v20 import validate as validate_2_0

from dijkwacht.advisories.domain.validation import SCHEMA_TEST, Finding, Gravity, Preset, Validation
from dijkwacht.advisories.engine.cve import read_cve
from dijkwacht.advisories.engine.loading import UnreadableAdvisory
from dijkwacht.advisories.engine.values import Format
from dijkwacht.kernel.errors import DijkwachtError

_VALIDATE: dict[Format, Callable[..., ValidationReport]] = {
    Format.CSAF_2_0: validate_2_0,
    Format.CSAF_2_1: validate_2_1,
}


_DEEPEST_BRANCH = 30
_TOO_DEEP = Finding(
    "6.1.34",
    Gravity.ERROR,
    "/product_tree/branches",
    f"branches stand more than {_DEEPEST_BRANCH} deep; the validator stops there, no other test was run",
)


class ValidatorFailed(DijkwachtError):  # noqa: N818 - said of the validator, not of the document
    """The validator itself stopped; the document could not be judged."""


def validate(value: object, form: Format, preset: Preset) -> Validation:
    """Return what the validator says of the JSON `value`; no network is used, so tests that need it are left out.

    Raises ValidatorFailed where the validator stops on the document.
    """
    if not form.is_csaf:
        return _validate_record(value, preset)
    try:
        report = _VALIDATE[form](value, preset=preset.value)
    except Exception as error:  # a foreign library on hostile input: anything means "could not judge"
        if form is Format.CSAF_2_1 and preset is not Preset.SCHEMA and _is_too_deep(value):
            return Validation("csaf", version("csaf"), preset, (_TOO_DEEP,))
        raise ValidatorFailed(
            f"the validator stopped: {type(error).__name__}",
            remedy="report this document to the makers of the package csaf",
        ) from error
    findings = tuple(finding for result in report.results for finding in _findings(result))
    return Validation("csaf", version("csaf"), preset, findings)


def _is_too_deep(value: object) -> bool:
    """Return whether more than 30 branches stand one below the other, which test 6.1.34 of CSAF 2.1 forbids."""
    tree = value.get("product_tree") if isinstance(value, dict) else None
    level: list[object] = [tree]
    for _ in range(_DEEPEST_BRANCH + 1):
        lists = [item.get("branches") for item in level if isinstance(item, dict)]
        level = [branch for branches in lists if isinstance(branches, list) for branch in branches]
    return bool(level)


def _findings(result: TestResult) -> Iterator[Finding]:
    if result.skipped:
        return
    if not result.passed:
        yield from _located(result.id, Gravity(severity_of(result)), result.errors, result.title)
    yield from _located(result.id, Gravity.WARNING, result.warnings)
    yield from _located(result.id, Gravity.INFO, result.infos)


def _located(test: str, gravity: Gravity, errors: tuple[TestError, ...], title: str = "") -> Iterator[Finding]:
    """Yield one finding per place; a failed test that names no place is a finding about the whole document."""
    if not errors and title:
        yield Finding(test, gravity, "", title)
    for error in errors:
        yield Finding(test, gravity, error.instance_path.rstrip("/"), error.message)


def _validate_record(value: Any, preset: Preset) -> Validation:  # noqa: ANN401 - JSON as it came
    """Return the verdict on a CVE record: only the structure that our reader relies on is checked."""
    findings: tuple[Finding, ...] = ()
    try:
        read_cve(value)
    except UnreadableAdvisory as error:
        message = f"{error.message} Expected {error.expected}."
        findings = (Finding(SCHEMA_TEST, Gravity.ERROR, error.place.rstrip("/"), message),)
    return Validation("dijkwacht", version("dijkwacht"), preset, findings)
