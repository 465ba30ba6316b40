"""A draft as JSON values and back, so that a version stands as it was written."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import Audience
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.comparing import Kept
from dijkwacht.reporting.domain.draft import Chapter, Citations, Draft, Line
from dijkwacht.reporting.domain.sentence import Sentence

OWN_WORDS = "own-words"
REMOVED = Text("Deze woorden zijn verwijderd.", "These words were removed.")


def plain_draft(
    draft: Draft, cited: Citations, strip: str, strip_rows: Iterable[tuple[Text, ...]]
) -> dict[str, object]:
    """Return the draft with its sources and strip as JSON values; nothing else is needed to set it on paper."""
    return {
        "sources": {str(entry): list(source) for entry, source in cited.items()},
        "strip": strip,
        "strip_rows": [[[cell.nl, cell.en] for cell in row] for row in strip_rows],
        "title": [draft.title.nl, draft.title.en],
        "subject": draft.subject,
        "chapters": [_plain_chapter(chapter) for chapter in draft.chapters],
    }


def _plain_chapter(chapter: Chapter) -> dict[str, object]:
    return {
        "heading": [chapter.heading.nl, chapter.heading.en],
        "number": chapter.number,
        "quote": chapter.quote,
        "asked": str(chapter.asked) if chapter.asked else "",
        "lines": [
            {
                "nl": line.sentence.text.nl,
                "en": line.sentence.text.en,
                "template": line.sentence.template,
                "label": line.sentence.label.value,
                "entries": [str(entry) for entry in line.sentence.entries],
                "told": line.told,
                "why_nl": line.why_not.nl,
                "why_en": line.why_not.en,
            }
            for line in chapter.lines
        ],
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """What a stored draft's row knows of it."""

    type: str
    organisation: UUID
    name: str
    audience: Audience
    at: datetime


def read_draft(body: Mapping[str, object], frame: Frame) -> Draft:
    """Return the draft as it was stored: what was approved is what goes out."""
    title = body.get("title")
    nl, en = title if isinstance(title, list) else ("", "")
    chapters = tuple(
        Chapter(heading, tuple(_line(line) for line in lines), number, quote)
        for heading, number, quote, lines in chapters_of(body)
    )
    return Draft(
        frame.type,
        Text(str(nl), str(en)),
        frame.organisation,
        frame.name,
        frame.audience,
        frame.at,
        chapters,
        str(body.get("subject", "")),
    )


def _line(line: Mapping[str, object]) -> Line:
    sentence = Sentence(
        Text(str(line["nl"]), str(line["en"])),
        _ids(line.get("entries")),
        str(line["template"]),
        Label(str(line["label"])),
    )
    return Line(sentence, line.get("told") is True, Text(str(line["why_nl"]), str(line["why_en"])))


def read_citations(body: Mapping[str, object]) -> Citations:
    """Return the sources as they were stored."""
    sources = body.get("sources")
    if not isinstance(sources, Mapping):
        return {}
    return {UUID(str(entry)): (str(source[0]), str(source[1])) for entry, source in sources.items()}


def read_strip(body: Mapping[str, object]) -> tuple[str, tuple[tuple[Text, Text, Text], ...]]:
    """Return the strip as it was stored, with the rows of its table."""
    rows = body.get("strip_rows")
    found = []
    for row in rows if isinstance(rows, list) else []:
        lane, period, what = (Text(str(nl), str(en)) for nl, en in row)
        found.append((lane, period, what))
    return str(body.get("strip", "")), tuple(found)


def without_words(body: Mapping[str, object], removed: Collection[UUID]) -> dict[str, object] | None:
    """Return the stored draft without the free words of these entries; None where it holds none of them.

    The asker's text becomes the topic again, an answer in own words says that it was removed.
    """
    gone = {str(entry) for entry in removed}
    chapters = [_forgotten(chapter, gone) for chapter in _objects(body.get("chapters"))]
    return {**body, "chapters": chapters} if chapters != list(_objects(body.get("chapters"))) else None


def _forgotten(chapter: Mapping[str, object], gone: set[str]) -> Mapping[str, object]:
    heading, lines = chapter.get("heading"), _objects(chapter.get("lines"))
    topic = str(heading[0]) if isinstance(heading, list) and heading else ""
    kept_lines = [
        {**line, "nl": REMOVED.nl, "en": REMOVED.en}
        if line.get("template") == OWN_WORDS and gone & {str(entry) for entry in _ids(line.get("entries"))}
        else line
        for line in lines
    ]
    quote = topic if chapter.get("asked") in gone else chapter.get("quote")
    return {**chapter, "quote": quote, "lines": kept_lines}


def digest_of(body: Mapping[str, object]) -> str:
    """Return the SHA-256 of a stored draft, as hex."""
    return hashlib.sha256(canonical_text(body).encode()).hexdigest()


def chapters_of(body: Mapping[str, object]) -> tuple[tuple[Text, str, str, tuple[Mapping[str, object], ...]], ...]:
    """Return (heading, number, quote, lines) of each stored chapter."""
    found = []
    for chapter in _objects(body.get("chapters")):
        heading = chapter.get("heading")
        nl, en = heading if isinstance(heading, list) else ("", "")
        lines = _objects(chapter.get("lines"))
        found.append((Text(str(nl), str(en)), str(chapter["number"]), str(chapter["quote"]), lines))
    return tuple(found)


def kept(body: Mapping[str, object]) -> tuple[Kept, ...]:
    """Return the stored lines, for comparing with the same document written anew."""
    return tuple(
        Kept(
            number,
            str(line["template"]),
            Text(str(line["nl"]), str(line["en"])),
            _ids(line.get("entries")),
            line.get("told") is True,
        )
        for number, (_, _, _, lines) in enumerate(chapters_of(body))
        for line in lines
    )


def why_not(body: Mapping[str, object]) -> Mapping[tuple[int, str], Text]:
    """Return why lines were left out, by chapter and Dutch text."""
    return {
        (number, str(line["nl"])): Text(str(line["why_nl"]), str(line["why_en"]))
        for number, (_, _, _, lines) in enumerate(chapters_of(body))
        for line in lines
        if line.get("told") is not True
    }


def _objects(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()


def _ids(value: object) -> tuple[UUID, ...]:
    return tuple(UUID(str(item)) for item in value) if isinstance(value, list) else ()
