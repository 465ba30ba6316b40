"""Reads amendment and mapping files, JSON or YAML; in YAML a version stays text, quoted or not."""

import json
from pathlib import Path

import yaml

from dijkwacht.exposure.engine.amendments import Amendment, UnreadableAmendment, read_amendment

LARGEST = 1024 * 1024


class _VersionsStayText(yaml.SafeLoader):
    """YAML without numbers and dates: 13.10 is a version here, not the number 13.1."""


_VersionsStayText.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_object(path: Path) -> object:
    """Return the value of a JSON or YAML file of at most 1 MiB; raises UnreadableAmendment naming the file."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableAmendment(f"{error}", place=str(path), expected="a readable file in UTF-8") from error
    if len(content) > LARGEST:
        raise UnreadableAmendment(place=str(path), expected=f"at most {LARGEST // 1024} KiB")
    try:
        if text.lstrip().startswith(("{", "[")):
            return json.loads(text)
        return yaml.load(text, _VersionsStayText)  # noqa: S506 - the loader is a narrowed SafeLoader
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise UnreadableAmendment(f"{error}", place=str(path), expected="JSON or YAML") from error


def read_amendment_file(path: Path) -> tuple[Amendment, ...]:
    """Return the amendments of a file: one object, or a list of them; raises UnreadableAmendment with place."""
    value = read_object(path)
    items = value if isinstance(value, list) else [value]
    return tuple(
        read_amendment(item, f"{path}/{number}" if isinstance(value, list) else str(path))
        for number, item in enumerate(items)
    )
