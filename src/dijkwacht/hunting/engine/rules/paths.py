"""Path patterns as packs write them: ** for any depth, * within one name, anchored at the appliance's root."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathPatterns:
    """Some patterns; without any, every path matches. `written` is what the pack says."""

    written: tuple[str, ...]
    _compiled: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, written: Iterable[str]) -> "PathPatterns":
        """Compile patterns such as "/var/**", "/etc/httpd.conf", "**/*.php"."""
        patterns = tuple(written)
        return cls(patterns, tuple(re.compile(_expression(one), re.DOTALL) for one in patterns))

    def match(self, path: str) -> bool:
        """Return whether `path` (below the appliance's root) is meant."""
        return not self._compiled or any(one.fullmatch(path) for one in self._compiled)

    @property
    def folders(self) -> tuple[str, ...]:
        """Return the folders in which the patterns look, "/" where they look anywhere."""
        return tuple(dict.fromkeys(_folder(one) for one in self.written)) or ("/",)


def _expression(pattern: str) -> str:
    found = ""
    for part in re.split(r"(\*\*/?|\*|\?)", pattern):
        spelled = {"**/": r"(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        found += spelled.get(part, re.escape(part))
    return found


def _folder(pattern: str) -> str:
    fixed = re.split(r"[*?]", pattern, maxsplit=1)[0]
    return fixed.rpartition("/")[0] or "/"
