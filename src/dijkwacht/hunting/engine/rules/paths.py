"""Path patterns as packs write them: ** for any depth, * within one name, anchored at the appliance's root.

`~/` stands for the superuser's home there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

_HOME = PurePosixPath("/", "root")  # on the FreeBSD below a NetScaler


@dataclass(frozen=True, slots=True)
class PathPatterns:
    """Some patterns; without any, every path matches. `written` is what the pack says, homes spelled out."""

    written: tuple[str, ...]
    _any: re.Pattern[str]

    @classmethod
    def of(cls, written: Iterable[str]) -> "PathPatterns":
        """Compile patterns such as "/var/**", "/etc/httpd.conf", "**/*.php"."""
        patterns = tuple(spelled_out(one) for one in written)
        return cls(patterns, re.compile("|".join(map(_expression, patterns)), re.DOTALL))

    def match(self, path: str) -> bool:
        """Return whether `path` (below the appliance's root) is meant."""
        return not self.written or self._any.fullmatch(path) is not None

    @property
    def folders(self) -> tuple[str, ...]:
        """Return the folders in which the patterns look, "/" where they look anywhere."""
        return tuple(dict.fromkeys(_folder(one) for one in self.written)) or ("/",)


def spelled_out(path: str) -> str:
    """Return the path with the superuser's home in place of `~`."""
    return f"{_HOME}/{path[2:]}" if path.startswith("~/") else path


def _expression(pattern: str) -> str:
    found = ""
    for part in re.split(r"(\*\*/?|\*|\?)", pattern):
        spelled = {"**/": r"(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        found += spelled.get(part, re.escape(part))
    return found


def _folder(pattern: str) -> str:
    fixed = re.split(r"[*?]", pattern, maxsplit=1)[0]
    return fixed.rpartition("/")[0] or "/"
