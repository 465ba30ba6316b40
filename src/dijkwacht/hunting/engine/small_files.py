"""Small plain files, many at a time: each read once and whole, and judged without making more of it than it needs.

What is an archive, an image or a log, or is not as the walk saw it, is left to the long way (`Unpacker`), which says
what is the matter with it. What is found in a file is found as the long way finds it.
"""

import hashlib
import io
import os
from collections.abc import Callable
from typing import NamedTuple

from blake3 import blake3

from dijkwacht.hunting.engine.appliances import TELLING
from dijkwacht.hunting.engine.intake.limits import MIB
from dijkwacht.hunting.engine.intake.sniffing import is_plain
from dijkwacht.hunting.engine.intake.unpacking import SAFELY, Leaf, LeafFacts
from dijkwacht.hunting.engine.intake.walking import Given
from dijkwacht.hunting.engine.logs.recognise import named_as_log, recognise
from dijkwacht.hunting.engine.model import Kind
from dijkwacht.hunting.engine.rules.indicators import DIGEST_NAMES, Sort
from dijkwacht.hunting.engine.rules.yara_rules import Answer, YaraScanner
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.visiting import CONFIGURED, PROGRAMS, SAMPLE, Gatherer

SMALL = MIB
_HELD = 8 * MIB  # of contents, before they are put to the rules
_LONG_WAY = frozenset({*CONFIGURED, *TELLING})  # files of which more is read than their bytes

Passed = Callable[[str, int], None]


class _Read(NamedTuple):
    given: Given
    kind: Kind
    content: bytes


class SmallFiles:
    """Takes the small files of one piece of work; `settle` ends it. `passed` is told of each and may raise to stop."""

    def __init__(self, gatherer: Gatherer, rules: RuleSet, *, sha256: bool, passed: Passed) -> None:
        self._gatherer = gatherer
        self._found = gatherer.found
        self._manifest = rules.manifest
        self._digests = rules.wanted_digests - {Sort.SHA256}
        self._always = Sort.SHA256 in rules.wanted_digests
        self._asked = any(rule.digests for rule in rules.files)
        self._told = sha256
        self._prepared = rules.plan.for_files()
        self._searchers = [database.searcher() for database, _ in self._prepared.databases if database.patterns]
        self._yara = rules.yara_scanner()
        self._passed = passed
        self._held: list[_Read] = []
        self._bytes = 0

    def take(self, given: Given) -> bool:
        """Read a file and put to it all rules but those about content, which wait for `settle`.

        False, and nothing is done: it has to go the long way.
        """
        facts = given.facts
        expected = self._manifest.get(facts.path)
        program = facts.path.lower().endswith(PROGRAMS)
        telling = facts.path.rpartition("/")[2] in _LONG_WAY or named_as_log(facts.path)
        if facts.type != "file" or facts.size > SMALL or (telling and not (program and expected is not None)):
            return False
        content = read_whole(given.at, facts.size)
        if content is None:
            return False
        sha256 = hashlib.sha256(content).hexdigest() if expected is not None or self._always else None
        vendors = expected is not None and sha256 == expected
        if not (program and vendors) and (telling or self._is_more(given, content, program=program)):
            return False
        hits = len(self._found.hits)
        kind = self._gatherer.file(given.place, facts)
        self._found.bytes += facts.size
        digests = {Sort.SHA256: sha256} if sha256 is not None else {}
        for sort in self._digests:
            digests[sort] = hashlib.new(DIGEST_NAMES[sort], content, usedforsecurity=False).hexdigest()
        if digests or self._asked:
            self._gatherer.by_digests(given.place, facts, kind, digests)
        if len(self._found.hits) > hits:
            self._keep_digests(given, content)
        if vendors:
            self._gatherer.is_vendors(given.place.evidence, facts.size)
            self._passed(given.place.path, facts.size)
        else:
            self._hold(_Read(given, kind, content))
        return True

    @staticmethod
    def _is_more(given: Given, content: bytes, *, program: bool) -> bool:
        """Return whether a file is more than its bytes: packed, an image or a log."""
        if not is_plain(content, given.place.path):
            return True
        return not program and recognise(content[:SAMPLE], given.place.path.rpartition("!")[2]) is not None

    def _keep_digests(self, given: Given, content: bytes) -> None:
        """Keep the digests of a file in which or about which something was found; nobody asks for those of others."""
        sha256 = hashlib.sha256(content).hexdigest() if self._told else None
        self._found.digests[given.place.evidence, given.place.path] = blake3(content).hexdigest(), sha256

    def _hold(self, read: _Read) -> None:
        self._held.append(read)
        self._bytes += len(read.content)
        if self._bytes > _HELD:
            self.settle()

    def settle(self) -> None:
        """Put the rules about content to what was read: to all in a row, so that rules stay in the caches."""
        held, self._held, self._bytes = self._held, [], 0
        answers = self._answers(held)
        for read, answer in zip(held, answers, strict=True):
            if answer or any(searcher.search(read.content) for searcher in self._searchers):
                self._look(read, answer)

    def _answers(self, held: list[_Read]) -> list[Answer]:
        answers: list[Answer] = []
        for read in held:
            answers.append(self._yara.answer(read.content, read.given.facts.path) if self._yara is not None else [])
            self._passed(read.given.place.path, len(read.content))
        return answers

    def _look(self, read: _Read, answer: Answer) -> None:
        """Find where in the file lies what was found in it."""
        self._keep_digests(read.given, read.content)
        yara = _Answered(self._yara, read.content, answer) if self._yara is not None else None
        about = LeafFacts(read.given.place, read.given.facts)
        self._gatherer.search(about, Leaf(io.BytesIO(read.content)), read.kind, self._prepared, yara)


class _Answered:
    """A scanner that does not search a content again for which it has the answer."""

    def __init__(self, scanner: YaraScanner, content: bytes, answer: Answer) -> None:
        self._scanner = scanner
        self._content = content
        self._answer = answer

    def answer(self, content: bytes, path: str) -> Answer:
        return self._answer if content == self._content else self._scanner.answer(content, path)


def read_whole(at: str | os.PathLike[str], size: int) -> bytes | None:
    """Return the content of a regular file of `size` bytes; None where it is of another size by now, or unreadable."""
    try:
        number = os.open(at, SAFELY)
    except OSError:
        return None
    try:
        content = os.read(number, size + 1)
    except OSError:
        return None
    finally:
        os.close(number)
    return content if len(content) == size else None
