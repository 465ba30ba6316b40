"""How a file was handed in, kept as plain JSON until a job reads it."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from uuid import UUID

from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment, read_moment


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Who handed in a file, for whom, under which name, known since when, from which source."""

    actor: Actor
    handling: Handling
    level: Level
    name: str
    issuer_organisation: UUID | None
    derived_from: UUID | None
    known: Moment | None
    source: Source


def plain_handed_in(handed: HandedIn) -> dict[str, object]:
    """Return it as JSON values; `read_handed_in` gives the same back."""
    handling = handed.handling
    return {
        "actor": [handed.actor.kind, handed.actor.role, _text(handed.actor.account), _text(handed.actor.organisation)],
        "owner": str(handling.owner),
        "label": handling.label.value if handling.label else None,
        "constituency": _text(handling.constituency),
        "recipients": [str(recipient) for recipient in sorted(handling.recipients)],
        "case": _text(handling.case),
        "level": handed.level.value,
        "name": handed.name,
        "issuer_organisation": _text(handed.issuer_organisation),
        "derived_from": _text(handed.derived_from),
        "known": handed.known.text() if handed.known else None,
        "source": list(astuple(handed.source)),
    }


def read_handed_in(plain: Mapping[str, object]) -> HandedIn:
    """Return what `plain_handed_in` wrote."""
    kind, role, account, organisation = _list(plain["actor"])
    label, known = plain["label"], plain["known"]
    return HandedIn(
        actor=Actor(ActorKind(str(kind)), str(role), _id(account), _id(organisation)),
        handling=Handling(
            owner=UUID(str(plain["owner"])),
            label=Label(str(label)) if label else None,
            constituency=_id(plain["constituency"]),
            recipients=frozenset(UUID(str(item)) for item in _list(plain["recipients"])),
            case=_id(plain["case"]),
        ),
        level=Level(str(plain["level"])),
        name=str(plain["name"]),
        issuer_organisation=_id(plain["issuer_organisation"]),
        derived_from=_id(plain["derived_from"]),
        known=read_moment(str(known)) if known else None,
        source=Source(*(str(part) for part in _list(plain["source"]))),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _id(value: object) -> UUID | None:
    return UUID(str(value)) if value else None
