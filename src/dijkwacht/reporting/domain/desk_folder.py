"""What a desk takes out of the program to work 48 hours without it: plain values, before they become files."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.answer_sheet import Question
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.code_words import CodeWords
from dijkwacht.reporting.domain.night_sheet import Reach

MOST_MEMBERS, MOST_ENTRIES, MOST_BYTES = 2_000, 200, 60 * 1024 * 1024
HOURS = 48
NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class FolderLine:
    """One entry: when, the sentence, the free words where the viewer may have them."""

    at: Text
    text: Text
    words: str = ""


@dataclass(frozen=True, slots=True)
class FolderResponse:
    """A member's response: the axes with when it last spoke, its newest entries, how many older were left out."""

    case: Text
    axes: tuple[tuple[Text, Text], ...]
    last_word: datetime | None
    closed: bool
    lines: tuple[FolderLine, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class FolderMember:
    """One member: how to reach it, its code words, its responses, and the strictest label among all that."""

    id: UUID
    name: str
    sector: str
    fictional: bool
    reach: tuple[Reach, ...]
    words: CodeWords | None
    responses: tuple[FolderResponse, ...]
    label: Label


@dataclass(frozen=True, slots=True)
class FolderCall:
    """One line of the call list: whom, why, by which numbers, what to say."""

    name: str
    reasons: tuple[Text, ...]
    phones: tuple[str, ...]
    script: Text


@dataclass(frozen=True, slots=True)
class FolderAdvice:
    """One advisory or version of it: when, whose, what it advises, what changed."""

    at: Text
    issuer: str
    title: str
    version: str
    actions: tuple[Text, ...]
    changed: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class FolderCase:
    """One case: what is known, the advice, whom to call, the questions of the answer sheet."""

    title: Text
    sentence: Text
    advice: tuple[FolderAdvice, ...]
    calls: tuple[FolderCall, ...]
    questions: tuple[Question, ...]
    label: Label


@dataclass(frozen=True, slots=True)
class Folder:
    """All of it; `by`: organisation and role of who takes it, `account`: the beginning of that account's id."""

    made: datetime
    by: str
    role: Text
    account: str
    members: tuple[FolderMember, ...]
    cases: tuple[FolderCase, ...]
    left_out: int
    label: Label
    fictional: bool


def file_name(number: int, name: str) -> str:
    """Return a name that every file system takes: a number that makes it the only one, then plain small letters."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:NAME_LENGTH].strip("-")
    return f"{number:04}-{plain or 'x'}.html"
