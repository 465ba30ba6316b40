"""Samples as packs write them: small trees of files on which a rule must fire, or stay silent."""

import base64
import binascii
from collections.abc import Mapping

from dijkwacht.hunting.engine.model import SampleFile, Samples, UnreadableRules
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.window import read_moment

_USERS = {"root": 0, "nobody": 65534}


def read_samples(value: object, place: str) -> Samples:
    """Read `samples:` of a rule; raises UnreadableRules."""
    if not isinstance(value, Mapping):
        raise UnreadableRules("samples are positive and negative", place=place)
    return Samples(_trees(value.get("positive"), place), _trees(value.get("negative"), place))


def _trees(value: object, place: str) -> tuple[tuple[SampleFile, ...], ...]:
    listed = value if isinstance(value, list) else []
    return tuple(_tree(one, place) for one in listed)


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
            str(value["path"]),
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
