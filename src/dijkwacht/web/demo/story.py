"""Read a story file: sources, organisations, grounds, a case and its timeline, checked with a place in every error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from dijkwacht.kernel.actor import Source
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.window import Moment, read_moment


class UnreadableStory(Unreadable):
    """This story file cannot be read."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a timeline: what, of whom, when it happened and was known, by which source."""

    place: str
    do: str
    of: str
    by: str
    happened: Moment | None
    known: Moment | None
    source: Source
    says: Mapping[str, object]
    rest: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Story:
    """A whole file."""

    place: str
    organisations: tuple[Mapping[str, object], ...]
    grounds: tuple[Mapping[str, object], ...]
    case: Mapping[str, object]
    case_source: Source
    timeline: tuple[Item, ...] = field(default=())
    sources: Mapping[str, Source] = field(default_factory=dict)


_OWN = frozenset({"do", "of", "by", "happened", "known", "source", "locator", "says"})


def read_story(path: Path) -> Story:
    """Return the story in a YAML file. Raises UnreadableStory with file and item."""
    try:
        whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UnreadableStory(place=str(path), expected="a YAML file", remedy=str(error)) from error
    if not isinstance(whole, dict) or "case" not in whole:
        raise UnreadableStory(place=str(path), expected="an object with a case and a timeline")
    sources = {key: Source(**value) for key, value in whole.get("sources", {}).items()}
    return Story(
        path.name,
        tuple(whole.get("organisations", ())),
        tuple(whole.get("grounds", ())),
        whole["case"],
        _source(sources, whole["case"], f"{path.name} case"),
        tuple(
            _item(sources, item, f"{path.name} timeline/{number}")
            for number, item in enumerate(whole.get("timeline", ()))
        ),
        sources,
    )


def _item(sources: Mapping[str, Source], item: Mapping[str, object], place: str) -> Item:
    happened, known = _moment(item, "happened", place), _moment(item, "known", place)
    if happened is None and known is None:
        raise UnreadableStory(place=place, expected="when it happened or when it was known")
    says = item.get("says", {})
    if not isinstance(says, dict):
        raise UnreadableStory(place=f"{place}/says", expected="an object")
    return Item(
        place,
        str(item["do"]),
        str(item.get("of", "")),
        str(item.get("by", "")),
        happened,
        known or happened,
        _source(sources, item, place),
        says,
        {key: value for key, value in item.items() if key not in _OWN},
    )


def _moment(item: Mapping[str, object], name: str, place: str) -> Moment | None:
    value = item.get(name)
    if value is None:
        return None
    try:
        return read_moment(str(value))
    except Unreadable as error:
        raise UnreadableStory(error.message, place=f"{place}/{name}", expected=error.expected) from error


def _source(sources: Mapping[str, Source], item: Mapping[str, object], place: str) -> Source:
    key = str(item.get("source", ""))
    if key not in sources:
        raise UnreadableStory(place=f"{place}/source", expected=f"one of {', '.join(sources)}")
    found = sources[key]
    return Source(found.stated_by, found.document, str(item.get("locator", "")), found.url)


def texts(value: object) -> tuple[str, ...]:
    """Return a list of the file as texts; empty where it is absent."""
    return tuple(str(item) for item in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
