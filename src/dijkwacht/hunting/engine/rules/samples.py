"""Samples as packs write them: small trees of files on which a rule must fire, or stay silent."""

import base64
import binascii
from collections.abc import Mapping, Sequence

from dijkwacht.hunting.engine.model import Kind, SampleFile, Samples, UnreadableRules
from dijkwacht.hunting.engine.rules.paths import spelled_out
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.window import read_moment

# Where a sample lies that is only its text.
_USUAL = {
    Kind.WEB_ACCESS: "/var/log/httpaccess.log",
    Kind.WEB_ERROR: "/var/log/httperror.log",
    Kind.SYSTEM_LOG: "/var/log/ns.log",
    Kind.SHELL_LOG: "/var/log/bash.log",
    Kind.CRON_LOG: "/var/log/cron",
    Kind.CORES: "/var/core/1/NSPPE-00-1",
}
_USERS = {"root": 0, "nobody": 65534}


def read_samples(value: object, place: str, kinds: Sequence[Kind] = ()) -> Samples:
    """Read `samples:` of a rule that reads `kinds`; raises UnreadableRules. A sample of text alone is of the first."""
    if not isinstance(value, Mapping):
        raise UnreadableRules("samples are positive and negative", place=place)
    usual = next((_USUAL[kind] for kind in kinds if kind in _USUAL), "/var/tmp/sample")  # noqa: S108 - a name in evidence
    return Samples(_trees(value.get("positive"), place, usual), _trees(value.get("negative"), place, usual))


def _trees(value: object, place: str, usual: str) -> tuple[tuple[SampleFile, ...], ...]:
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_tree({"path": usual, "text": one} if isinstance(one, str) else one, place) for one in listed)


def _tree(value: object, place: str) -> tuple[SampleFile, ...]:
    if not isinstance(value, Mapping):
        raise UnreadableRules("a sample is a file with path and text", place=place)
    files = value.get("files", [value])
    if not isinstance(files, list) or not all(isinstance(one, Mapping) and one.get("path") for one in files):
        raise UnreadableRules("a sample needs paths", place=place)
    return tuple(_file(one, place) for one in files)


def _file(value: Mapping[str, object], place: str) -> SampleFile:
    try:
        return SampleFile(
            spelled_out(str(value["path"])),
            _content(value),
            int(str(value.get("mode", "0644")), 8),
            _owner(value.get("uid", 0)),
            _owner(value.get("gid", 0)),
            _time(value.get("mtime")) or 0.0,
            _time(value.get("born")),
            _type(value.get("type", "file")),
        )
    except (ValueError, binascii.Error, DijkwachtError) as error:
        raise UnreadableRules(f"this sample cannot be read: {error}", place=place) from error


def _content(value: Mapping[str, object]) -> bytes:
    if "base64" in value:
        return base64.b64decode(str(value["base64"]), validate=True)
    if "hex" in value:
        return bytes.fromhex(str(value["hex"]))
    text = str(value.get("text", ""))
    return (text if text.endswith("\n") or not text else text + "\n").encode()


def _type(value: object) -> str:
    if value not in {"file", "folder", "link"}:
        raise ValueError(value)
    return str(value)


def _owner(value: object) -> int:
    name = str(value)
    return _USERS[name] if name in _USERS else int(name)


def _time(value: object) -> float | None:
    return read_moment(str(value)).earliest.timestamp() if value else None
