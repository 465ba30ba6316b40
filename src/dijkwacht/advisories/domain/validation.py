"""What a validator found in an advisory: kept with its name, version and preset, and never a reason to refuse it."""

from dataclasses import dataclass
from enum import StrEnum


class Preset(StrEnum):
    """Which set of tests is run, each holding the one before it (CSAF 2.1, section 6.4)."""

    SCHEMA = "schema"
    BASIC = "basic"
    EXTENDED = "extended"
    FULL = "full"


class Gravity(StrEnum):
    """How much a finding weighs: only an error makes a document invalid."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SCHEMA_TEST = "schema"


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: the number of the test or "schema", its weight, a JSON pointer ("" is the whole document)."""

    test: str
    severity: Gravity
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Validation:
    """What one validator said of one document."""

    validator: str
    version: str
    preset: Preset
    findings: tuple[Finding, ...] = ()

    @property
    def schema_valid(self) -> bool:
        """Return whether the structure is as its format prescribes."""
        return not any(f.test == SCHEMA_TEST and f.severity is Gravity.ERROR for f in self.findings)

    @property
    def valid(self) -> bool:
        """Return whether nothing of severity error was found."""
        return not any(f.severity is Gravity.ERROR for f in self.findings)
