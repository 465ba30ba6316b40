"""Inquiries: a question set by an asker for an audience, and how each organisation answered it, or did not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.actor import ActorKind
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, read_moment


class AnswerState(StrEnum):
    """How an organisation stands towards one question set of one asker; never a status of the organisation."""

    ANSWERED = "answered"
    SILENT = "silent"
    DECLINED = "declined"
    NOT_ASKED = "not-asked"
    NOT_REPORTED = "not-reported"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set: its key and its words."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """What one organisation gave: answers by key and graded claims, or that it declines; `named`: may it be named."""

    inquiry: str
    organisation: UUID
    at: Moment
    declined: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    named: bool = False
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A count as a source gives it; `wording` is "exactly", "about" or "more-than" and is never rounded away."""

    answer: str
    count: int
    wording: str = "exactly"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question set. `asked`: whom we know to be asked, None where the source does not say.

    `population` is what the source says of its size ("ongeveer 340 gemeenten"); `from_source` says that we know the
    inquiry only from what somebody published about it.
    """

    key: str
    asker: str
    audience: str
    title: str = ""
    questions: tuple[Question, ...] = ()
    asked: frozenset[UUID] | None = None
    sent: Moment | None = None
    term: Moment | None = None
    from_source: bool = False
    given: tuple[Given, ...] = ()
    counts: tuple[SourceCount, ...] = ()
    population: str = ""
    entry: UUID | None = None


def inquiries_from(entries: Iterable[Entry]) -> tuple[Inquiry, ...]:
    """Return the inquiries that entries tell of, oldest first, each with what was given and counted (S0.1)."""
    found: dict[str, Inquiry] = {}
    for entry in entries:
        key = entry.text("inquiry")
        if entry.kind == "inquiry.sent":
            found[key] = _sent(found.get(key), entry)
        elif entry.kind in {"inquiry.answered", "inquiry.declined"} and entry.organisation:
            known = found.get(key, Inquiry(key, "", ""))
            earlier = tuple(one for one in known.given if one.organisation != entry.organisation)
            found[key] = replace(known, given=(*earlier, _given(entry, entry.organisation)))
        elif entry.kind == "inquiry.counted":
            known = found.get(key, Inquiry(key, "", ""))
            found[key] = replace(known, counts=_counts(entry), population=entry.text("population"))
    return tuple(found.values())


def _at(entry: Entry) -> Moment:
    return entry.happened or entry.known or Moment(entry.recorded_at)


def _sent(before: Inquiry | None, entry: Entry) -> Inquiry:
    term, asked = entry.text("term"), entry.recipients or None
    if before is not None and before.asked is not None:
        asked = before.asked | (asked or frozenset())
    return Inquiry(
        key=entry.text("inquiry"),
        asker=entry.text("asker"),
        audience=entry.text("audience"),
        title=entry.text("title"),
        questions=tuple(Question(item.get("key", ""), item.get("text", "")) for item in _objects(entry, "questions")),
        asked=asked,
        sent=_at(entry),
        term=read_moment(term) if term else None,
        from_source=entry.actor.kind is ActorKind.DOCUMENT,
        given=before.given if before else (),
        counts=before.counts if before else (),
        population=before.population if before else entry.text("asked"),
        entry=entry.id,
    )


def _given(entry: Entry, organisation: UUID) -> Given:
    answers = {item.get("key", ""): item.get("answer", "") for item in _objects(entry, "answers")}
    return Given(
        entry.text("inquiry"),
        organisation,
        _at(entry),
        declined=entry.kind == "inquiry.declined",
        answers=answers,
        claims=entry.texts("claims"),
        named=entry.text("named") == "yes",
        entry=entry.id,
    )


def _counts(entry: Entry) -> tuple[SourceCount, ...]:
    return tuple(
        SourceCount(item.get("answer", ""), int(item.get("count", "0")), item.get("wording", "exactly"))
        for item in _objects(entry, "counts")
    )


def _objects(entry: Entry, name: str) -> tuple[Mapping[str, str], ...]:
    value = entry.payload.get(name)
    listed = value if isinstance(value, list | tuple) else ()
    return tuple({str(key): str(held) for key, held in item.items()} for item in listed if isinstance(item, Mapping))


def answer_state(inquiry: Inquiry, given: Iterable[Given], organisation: UUID, asker: str) -> Verdict:
    """Answer with an AnswerState how `organisation` stands towards this question set as put by `asker`.

    It belongs to the set, the asker and the audience together: who declines to the press declined nothing to its CERT,
    which is "not-asked" here (S0.16). A source that does not say is "not-reported", which is not silence (S0.17).
    """
    if asker != inquiry.asker:
        text = Text(f"{asker} heeft deze vragen niet gesteld", f"{asker} did not put these questions")
        return Verdict(AnswerState.NOT_ASKED, (Reason("other-asker", text),))
    own = [one for one in given if one.organisation == organisation and one.inquiry == inquiry.key]
    if own:
        return _answered(own[-1], inquiry)
    if inquiry.asked is None:
        text = Text(
            f"de bron zegt niet wat deze organisatie {inquiry.asker} antwoordde",
            f"the source does not say what this organisation answered {inquiry.asker}",
        )
        return Verdict(AnswerState.NOT_REPORTED, (Reason("source-silent", text),))
    if organisation not in inquiry.asked:
        text = Text(f"niet gevraagd door {inquiry.asker}", f"not asked by {inquiry.asker}")
        return Verdict(AnswerState.NOT_ASKED, (Reason("not-among-them", text),))
    text = Text(f"gevraagd door {inquiry.asker}, geen antwoord", f"asked by {inquiry.asker}, no answer")
    return Verdict(AnswerState.SILENT, (Reason("no-answer", text, (inquiry.entry,) if inquiry.entry else ()),))


def _answered(one: Given, inquiry: Inquiry) -> Verdict:
    entries = (one.entry,) if one.entry else ()
    if one.declined:
        text = Text(
            f"geeft {inquiry.asker} geen antwoord op deze vragen; dat zegt niets over een andere vrager",
            f"does not answer these questions of {inquiry.asker}; that says nothing about another asker",
        )
        return Verdict(AnswerState.DECLINED, (Reason("declined", text, entries),))
    text = Text(f"antwoordde {inquiry.asker}", f"answered {inquiry.asker}")
    return Verdict(AnswerState.ANSWERED, (Reason("answered", text, entries),))


@dataclass(frozen=True, slots=True)
class SectorQuestion:
    """A question to all members of a constituency: who answered, declined, is silent, and who was not asked."""

    members: int
    answered: tuple[UUID, ...]
    declined: tuple[UUID, ...]
    silent: tuple[UUID, ...]
    not_asked: tuple[UUID, ...]


def sector_question(inquiry: Inquiry, members: Iterable[UUID]) -> SectorQuestion:
    """Return how the members stand towards one question set, each exactly once, in the given order (S4.9)."""
    listed = tuple(members)
    states = {member: answer_state(inquiry, inquiry.given, member, inquiry.asker).answer for member in listed}

    def those(*wanted: AnswerState) -> tuple[UUID, ...]:
        return tuple(member for member in listed if states[member] in wanted)

    return SectorQuestion(
        len(listed),
        those(AnswerState.ANSWERED),
        those(AnswerState.DECLINED),
        those(AnswerState.SILENT),
        those(AnswerState.NOT_ASKED, AnswerState.NOT_REPORTED),
    )
