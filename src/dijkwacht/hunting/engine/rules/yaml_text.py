"""YAML as rules are written in, read by the library in C where the text cannot be nested deep enough to break it."""

import yaml

# The library in C is ten times as fast, but its depth is that of the machine's stack: a text of brackets ends the
# process. A level takes a bracket, or a column of the longest line.
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
    longest = max(map(len, text.splitlines()), default=0)
    return _FAST if brackets + longest < _DEEPEST else yaml.SafeLoader
