"""What programs may ask over the API: each room lists its operations as plain values, web serves and documents them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Fault, Faulty
from dijkwacht.kernel.text import Text


class Scope(StrEnum):
    """What a token may be used for; within it, its owner's rights decide."""

    READ = "read"
    RECORD = "record"
    DOCUMENTS = "documents"
    ADVICE = "advice"
    DESK = "desk"
    HOOKS = "hooks"


SCOPE_WORDS: dict[Scope, Text] = {
    Scope.READ: Text("lezen wat uw pagina's tonen", "read what your pages show"),
    Scope.RECORD: Text(
        "vastleggen bij opvolgingen, systemen en contacten", "record in responses, systems and contact points"
    ),
    Scope.DOCUMENTS: Text("brieven en antwoorden schrijven en versturen", "write and send letters and answers"),
    Scope.ADVICE: Text("advies schrijven en publiceren", "write and publish advice"),
    Scope.DESK: Text("casussen, vragen aan deelnemers en bellen", "cases, questions to members and calls"),
    Scope.HOOKS: Text("berichten aan een ander programma instellen", "set up messages to another program"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when (aware UTC), as of which moment, and by which token (its public id)."""

    viewer: Viewer
    at: datetime
    asof: AsOf = NOW
    token: UUID | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent, in the notation of the room's form: lists joined to lines, the version among the fields."""

    data: Mapping[str, Any]
    files: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a write made: the public id of the thing, and of the journal's entry, where there is one."""

    id: UUID | None = None
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is a file: its bytes, what they are, and the name to keep it under."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Body:
    """What a write takes: the fields of `form` (made without data, only to look at).

    `rows`: lists of objects, each with the fields of a form of its own. `texts`: objects from key to text, whose keys
    get this prefix in the form. `perhaps`: fields that the form asks of some only,
    with what they mean.
    """

    form: Callable[[], Any]
    rows: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    perhaps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: GET reads, POST records, DELETE ends.

    `call` takes an Asking, the names of the path and, for POST, `given`; other parameters are the query's. What it
    returns is the answer: a frozen value, a tuple (answered a page at a time), Recorded or File. A Faulty that is
    returned, not raised, is answered as a fault while what was written stays. `pages`: the URL names of the pages whose
    work it does. `locks`: the form's field for the row's version, which If-Match fills. `made`: where a new thing is
    found. `dated`: whether it may be asked as of a moment.
    """

    name: str
    path: str
    call: Callable[..., object]
    pages: tuple[str, ...] = ()
    method: str = "GET"
    scope: Scope = Scope.READ
    body: Body | None = None
    locks: str = ""
    made: str = ""
    dated: bool = False
    title: str = ""


def deed_operations(
    prefix: str, under: str, page: str, deeds: Mapping[str, tuple[Callable[..., Recorded], Body]]
) -> Iterator[Operation]:
    """Yield one POST below the path `under` for each deed of a response's page, by its key; what it made stands there.

    `page` is the URL name of the page whose forms these are. Each takes the response's version.
    """
    for key, (call, body) in deeds.items():
        yield Operation(
            f"{prefix}_{key.replace('-', '_')}",
            f"{under}/{key}",
            call,
            pages=(page,),
            method="POST",
            scope=Scope.RECORD,
            body=body,
            locks="version",
            made=under,
        )


class Fillable(Protocol):
    """What `filled` needs of a form: Django's forms have it."""

    @property
    def errors(self) -> Any:  # noqa: ANN401 - Django's own mapping from field to messages
        """Return the messages by field."""

    def is_valid(self) -> bool:
        """Return whether every field holds."""


F = TypeVar("F", bound=Fillable)


def filled(form: F, at: str = "") -> F:
    """Return the form, checked; raises Faulty with a JSON pointer below `at` for each fault."""
    if not form.is_valid():
        raise Faulty(faults_of(form, at))
    return form


class Rows(Protocol):
    """What `filled_rows` needs of a list of forms: Django's formsets have it."""

    @property
    def forms(self) -> Any:  # noqa: ANN401 - Django's own list
        """Return the forms."""

    def is_valid(self) -> bool:
        """Return whether every form holds."""


R = TypeVar("R", bound=Rows)


def filled_rows(rows: R, at: str) -> R:
    """Return a list of forms, checked; raises Faulty with a JSON pointer below `at` for each fault."""
    if not rows.is_valid():
        found = tuple(fault for number, form in enumerate(rows.forms) for fault in faults_of(form, f"{at}/{number}"))
        raise Faulty(found or (Fault(at, "too many"),))
    return rows


def faults_of(form: Fillable, at: str = "") -> tuple[Fault, ...]:
    """Return the faults of a form that was checked, each with its JSON pointer."""
    return tuple(
        Fault(at if name == "__all__" else f"{at}/{name}", str(message))
        for name, messages in form.errors.items()
        for message in messages
    )
