"""At which moment somebody looks, on both axes (VOCABULARY, "Three times")."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was `known` by then, as far as `recorded` by then; None is now on that axis; aware UTC."""

    known: datetime | None = None
    recorded: datetime | None = None

    @property
    def is_now(self) -> bool:
        """Return whether both axes stand at now."""
        return self.known is None and self.recorded is None


NOW = AsOf()
