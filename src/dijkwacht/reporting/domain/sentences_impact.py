"""Sentences about who noticed what: per channel, group and application."""

from collections.abc import Iterable

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_words, when

COUNCIL = ("raadsleden", "raad", "gemeenteraad", "commissieleden", "councillors")
STAFF = ("medewerkers", "personeel", "staff", "employees")
_IMPACT: dict[str, Text] = {
    "none": Text("geen gevolgen", "no consequences"),
    "limited": Text("beperkte gevolgen", "limited consequences"),
    "stopped": Text("stilgevallen", "stopped"),
    "unknown": Text("gevolgen niet vermeld", "consequences not stated"),
}


def on_services(material: Material) -> tuple[Sentence, ...]:
    """Say what residents and others outside noticed, per channel; non-users were not hit (S1.16, S2.14, S0.6)."""
    return _sentences(entry for entry in _stated(material) if _group(entry) not in {*COUNCIL, *STAFF})


def on_staff(material: Material) -> tuple[Sentence, ...]:
    """Say what staff noticed, and where they could go on working (S2.13, S1.17)."""
    return _sentences(entry for entry in _stated(material) if _group(entry) in STAFF)


def on_council(material: Material) -> tuple[Sentence, ...]:
    """Say what councillors noticed, by the name of their application (S1.18)."""
    return _sentences(entry for entry in _stated(material) if _group(entry) in COUNCIL)


def _stated(material: Material) -> tuple[Entry, ...]:
    return material.of_kind("impact.stated")


def _group(entry: Entry) -> str:
    return entry.text("group").strip().lower()


def _sentences(entries: Iterable[Entry]) -> tuple[Sentence, ...]:
    """Write one sentence for each group and impact; channels with the same impact stand together."""
    together: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        together.setdefault((entry.text("group"), entry.text("impact"), entry.text("detail")), []).append(entry)
    found = []
    for (group, impact, detail), same in together.items():
        channels = [entry.text("channel") for entry in same]
        word, at = _IMPACT[impact], when(same[-1])
        more = Text(f": {detail}", f": {detail}") if detail else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Voor {group} ({and_words(channels)}): {word.nl}{more.nl} (opgave {at.nl}).",
                    f"For {group} ({and_words(channels, 'and')}): {word.en}{more.en} (stated {at.en}).",
                ),
                tuple(entry.id for entry in same),
            )
        )
    return tuple(found)
