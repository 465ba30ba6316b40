"""What an advisory says, whatever format it came in: frozen values that matching, storing and showing share.

Texts are the source's own words, stripped of nothing but surrounding blanks; judging them is the reader's work, not the
source's. Products are identified inside one document by `product_id`; they mean nothing in another document.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dijkwacht.advisories.domain.severity import UNSTATED, Severity
from dijkwacht.kernel.labels import Label


class Format(StrEnum):
    """The formats that are read; the value is the one in the output of `advisory validate`."""

    CSAF_2_0 = "csaf-2.0"
    CSAF_2_1 = "csaf-2.1"
    CVE_5 = "cve-5"

    @property
    def is_csaf(self) -> bool:
        """Return whether this is one of the two CSAF versions."""
        return self is not Format.CVE_5


class ProductStatus(StrEnum):
    """What a CSAF document says of a product and a vulnerability; the value is the key in the document."""

    FIRST_AFFECTED = "first_affected"
    FIRST_FIXED = "first_fixed"
    FIXED = "fixed"
    KNOWN_AFFECTED = "known_affected"
    KNOWN_NOT_AFFECTED = "known_not_affected"
    LAST_AFFECTED = "last_affected"
    RECOMMENDED = "recommended"
    UNDER_INVESTIGATION = "under_investigation"
    UNKNOWN = "unknown"


class CveStatus(StrEnum):
    """What a CVE record says of a version."""

    AFFECTED = "affected"
    UNAFFECTED = "unaffected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reference:
    """A link of the document; `category` is "self", "external" or "" where the source does not say."""

    url: str
    summary: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the document or of one vulnerability, as written."""

    category: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RevisionNote:
    """One line of the revision history; `date` is None where it cannot be read."""

    number: str
    date: datetime | None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """One leaf of a CSAF product tree, with its way from the root flattened.

    Exactly one of `version` and `version_range` is set where the leaf names a version, both are None otherwise; the
    range is the source's own text ("<13.1-59.19", "vers:generic/<2", "All versions"). `full_name` is the display name.
    `path` holds every branch from root to leaf as (category, name), for what the flat fields do not carry
    (architecture, platform, service pack ...). `relates_to`: for an entry of `relationships` the (category, product_id,
    relates_to_product_id); its own vendor, name and version are then those of the component.
    """

    product_id: str
    full_name: str
    vendor: str = ""
    family: str = ""
    name: str = ""
    version: str | None = None
    version_range: str | None = None
    cpes: tuple[str, ...] = ()
    purls: tuple[str, ...] = ()
    model_numbers: tuple[str, ...] = ()
    path: tuple[tuple[str, str], ...] = ()
    relates_to: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Remediation:
    """What the issuer says to do: `category` as CSAF has it (vendor_fix, workaround, mitigation, no_fix_planned ...).

    `date` is when it became available, None where the source is silent. `product_ids` are expanded from groups.
    `restart`: what must be started anew after it, as CSAF has it (none, service, system ...), "" where it is silent.
    """

    category: str
    details: str
    date: datetime | None = None
    url: str = ""
    product_ids: tuple[str, ...] = ()
    restart: str = ""


@dataclass(frozen=True, slots=True)
class Threat:
    """A statement on exploitation, impact or target set (`category`: exploit_status, impact, target_set)."""

    category: str
    details: str
    date: datetime | None = None
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One CVSS score; `base` is the decimal as text ("9.8"), `severity` as the source spells it."""

    version: str
    vector: str
    base: str
    severity: str = ""
    product_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionChange:
    """From `at` on the status is `status` within the same maintenance line (CVE `changes`)."""

    at: str
    status: CveStatus


@dataclass(frozen=True, slots=True)
class VersionStatement:
    """One item of a CVE `versions` list.

    Without `less_than` and `less_than_or_equal` it speaks of `version` alone. `version_type` is "" where absent.
    """

    version: str
    status: CveStatus
    less_than: str | None = None
    less_than_or_equal: str | None = None
    version_type: str = ""
    changes: tuple[VersionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CpeMatch:
    """One criterion of a CVE record's `cpeApplicability`, bounds as written, None where open."""

    criteria: str
    vulnerable: bool
    start_including: str | None = None
    start_excluding: str | None = None
    end_including: str | None = None
    end_excluding: str | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """One `affected` block of a CVE record; `by` names the container: the CNA, or the ADP that added it.

    `default_status` is UNKNOWN where the record is silent, as the CVE schema says.
    """

    vendor: str
    product: str
    versions: tuple[VersionStatement, ...] = ()
    default_status: CveStatus = CveStatus.UNKNOWN
    cpes: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    package: str = ""
    collection: str = ""
    by: str = "cna"


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """One flaw as one document speaks of it.

    `name` is the CVE, else the first id the source gives, else "". `statuses` keeps the order of the document; a status
    that the document does not use is absent. `exploited_since` is the earliest exploitation date that the source itself
    states (CSAF 2.1). `affected` and `cpe_matches` are filled from CVE records only.
    """

    name: str
    cve: str = ""
    aliases: tuple[str, ...] = ()
    title: str = ""
    cwes: tuple[str, ...] = ()
    scores: tuple[Score, ...] = ()
    notes: tuple[Note, ...] = ()
    threats: tuple[Threat, ...] = ()
    remediations: tuple[Remediation, ...] = ()
    statuses: tuple[tuple[ProductStatus, tuple[str, ...]], ...] = ()
    affected: tuple[Affected, ...] = ()
    cpe_matches: tuple[CpeMatch, ...] = ()
    exploited_since: datetime | None = None

    def statuses_of(self, product_id: str) -> tuple[ProductStatus, ...]:
        """Return every status the document gives this product; more than one is the source contradicting itself."""
        return tuple(status for status, products in self.statuses if product_id in products)


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one advisory, as read.

    `identifier` and `version` are the tracking id and current version; for a CVE record the CVE number and
    `cveMetadata.dateUpdated` as written. `category` is the CSAF profile, "cve" for records. `status` is draft, interim
    or final; for records the state (PUBLISHED, REJECTED). `label` is None where the source carries none. Dates are
    aware UTC, None where the source gives none that can be read. `namespace` and `identifier` together name a CSAF
    series: two publishers may use one number. "" for records.
    """

    format: Format
    identifier: str
    version: str
    title: str
    issuer: str
    category: str = ""
    status: str = ""
    language: str = ""
    label: Label | None = None
    initial_release: datetime | None = None
    current_release: datetime | None = None
    revisions: tuple[RevisionNote, ...] = ()
    severity: Severity = UNSTATED
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    products: tuple[Product, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    namespace: str = ""

    def product(self, product_id: str) -> Product | None:
        """Return the product with this id, None where the tree does not hold it; linear in the size of the tree."""
        return next((product for product in self.products if product.product_id == product_id), None)
