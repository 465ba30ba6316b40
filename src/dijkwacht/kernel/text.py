"""A sentence in both languages, carried from the decision to page, letter and journal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Dutch and English; neither may be empty where the other is not."""

    nl: str
    en: str

    def in_language(self, code: str) -> str:
        """Return the Dutch text for codes that start with "nl", else the English."""
        return self.nl if code.startswith("nl") else self.en

    def __bool__(self) -> bool:
        """Return whether there is anything to say."""
        return bool(self.nl or self.en)


NOTHING = Text("", "")
