"""Read the exercise's files; every time in them is counted from the day of loading, so that terms run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import yaml

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import ZONE, Moment, Precision, local_date, midnight, minute, read_moment

RELATIVE = re.compile(r"d([+-]\d+)(?: (\d{2}):(\d{2}))?")
SOON = re.compile(r"now\+(\d+)h")
IN_JSON = re.compile(r'"@(d[+-]\d+ \d{2}:\d{2})"')


class UnreadableExercise(Unreadable):
    """This file of the exercise cannot be read."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns the files' times into moments; `now` is the moment of loading, aware UTC."""

    now: datetime

    @property
    def today(self) -> date:
        """Return the day of loading in Amsterdam."""
        return local_date(self.now)

    def when(self, text: str) -> Moment:
        """Return the moment for "d-14 09:00", "d-14" (that day), "now+6h" or a plain date; raises NotAMoment."""
        if soon := SOON.fullmatch(text):
            return minute((self.now + timedelta(hours=int(soon[1]))).replace(second=0, microsecond=0))
        found = RELATIVE.fullmatch(text)
        if found is None:
            return read_moment(text)
        day = self.today + timedelta(days=int(found[1]))
        if found[2] is None:
            return Moment(midnight(day), Precision.DAY)
        return minute(datetime.combine(day, time(int(found[2]), int(found[3])), ZONE))

    def filled(self, value: object) -> object:
        """Return a value of a file with every relative time in it written out, lists and objects included."""
        if isinstance(value, str) and (RELATIVE.fullmatch(value) or SOON.fullmatch(value)):
            return self.when(value).text()
        if isinstance(value, Mapping):
            return {str(key): self.filled(held) for key, held in value.items()}
        return [self.filled(held) for held in value] if isinstance(value, list) else value

    def in_json(self, text: str) -> str:
        """Return a JSON text with each "@d-14 09:00" replaced by that time."""
        return IN_JSON.sub(lambda found: f'"{self.when(found[1]).text()}"', text)


@dataclass(frozen=True, slots=True)
class Told:
    """One item of a timeline: what, by or of whom, when, with which values; `rest` is what its kind wants besides."""

    do: str
    by: str
    says: Mapping[str, object]
    happened: Moment | None
    known: Moment | None
    label: Label | None
    rest: Mapping[str, object]

    def text(self, name: str) -> str:
        """Return a text of the rest, "" where it is absent."""
        return str(self.rest.get(name, ""))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts of the rest."""
        value = self.rest.get(name, ())
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    @property
    def at(self) -> Moment:
        """Return when it happened, else when it was known."""
        found = self.happened or self.known
        if found is None:
            raise UnreadableExercise(place=self.do, expected="happened or known")
        return found


@dataclass(frozen=True, slots=True)
class Detail:
    """A response told in full."""

    of: str
    opened: Moment
    trigger: str
    timeline: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Exercise:
    """All files of the exercise with their times filled in."""

    folder: Path
    clock: Clock
    register: Mapping[str, object]
    story: Mapping[str, object]
    spread: Mapping[str, object]
    accounts: Mapping[str, object]
    details: tuple[Detail, ...] = field(default=())

    def told(self, name: str) -> tuple[Told, ...]:
        """Return one of the story's lists of items."""
        return tuple(_told(item, self.clock) for item in objects(self.story.get(name)))

    def json(self, name: str) -> bytes:
        """Return a JSON file of the folder with its times filled in."""
        return self.clock.in_json((self.folder / name).read_text(encoding="utf-8")).encode()


def read_exercise(folder: Path, now: datetime) -> Exercise:
    """Return the exercise in `folder` with times counted from `now`. Raises UnreadableExercise with the file."""
    clock = Clock(now)
    details = tuple(_detail(_yaml(folder / name), clock) for name in ("waterhoven.yml", "de-zwaan.yml"))
    register, story = _yaml(folder / "register.yml"), _yaml(folder / "story.yml")
    spread, accounts = _yaml(folder / "spread.yml"), _yaml(folder / "accounts.yml")
    return Exercise(folder, clock, register, story, spread, accounts, details)


def objects(value: object) -> tuple[Mapping[str, object], ...]:
    """Return a list of a file as objects."""
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list | tuple) else ()


def part(value: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return an object inside an object. Raises UnreadableExercise."""
    found = value.get(name)
    if not isinstance(found, Mapping):
        raise UnreadableExercise(place=name, expected="an object")
    return found


_OWN = frozenset({"do", "by", "says", "happened", "known", "label"})


def _told(item: Mapping[str, object], clock: Clock) -> Told:
    says = clock.filled(item.get("says", {}))
    happened, known = (clock.when(str(item[name])) if name in item else None for name in ("happened", "known"))
    return Told(
        str(item["do"]),
        str(item.get("by", "")),
        says if isinstance(says, Mapping) else {},
        happened,
        known or happened,
        Label(str(item["label"])) if "label" in item else None,
        {key: held for key, held in item.items() if key not in _OWN},
    )


def _detail(whole: Mapping[str, object], clock: Clock) -> Detail:
    timeline = tuple(_told(item, clock) for item in objects(whole["timeline"]))
    return Detail(str(whole["of"]), clock.when(str(whole["opened"])), str(whole["trigger"]), timeline)


def _yaml(path: Path) -> Mapping[str, object]:
    try:
        whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UnreadableExercise(place=path.name, expected="a YAML file", remedy=str(error)) from error
    if not isinstance(whole, dict):
        raise UnreadableExercise(place=path.name, expected="an object")
    return whole
