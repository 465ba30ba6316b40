"""Which of the validator's slow rules cannot find anything in a document: they are then left out.

Four mandatory rules search the whole document by path expressions, which takes most of the time of judging: 15 of 20
seconds in a document of 23 MiB. One walk tells whether they have anything to say; where they may, they are asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MISSING_DEFINITION, DOUBLE_DEFINITION, PACKAGE_URLS, DOUBLE_DIGESTS = "6.1.1", "6.1.2", "6.1.13", "6.1.25"

_LISTS = frozenset({"product_ids", "products"})
_SINGLE = frozenset(
    {
        "product_reference",
        "relates_to_product_reference",
        "beginning_product_reference",
        "next_product_reference",
    }
)
_PACKAGES = frozenset({"purl", "purls"})


@dataclass
class _Seen:
    """What the walk came across, wherever it stood: rather too much than too little."""

    ids: list[str] = field(default_factory=list)
    referenced: set[str] = field(default_factory=set)
    packages: bool = False
    digests: bool = False


def idle_rules(value: Any) -> frozenset[str]:  # noqa: ANN401 - JSON as it came
    """Return the numbers of those rules, of CSAF 2.0 and 2.1 alike, that have nothing to complain of.

    `value` is a document that fits its schema.
    """
    seen = _seen(value)
    idle = {
        MISSING_DEFINITION: seen.referenced <= set(_defined(value.get("product_tree") or {})),
        DOUBLE_DEFINITION: len(seen.ids) == len(set(seen.ids)),
        PACKAGE_URLS: not seen.packages,
        DOUBLE_DIGESTS: not seen.digests,
    }
    return frozenset(rule for rule, silent in idle.items() if silent)


def _defined(tree: dict[str, Any]) -> Iterator[str]:
    """Yield the ids of the products that stand where the standard puts them."""
    named = [item["product_id"] for item in tree.get("full_product_names", ()) if "product_id" in item]
    yield from named
    for way in ("relationships", "product_paths"):
        yield from (item["full_product_name"]["product_id"] for item in tree.get(way, ()))
    stack = list(tree.get("branches", ()))
    while stack:
        branch = stack.pop()
        if "product" in branch:
            yield branch["product"]["product_id"]
        stack.extend(branch.get("branches", ()))


def _seen(value: object) -> _Seen:
    seen = _Seen()
    stack: list[object] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(part for part in item if isinstance(part, (dict, list)))
        elif isinstance(item, dict):
            for key, part in item.items():
                if isinstance(part, str):
                    _text(seen, key, part)
                elif isinstance(part, (dict, list)):
                    _more(seen, key, part, stack)
    return seen


def _text(seen: _Seen, key: str, part: str) -> None:
    if key == "product_id":
        seen.ids.append(part)
    elif key in _SINGLE:
        seen.referenced.add(part)
    elif key in _PACKAGES:
        seen.packages = True


def _more(seen: _Seen, key: str, part: dict[str, Any] | list[Any], stack: list[object]) -> None:
    if key == "product_status" and isinstance(part, dict):
        for named in part.values():
            seen.referenced.update(name for name in named if isinstance(name, str))
    elif key in _LISTS and isinstance(part, list):
        seen.referenced.update(name for name in part if isinstance(name, str))
    else:
        seen.packages = seen.packages or key in _PACKAGES
        seen.digests = seen.digests or key == "file_hashes"
        stack.append(part)
