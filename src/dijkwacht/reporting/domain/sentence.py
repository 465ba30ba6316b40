"""A sentence of a document with the entries it rests on; a sentence without facts is not written."""

from dataclasses import dataclass, replace
from uuid import UUID

from dijkwacht.kernel.labels import Label, strictest
from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.material import Material


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words, the entries behind it, the key of its template, the strictest label of those entries.

    Without entries it says that something is not recorded.
    """

    text: Text
    entries: tuple[UUID, ...] = ()
    template: str = ""
    label: Label = Label.CLEAR


Sentences = Sentence | tuple[Sentence, ...] | None


def listed(found: Sentences, template: str, material: Material) -> tuple[Sentence, ...]:
    """Return what a template wrote as a list, each sentence with its template's key and the label of its entries."""
    sentences = () if found is None else found if isinstance(found, tuple) else (found,)
    return tuple(
        replace(
            one,
            template=one.template or template,
            entries=tuple(dict.fromkeys(one.entries)),
            label=strictest(one.label, *(entry.label for each in one.entries if (entry := material.entry(each)))),
        )
        for one in sentences
        if one.text
    )
