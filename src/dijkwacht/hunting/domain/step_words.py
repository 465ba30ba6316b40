"""Steps in words, as they stand inside a sentence."""

from dijkwacht.cases.domain.steps import CATALOGUE, Step
from dijkwacht.kernel.text import Text

_AGAIN = {"second-fix": "fix", "third-fix": "fix"}


def step_words(key: str) -> Text:
    """Return a step of the catalogue in words without a capital; a step of a case's own by its key."""
    title = CATALOGUE.get(_AGAIN.get(key, key), Step(key, Text(key, key))).title
    return Text(title.nl[:1].lower() + title.nl[1:], title.en[:1].lower() + title.en[1:])
