"""YAML as rules are written in, read by the library in C where the text cannot be nested deep enough to break it."""

import yaml

# The library in C is ten times as fast, but its depth is that of the machine's stack: a text of brackets ends the
# process (from some 10,000 brackets on). A level takes a bracket, a column of indentation, or one of the signs below.
_DEEPEST = 1_000
_FAST: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_documents(text: str) -> list[object]:
    """Return the documents in `text`, without tags that make objects; raises yaml.YAMLError, RecursionError."""
    return list(yaml.load_all(text, _loader(text)))


def yaml_document(text: str) -> object:
    """Return the only document in `text`, None where there is none; raises yaml.YAMLError, RecursionError."""
    return yaml.load(text, _loader(text))  # noqa: S506 - both loaders are safe ones


def _loader(text: str) -> type[yaml.SafeLoader]:
    brackets = max(one.count("[") + one.count("{") for one in text.split("\n---"))
    deepest = max(map(_columns, text.splitlines()), default=0)
    return _FAST if brackets + deepest < _DEEPEST else yaml.SafeLoader


def _columns(line: str) -> int:
    """Return how many levels may begin or go on in a line by its indentation and by "- ", "? " and ": " behind it."""
    return len(line) - len(line.lstrip()) + sum(map(line.count, "-?:"))
