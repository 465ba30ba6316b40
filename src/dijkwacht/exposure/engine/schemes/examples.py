"""A scheme's own examples, tried: they are the tests that whoever writes a scheme writes with it."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from dijkwacht.exposure.engine.schemes.scheme import Scheme


def failed_examples(scheme: Scheme) -> list[str]:
    """Return a sentence for every example in the scheme's file that does not hold; empty where all do."""
    return [*_order(scheme), *_equal(scheme), *_trains(scheme), *_not_versions(scheme)]


def _list(scheme: Scheme, name: str) -> list[object]:
    value = scheme.examples.get(name, [])
    return value if isinstance(value, list) else []


def _order(scheme: Scheme) -> Iterator[str]:
    read = [(str(text), scheme.parse(str(text))) for text in _list(scheme, "order")]
    yield from (f"{text!r} is no version" for text, version in read if version is None)
    known = [(text, version) for text, version in read if version is not None]
    for (below, one), (above, other) in pairwise(known):
        # In a scheme of shapes trains stand beside each other, not above one another.
        if (one.train == other.train or not scheme.shapes) and not one.low < other.low:
            yield f"{below!r} does not stand below {above!r}"


def _equal(scheme: Scheme) -> Iterator[str]:
    for group in _list(scheme, "equal"):
        texts = [str(text) for text in group] if isinstance(group, list) else []
        read = [scheme.parse(text) for text in texts]
        if None in read or len({version.low for version in read if version}) != 1:
            yield f"{', '.join(map(repr, texts))} are not equal"


def _trains(scheme: Scheme) -> Iterator[str]:
    trains = scheme.examples.get("trains", {})
    for text, train in trains.items() if isinstance(trains, Mapping) else ():
        version = scheme.parse(str(text))
        found = version.train if version else None
        if found != train:
            yield f"the train of {text!r} is {found!r}, not {train!r}"


def _not_versions(scheme: Scheme) -> Iterator[str]:
    yield from (f"{text!r} is a version" for text in _list(scheme, "not_versions") if scheme.parse(str(text)))
