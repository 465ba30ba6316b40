"""How an organisation stands to one advisory: affected, not to be told yet, not affected, or without an answer."""

from enum import StrEnum

from dijkwacht.exposure.domain.verdicts import CANNOT_TELL, OPEN, Exposure
from dijkwacht.kernel.text import Text


class Touch(StrEnum):
    """How an organisation stands to what is asked, worst first; the last two had no answer."""

    AFFECTED = "affected"
    UNCLEAR = "unclear"
    CLEAR = "clear"
    UNSPOKEN = "unspoken"
    NO_INVENTORY = "no-inventory"


TOUCH_WORDS = {
    Touch.AFFECTED: Text("kwetsbaar", "affected"),
    Touch.UNCLEAR: Text("nog niet te zeggen", "cannot be told yet"),
    Touch.CLEAR: Text("niet kwetsbaar", "not affected"),
    Touch.UNSPOKEN: Text("niets van dit product in de inventaris", "nothing of this product in the inventory"),
    Touch.NO_INVENTORY: Text("geen inventaris", "no inventory"),
}


def touch_of(worst: Exposure | None, *, listed: bool) -> Touch:
    """Return how an organisation stands by its worst answer; `listed`: it has an inventory.

    Without any answer it is never "not affected": nothing of the product stands in its inventory, or it has none.
    """
    if worst is None:
        return Touch.UNSPOKEN if listed else Touch.NO_INVENTORY
    if worst in OPEN:
        return Touch.AFFECTED
    return Touch.UNCLEAR if worst in CANNOT_TELL else Touch.CLEAR
