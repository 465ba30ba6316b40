"""A document before it leaves: chapters of lines, each with its sentence, its sources, and whether it may be told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Audience, may_tell
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.labels import Label, strictest
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence, Sentences, listed

Template = Callable[[Material], Sentences]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in a draft; one not for the audience stays in sight here and is absent in what is sent."""

    sentence: Sentence
    told: bool = True
    why_not: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with its lines; for an answer the asker's number and text, and the entry that holds them."""

    heading: Text
    lines: tuple[Line, ...]
    number: str = ""
    quote: str = ""
    asked: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it would be now: always with as-of, audience and the label of what it tells (S1.22)."""

    type: str
    title: Text
    organisation: UUID
    name: str
    audience: Audience
    at: datetime
    chapters: tuple[Chapter, ...]
    subject: str = ""

    def lines(self) -> tuple[Line, ...]:
        """Return every line, those that may not be told among them."""
        return tuple(line for chapter in self.chapters for line in chapter.lines)

    def told(self) -> tuple[Sentence, ...]:
        """Return the sentences that go out."""
        return tuple(line.sentence for line in self.lines() if line.told)

    def left_out(self) -> tuple[Line, ...]:
        """Return the lines whose label does not allow the audience."""
        return tuple(line for line in self.lines() if not line.told)

    @property
    def label(self) -> Label:
        """Return the strictest label of what goes out."""
        return strictest(*(sentence.label for sentence in self.told()))

    def text(self, language: str = "nl") -> str:
        """Return the words that go out, chapter by chapter: for reading aloud, comparing and tests."""
        parts = []
        for chapter in self.chapters:
            told = [line.sentence.text.in_language(language) for line in chapter.lines if line.told]
            if told or chapter.number:
                head = f"{chapter.number} {chapter.quote or chapter.heading.in_language(language)}".strip()
                parts.append("\n".join((head, *told)))
        return "\n\n".join(parts)


def judged(sentence: Sentence, material: Material, audience: Audience) -> Line:
    """Return the sentence as a line, told only where every entry behind it may be told to this audience."""
    for each in sentence.entries:
        entry = material.entry(each)
        if entry is None:
            continue
        verdict = may_tell(entry.fact, audience, material.organisation)
        if verdict.answer != "yes":
            return Line(sentence, told=False, why_not=verdict.reasons[0].text)
    return Line(sentence)


def written(templates: Mapping[str, Template], material: Material, audience: Audience) -> tuple[Line, ...]:
    """Return the lines that these templates write, in their order; the key of a template stays with its sentence."""
    return tuple(
        judged(sentence, material, audience)
        for key, template in templates.items()
        for sentence in listed(template(material), key, material)
    )


def once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines without those that say in the same words what another already said."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        if line.sentence.text.nl not in seen:
            seen.add(line.sentence.text.nl)
            kept.append(line)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Reference:
    """A source of a document, by its number: words and, where there is one, a public address."""

    number: int
    text: str
    url: str = ""


Citations = Mapping[UUID, tuple[str, str]]


def citations(draft: Draft, material: Material) -> Citations:
    """Return words and address of the source of each entry that goes out (S4.29).

    Public references only: a document with its place and address, else the entry's own public number in the record.
    """
    found: dict[UUID, tuple[str, str]] = {}
    for sentence in draft.told():
        for each in sentence.entries:
            if (entry := material.entry(each)) is not None:
                found[each] = (_reference(entry), entry.source.url)
    return found


def references(draft: Draft, cited: Citations) -> tuple[tuple[Reference, ...], Mapping[UUID, int]]:
    """Return the numbered sources of what goes out, each once, and the number of each entry's source."""
    found: dict[tuple[str, str], int] = {}
    numbers: dict[UUID, int] = {}
    for sentence in draft.told():
        for each in sentence.entries:
            if each in cited:
                numbers[each] = found.setdefault(cited[each], len(found) + 1)
    return tuple(Reference(number, text, url) for (text, url), number in found.items()), numbers


def _reference(entry: Entry) -> str:
    source = entry.source
    if source.document or source.stated_by:
        who = source.stated_by if source.stated_by != source.document else ""
        return ", ".join(part for part in (who, source.document, source.locator) if part)
    return f"register, inschrijving {entry.id}"
