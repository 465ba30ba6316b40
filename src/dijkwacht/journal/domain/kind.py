"""What an entry kind is: its fields, its sentence in both languages, its term; and the check of a payload."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.words import NO, NOT_STATED, WORDS, YES, channel_in_words, moment_in_words, role_in_words
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import NotAMoment, read_moment, window_between

_PAIR = 2
ROLE_FIELDS = frozenset({"role", "to_role", "by_role", "owner_role"})


class WrongPayload(Unreadable):
    """These values do not fit the entry kind."""


class FieldType(StrEnum):
    """The types a payload knows; decimals and moments are written as text (no floats in the record)."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    ID = "id"
    TEXTS = "texts"
    OBJECTS = "objects"
    CHOICE = "choice"


class Retention(StrEnum):
    """How long entries of a kind are kept, as data; the number of years stands in RETENTION_YEARS."""

    ACCOUNT = "account"
    OPERATION = "operation"
    PERSONAL = "personal"


RETENTION_YEARS = {Retention.ACCOUNT: 10, Retention.OPERATION: 5, Retention.PERSONAL: 2}


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a payload. `removable`: personal or free text, kept outside the hash, removable by law."""

    name: str
    type: FieldType
    required: bool = True
    removable: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry kind: a shipped (name, schema) is never edited, a new schema number is added beside it."""

    name: str
    category: Category
    fields: tuple[Field, ...]
    text: Text
    doc: str
    retention: Retention = Retention.ACCOUNT
    schema: int = 1

    def split(self, values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
        """Return (payload, removable content); None values are left out.

        Raises WrongPayload with a JSON pointer for an unknown field, a missing one, a wrong type or choice.
        """
        known = {field.name for field in self.fields}
        for name in values:
            if name not in known:
                raise WrongPayload(place=f"/{name}", expected=f"one of {', '.join(sorted(known))} for {self.name}")
        payload: dict[str, object] = {}
        content: dict[str, str] = {}
        for field in self.fields:
            value = values.get(field.name)
            if value is None or value == "":
                if field.required:
                    raise WrongPayload(place=f"/{field.name}", expected=f"a value, which {self.name} must have")
                continue
            checked = _checked(field, value)
            if field.removable:
                content[field.name] = str(checked)
            else:
                payload[field.name] = checked
        _check_order(payload)
        return payload, content

    def sentence(self, values: Mapping[str, object]) -> Text:
        """Return what happened in words; a value that is absent reads "not stated" ("niet opgegeven").

        Codes, moments, booleans and amounts are written as people write them in that language.
        """
        shown = {field.name: in_words(field, values.get(field.name)) for field in self.fields}
        return Text(
            _fill(self.text.nl, {name: value.nl for name, value in shown.items()}),
            _fill(self.text.en, {name: value.en for name, value in shown.items()}),
        )


_PERIODS = (("start", "end"), ("window_start", "window_end"))


def _check_order(payload: Mapping[str, object]) -> None:
    """Refuse a period whose end lies before its start: nobody means it, and no fold could say what it is."""
    pairs = [(f"/{end}", payload[start], payload[end]) for start, end in _PERIODS if {start, end} <= set(payload)]
    covered = payload.get("covered")
    for number, pair in enumerate(covered if isinstance(covered, list) else ()):
        if isinstance(pair, list | tuple) and len(pair) == _PAIR and all(isinstance(one, str) for one in pair):
            pairs.append((f"/covered/{number}", *pair))
    for place, start, end in pairs:
        try:
            window_between(read_moment(str(start)), read_moment(str(end)))
        except NotAMoment as error:
            raise WrongPayload(error.message, place=place, expected=error.expected, remedy=error.remedy) from error


def _checked(field: Field, value: object) -> object:
    if field.type is FieldType.CHOICE:
        if value not in field.choices:
            raise WrongPayload(place=f"/{field.name}", expected=f"one of {', '.join(field.choices)}")
    elif not _FITS[field.type](value):
        raise WrongPayload(place=f"/{field.name}", expected=f"a value of type {field.type}")
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, UUID | StrEnum) else value


def _is_id(value: object) -> bool:
    return isinstance(value, UUID) or (isinstance(value, str) and read_id(value) is not None)


def _is_moment(text: str) -> bool:
    try:
        read_moment(text)
    except NotAMoment:
        return False
    return True


def _is_list_of(value: object, *types: type) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, types) for item in value)


_FITS: dict[FieldType, Callable[[object], bool]] = {
    FieldType.TEXT: lambda value: isinstance(value, str),
    FieldType.INTEGER: lambda value: isinstance(value, int) and not isinstance(value, bool),
    FieldType.BOOLEAN: lambda value: isinstance(value, bool),
    FieldType.MOMENT: lambda value: isinstance(value, str) and _is_moment(value),
    FieldType.ID: _is_id,
    FieldType.TEXTS: lambda value: _is_list_of(value, str),
    FieldType.OBJECTS: lambda value: _is_list_of(value, Mapping, list, tuple),
}


def in_words(field: Field, value: object) -> Text:
    """Return a field's value as people write it: codes, moments, booleans, lists; None reads "not stated"."""
    if value is None or value == []:
        return NOT_STATED
    match field.type:
        case FieldType.CHOICE:
            return WORDS.get(str(value), Text(str(value), str(value)))
        case FieldType.MOMENT:
            return moment_in_words(read_moment(str(value)))
        case FieldType.BOOLEAN:
            return YES if value else NO
        case FieldType.TEXT if field.name in ROLE_FIELDS:
            return role_in_words(str(value))
        case FieldType.TEXT if field.name == "channel":
            return channel_in_words(str(value))
        case _:
            plain = ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)
            return Text(plain, plain)


def _fill(template: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], template)


def text(name: str, *, optional: bool = False) -> Field:
    """Return a field of text that stays for ever: no personal data, no free writing."""
    return Field(name, FieldType.TEXT, required=not optional)


def note(name: str, *, optional: bool = True) -> Field:
    """Return a field of free or personal text, removable by law."""
    return Field(name, FieldType.TEXT, required=not optional, removable=True)


def choice(name: str, *choices: str, optional: bool = False) -> Field:
    """Return a field with one of the given words."""
    return Field(name, FieldType.CHOICE, required=not optional, choices=choices)


def moment(name: str, *, optional: bool = True) -> Field:
    """Return a field with a moment as `kernel.window.read_moment` reads it."""
    return Field(name, FieldType.MOMENT, required=not optional)


def integer(name: str, *, optional: bool = False) -> Field:
    """Return a field with a whole number."""
    return Field(name, FieldType.INTEGER, required=not optional)


def boolean(name: str, *, optional: bool = False) -> Field:
    """Return a field that is true or false."""
    return Field(name, FieldType.BOOLEAN, required=not optional)


def texts(name: str, *, optional: bool = True) -> Field:
    """Return a field with a list of texts."""
    return Field(name, FieldType.TEXTS, required=not optional)


def objects(name: str, *, optional: bool = True) -> Field:
    """Return a field with a list of objects or lists."""
    return Field(name, FieldType.OBJECTS, required=not optional)


def reference(name: str, *, optional: bool = False) -> Field:
    """Return a field with a public id."""
    return Field(name, FieldType.ID, required=not optional)
