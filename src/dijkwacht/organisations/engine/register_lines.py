"""One line of a register file, from texts to typed values and back."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.register import (
    ContactDetails,
    ContactLine,
    HouseStyle,
    MembershipLine,
    OrganisationDetails,
    OrganisationLine,
)
from dijkwacht.organisations.domain.words import CarriedBy, Channel, ContactRole, Nature, OrganisationKind

Word = TypeVar("Word", bound=StrEnum)
LONGEST = 300
LONGEST_NAME = 200
LONGEST_NUMBER = 40
SEPARATOR = ";"
STYLE_FIELDS = ("visiting_address", "postal_address", "phone", "email", "website", "vat_number", "bank_account")
_SHORT = {"name": LONGEST_NAME, "person": LONGEST_NAME, "phone": LONGEST_NUMBER, "vat_number": LONGEST_NUMBER} | {
    "bank_account": LONGEST_NUMBER
}

# Field -> whether every line must have it.
ORGANISATION_FIELDS: Mapping[str, bool] = {
    "name": True,
    "kinds": True,
    "sector": False,
    "nature": False,
    "own_domain": False,
    "source": False,
    "locations": False,
    "member_of": False,
    "member_since": False,
    "member_until": False,
} | dict.fromkeys(STYLE_FIELDS, False)
CONTACT_FIELDS: Mapping[str, bool] = {
    "organisation": True,
    "role": True,
    "channel": True,
    "value": True,
    "person": False,
    "carried_by": False,
    "rank": False,
    "confirmed": False,
}


class WrongLine(Unreadable):
    """This line of the register file is wrong."""


def organisation_line(place: str, values: Mapping[str, str]) -> OrganisationLine:
    """Return the organisation that the texts describe; raises WrongLine with place and field."""
    _check_texts(place, values, ORGANISATION_FIELDS)
    if not search_key(values["name"]):
        raise WrongLine(f"{values['name']!r} is no name", place=f"{place}, name", expected="letters or digits")
    nature = values.get("nature", "")
    details = OrganisationDetails(
        name=values["name"],
        kinds=tuple(_word(f"{place}, kinds", part, OrganisationKind) for part in _parts(values["kinds"])),
        nature=_word(f"{place}, nature", nature, Nature) if nature else None,
        sector=values.get("sector") or None,
        own_domain=values.get("own_domain") or None,
        source=values.get("source") or None,
        locations=_parts(values.get("locations", "")),
        house_style=HouseStyle(**{field: values.get(field, "") for field in STYLE_FIELDS}),
    )
    return OrganisationLine(place, details, _membership(place, values))


def contact_line(place: str, values: Mapping[str, str]) -> ContactLine:
    """Return the contact point that the texts describe; raises WrongLine with place and field."""
    _check_texts(place, values, CONTACT_FIELDS)
    carried_by, rank, confirmed = (values.get(field, "") for field in ("carried_by", "rank", "confirmed"))
    if rank and not (rank.isascii() and rank.isdecimal() and len(rank) <= len("9999")):
        raise WrongLine(f"{rank!r} is no rank", place=f"{place}, rank", expected="a whole number from 0 on")
    channel = _word(f"{place}, channel", values["channel"], Channel)
    if channel is Channel.MAIL and not all(values["value"].partition("@")):
        raise WrongLine("this is no mail address", place=f"{place}, value", expected="name@domain")
    details = ContactDetails(
        role=_word(f"{place}, role", values["role"], ContactRole),
        channel=channel,
        value=values["value"],
        person=values.get("person", ""),
        carried_by=_word(f"{place}, carried_by", carried_by, CarriedBy) if carried_by else CarriedBy.UNKNOWN,
        rank=int(rank or "0"),
        confirmed_at=_moment(f"{place}, confirmed", confirmed).earliest if confirmed else None,
    )
    return ContactLine(place, values["organisation"], details)


def _membership(place: str, values: Mapping[str, str]) -> MembershipLine | None:
    cert, since, until = (values.get(field, "") for field in ("member_of", "member_since", "member_until"))
    if not cert:
        if since or until:
            raise WrongLine("a membership of nobody", place=f"{place}, member_of", expected="the name of the CERT")
        return None
    if not since:
        raise WrongLine("no beginning", place=f"{place}, member_since", expected="the day the membership began")
    first = _moment(f"{place}, member_since", since)
    last = _moment(f"{place}, member_until", until) if until else None
    if last is not None and last.latest <= first.earliest:
        raise WrongLine("the end lies before the start", place=f"{place}, member_until")
    return MembershipLine(cert, Period(first, last))


def _check_texts(place: str, values: Mapping[str, str], fields: Mapping[str, bool]) -> None:
    for field, wanted in fields.items():
        text = values.get(field, "")
        if wanted and not text:
            raise WrongLine("nothing stands here", place=f"{place}, {field}", expected="a value")
        longest = _SHORT.get(field, LONGEST)
        if len(text) > longest:
            raise WrongLine("too long", place=f"{place}, {field}", expected=f"at most {longest} signs")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def _word(place: str, text: str, words: type[Word]) -> Word:
    try:
        return words(text.strip().lower())
    except ValueError as error:
        raise WrongLine(f"{text!r} is unknown", place=place, expected=f"one of {', '.join(words)}") from error


def _moment(place: str, text: str) -> Moment:
    try:
        return read_moment(text)
    except Unreadable as error:
        raise WrongLine(error.message, place=place, expected=error.expected) from error
