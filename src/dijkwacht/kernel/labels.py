"""Traffic Light Protocol 2.0 labels (FIRST, August 2022): who may pass a fact on, never translated."""

from enum import StrEnum


class Label(StrEnum):
    """A TLP label; the value is the label as written in documents."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"

    @property
    def rank(self) -> int:
        """0 for CLEAR up to 4 for RED; a higher rank may go to fewer people."""
        return tuple(Label).index(self)


def strictest(*labels: Label) -> Label:
    """Return the label that a text made from facts with these labels must carry; CLEAR where none is given."""
    return max(labels, key=lambda label: label.rank, default=Label.CLEAR)


def read_label(text: str) -> Label:
    """Return the label for TLP 1.0 or 2.0 spelling ("WHITE", "tlp:amber+strict"); raise ValueError for others."""
    bare = text.strip().upper().removeprefix("TLP:").strip()
    return Label("TLP:" + {"WHITE": "CLEAR"}.get(bare, bare))
