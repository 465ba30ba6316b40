"""What is handed to the room: advice as somebody wrote it down, and who may know of it."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.advisories.domain.summary import Summary
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.kernel.labels import Label, strictest
from dijkwacht.kernel.window import Moment

NAMED_ONLY = frozenset({Label.AMBER_STRICT, Label.RED})


@dataclass(frozen=True, slots=True)
class Handling:
    """Who may know: the owner's label, the constituency it is meant for, or the recipients by name; and the case.

    `label` None: what the document itself says, AMBER where it says nothing. AMBER+STRICT and RED reach the recipients
    and the owner only, whatever the constituency (TLP 2.0).
    """

    owner: UUID
    label: Label | None = None
    constituency: UUID | None = None
    recipients: frozenset[UUID] = frozenset()
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """One version of an advisory in our own words, whoever issued it; a pre-warning may have no flaw and no fix yet.

    `finding` is what was found, `summary` carries what to do. `issued` is None where the source does not say when.
    """

    issuer: str
    level: Level
    version: str
    summary: Summary
    nature: Nature = Nature.ADVISORY
    tracking_id: str = ""
    finding: str = ""
    issued: Moment | None = None
    issuer_organisation: UUID | None = None
    url: str = ""


def label_of(handling: Handling, stated: Label | None, otherwise: Label = Label.AMBER) -> Label:
    """Return the label a version carries: never laxer than what its document states, `otherwise` where nobody says."""
    said = [label for label in (handling.label, stated) if label is not None]
    return strictest(*said) if said else otherwise


def constituency_reached(label: Label, constituency: UUID | None) -> UUID | None:
    """Return the constituency a version is meant for: none where only named recipients may know."""
    return None if label in NAMED_ONLY else constituency
