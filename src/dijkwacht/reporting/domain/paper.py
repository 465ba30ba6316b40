"""What goes on paper: a draft with letterhead, sources and witness as plain values; nothing in it is markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Audience
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, Precision, local_date, midnight
from dijkwacht.reporting.domain.draft import Chapter, Citations, Draft, Line, Reference, references
from dijkwacht.reporting.domain.words import as_of_words

AUDIENCES: Mapping[Audience, Text] = {
    Audience.PUBLIC: Text("iedereen (openbaar)", "everyone (public)"),
    Audience.COUNCIL: Text("gemeenteraad (openbaar)", "council (public)"),
    Audience.REGULATOR: Text("toezichthouder", "regulator"),
    Audience.SECTOR_CERT: Text("sector-CERT", "sector CERT"),
}
OPEN = frozenset({Audience.PUBLIC, Audience.COUNCIL})


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a document carries beside its words: to whom, by which way, date and version, who signed, the witness.

    `letterhead`: lines of the house style, as far as recorded (S2.1). `head`: size and first digits of
    the record's signed tree head, so that the paper is a witness. `sent`: no draft.
    """

    at: datetime
    version: int
    letterhead: tuple[tuple[str, str], ...] = ()
    addressee: str = ""
    channel: str = ""
    signed: tuple[Text, ...] = ()
    head: str = ""
    sent: bool = False
    strip: str = ""
    strip_rows: tuple[tuple[Text, Text, Text], ...] = ()


def label_of(audience: Audience) -> Label:
    """Return the label that a sent document carries: open to all for public and council, else for the chain only."""
    return Label.CLEAR if audience in OPEN else Label.AMBER


def paper(draft: Draft, cited: Citations, envelope: Envelope, language: str = "nl") -> dict[str, object]:
    """Return the document as JSON values for the typesetter; every document has date, as-of, version and audience."""
    sources, numbers = references(draft, cited)
    day = local_date(envelope.at)
    written = moment_words(Moment(midnight(day), Precision.DAY)).in_language(language)
    say = _WORDS["nl" if language.startswith("nl") else "en"]
    facts = [
        (say["date"], written),
        (say["as-of"], as_of_words(draft.at).in_language(language)),
        (say["version"], str(envelope.version) if envelope.sent else f"{envelope.version} ({say['draft']})"),
        (say["audience"], AUDIENCES[draft.audience].in_language(language)),
        (say["addressee"], envelope.addressee),
        (say["channel"], envelope.channel),
    ]
    return {
        "language": language,
        "title": draft.title.in_language(language),
        "name": draft.name,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "draft": "" if envelope.sent else say["draft"].upper(),
        "letterhead": [f"{name}: {value}" if name else value for name, value in envelope.letterhead if value],
        "facts": [list(pair) for pair in facts if pair[1]],
        "chapters": [_chapter(one, numbers, language) for one in draft.chapters if _goes_out(one)],
        "sources_title": say["sources"],
        "sources": [_source(one) for one in sources],
        "signed_title": say["signed"],
        "signed": [one.in_language(language) for one in envelope.signed],
        "witness": f"{say['witness']} {envelope.head}" if envelope.head else "",
        "strip": envelope.strip,
        "strip_title": say["strip"],
        "strip_rows": [[cell.in_language(language) for cell in row] for row in envelope.strip_rows],
        "strip_heads": [say["what"], say["when"], say["state"]],
        "page": say["page"],
    }


def _goes_out(chapter: Chapter) -> bool:
    return bool(chapter.number) or any(line.told for line in chapter.lines)


def _chapter(chapter: Chapter, numbers: Mapping[UUID, int], language: str) -> dict[str, object]:
    heading = chapter.heading.in_language(language)
    return {
        "number": chapter.number,
        "heading": chapter.quote or heading,
        "lines": [_line(line, numbers, language) for line in chapter.lines if line.told],
    }


def _line(line: Line, numbers: Mapping[UUID, int], language: str) -> dict[str, object]:
    cited = sorted({numbers[each] for each in line.sentence.entries if each in numbers})
    return {"text": line.sentence.text.in_language(language), "sources": [str(number) for number in cited]}


def _source(one: Reference) -> dict[str, str]:
    return {"number": str(one.number), "text": one.text, "url": one.url}


_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "date": "Datum",
        "as-of": "Stand van",
        "version": "Versie",
        "audience": "Voor",
        "addressee": "Aan",
        "channel": "Via",
        "draft": "concept",
        "sources": "Bronnen",
        "signed": "Vastgesteld door",
        "witness": "Stand van het register:",
        "strip": "Tijdlijn",
        "what": "Wat",
        "when": "Wanneer",
        "state": "Stand",
        "page": "bladzijde",
    },
    "en": {
        "date": "Date",
        "as-of": "State of",
        "version": "Version",
        "audience": "For",
        "addressee": "To",
        "channel": "By way of",
        "draft": "draft",
        "sources": "Sources",
        "signed": "Approved by",
        "witness": "State of the record:",
        "strip": "Time line",
        "what": "What",
        "when": "When",
        "state": "State",
        "page": "page",
    },
}


def letterhead(name: str, fields: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the lines of the letterhead: the name, then what the house style holds (S2.1)."""
    return (("", name), *((label, value) for label, value in fields if value))
