"""The door to the validator of the PyPI package `csaf`, and to our own reader for CVE records."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import islice
from typing import Any

import jsonschema_rs
from csaf import TestError, TestResult
from csaf import validate as validate_2_1
from csaf._jsonschema import FORMATS
from csaf._result import severity_of
from csaf.csaf.v20 import _validator as rules_2_0

from dijkwacht.advisories.adapters.idle_rules import idle_rules
from dijkwacht.advisories.domain.validation import SCHEMA_TEST, Finding, Gravity, Preset, Validation
from dijkwacht.advisories.engine.cve import read_cve
from dijkwacht.advisories.engine.loading import UnreadableAdvisory, hold_texts_once
from dijkwacht.advisories.engine.values import Format
from dijkwacht.kernel.errors import DijkwachtError

MOST_PLACES = 1000  # of one test: a hostile document can be wrong a million times
_DEEPEST_BRANCH = 30
_TOO_DEEP = Finding(
    "6.1.34",
    Gravity.ERROR,
    "/product_tree/branches",
    f"branches stand more than {_DEEPEST_BRANCH} deep; the validator stops there, no other test was run",
)


_version = cache(version)  # reading it from the package's papers takes longer than judging a small document


class ValidatorFailed(DijkwachtError):  # noqa: N818 - said of the validator, not of the document
    """The validator itself stopped; the document could not be judged."""


def validate(value: object, form: Format, preset: Preset) -> Validation:
    """Return what the validator says of the JSON `value`; no network is used, so tests that need it are left out.

    Equal texts of the value are one afterwards. Raises ValidatorFailed where the validator stops on the document.
    """
    if not form.is_csaf:
        return _validate_record(value, preset)
    if preset is not Preset.SCHEMA:
        hold_texts_once(value)  # rules complain of a large document in as many texts as it has itself
    try:
        findings = tuple(_judged_2_0(value, preset) if form is Format.CSAF_2_0 else _judged_2_1(value, preset))
    except Exception as error:  # a foreign library on hostile input: anything means "could not judge"
        if form is Format.CSAF_2_1 and preset is not Preset.SCHEMA and _is_too_deep(value):
            return Validation("csaf", _version("csaf"), preset, (_TOO_DEEP,))
        raise ValidatorFailed(
            f"the validator stopped: {type(error).__name__}",
            remedy="report this document to the makers of the package csaf",
        ) from error
    return Validation("csaf", _version("csaf"), preset, findings)


def _judged_2_1(value: Any, preset: Preset) -> Iterator[Finding]:  # noqa: ANN401 - JSON as it came
    results = validate_2_1(value, preset=Preset.SCHEMA.value).results
    if preset is not Preset.SCHEMA and all(result.passed for result in results):
        results = validate_2_1(value, preset=preset.value, skip_rules=idle_rules(value)).results
    for result in results:
        yield from _findings(result)


def _judged_2_0(value: Any, preset: Preset) -> Iterator[Finding]:  # noqa: ANN401 - JSON as it came
    """Yield what the package says of a document of 2.0, one test after the other.

    The schema is judged by the compiled checker, as the package does for 2.1; its own in plain Python takes ten seconds
    for 20 MB. No test's complaints are held while the next one runs: each may have a hundred thousand.
    """
    try:
        fits = _schema_2_0().is_valid(value)
        wrong = [] if fits else list(islice(_schema_2_0().iter_errors(value), MOST_PLACES))
    except ValueError:  # nested more deeply than that checker follows
        for result in rules_2_0.validate(value, preset=preset.value).results:
            yield from _findings(result)
        return
    errors = tuple(TestError("/" + "/".join(map(str, one.instance_path)), one.message) for one in wrong)
    yield from _located(SCHEMA_TEST, Gravity.ERROR, errors)
    groups = rules_2_0._PRESET_REGISTRY[preset.value]  # noqa: SLF001 - the package is pinned
    if wrong or not groups:
        return
    known, idle = rules_2_0.all_rules(), idle_rules(value)
    for entry in rules_2_0._catalog():  # noqa: SLF001 - the package is pinned
        rule = known.get(entry["id"])
        if rule is not None and entry["group"] in groups and entry["id"] not in idle:
            yield from _findings(_tested(rule, entry, value))


def _tested(rule: Callable[[Any], list[TestError]], entry: Any, value: Any) -> TestResult:  # noqa: ANN401 - as it came
    errors = tuple(rule(value))
    return TestResult(entry["id"], entry["group"], entry["title"], passed=not errors, errors=errors)


@cache
def _schema_2_0() -> Any:  # noqa: ANN401 - the package has no type for it
    schema, others = rules_2_0._main_schema(), rules_2_0._registry()  # noqa: SLF001 - the package is pinned
    return jsonschema_rs.Draft202012Validator(schema, retriever=others.contents, validate_formats=True, formats=FORMATS)


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
    for error in errors[:MOST_PLACES]:
        yield Finding(test, gravity, error.instance_path.rstrip("/"), error.message)
    if len(errors) > MOST_PLACES:
        yield Finding(test, gravity, "", f"the same in {len(errors) - MOST_PLACES} more places")


def _validate_record(value: Any, preset: Preset) -> Validation:  # noqa: ANN401 - JSON as it came
    """Return the verdict on a CVE record: only the structure that our reader relies on is checked."""
    findings: tuple[Finding, ...] = ()
    try:
        read_cve(value)
    except UnreadableAdvisory as error:
        message = f"{error.message} Expected {error.expected}."
        findings = (Finding(SCHEMA_TEST, Gravity.ERROR, error.place.rstrip("/"), message),)
    return Validation("dijkwacht", _version("dijkwacht"), preset, findings)
