"""What the advisories at hand call their products, found again by the names that rows of inventories use."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from dijkwacht.exposure.engine.naming import LONGEST_NAME, Name, Purl, name_of, vendor_forms
from dijkwacht.exposure.engine.resembling import marks_asked, marks_of, resembles

_T = TypeVar("_T")
Spelling = tuple[str, str, str]  # maker, product and family, as an advisory writes them


@dataclass
class Learned:
    """The names of products by each of the ways in which a row may be found to mean one.

    Of a list the first of equal products counts: a distributor names tens of thousands, and a set for each is dear.
    """

    names: dict[str, list[Spelling]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, list[str]] = field(default_factory=dict)
    by_loose: dict[str, list[str]] = field(default_factory=dict)
    by_cpe: dict[str, str] = field(default_factory=dict)
    by_purl: dict[str, str] = field(default_factory=dict)
    by_mark: dict[str, list[str]] = field(default_factory=dict)
    _read: dict[Spelling, Name] = field(default_factory=dict)

    def copied(self) -> "Learned":
        """Return the same, to which more may be added without changing this one."""
        return Learned(
            {product: list(names) for product, names in self.names.items()},
            dict(self.shown),
            dict(self.by_key),
            {name: list(products) for name, products in self.by_name.items()},
            {name: list(products) for name, products in self.by_loose.items()},
            dict(self.by_cpe),
            dict(self.by_purl),
            {mark: list(products) for mark, products in self.by_mark.items()},
        )

    def add(self, product: str, spelling: Spelling, cpes: Iterable[str], purls: Iterable[Purl]) -> None:
        """Remember that advisories call a product so: by maker, name and family, as written."""
        name = name_of(*spelling)
        _append(self.names, product, spelling)
        for key in name.keys:
            self.by_key.setdefault(key, product)
        for form in name.names:
            _append(self.by_name, form, product)
        for key in name.loose:
            _append(self.by_loose, key, product)
        for cpe in cpes:
            self.by_cpe.setdefault(cpe, product)
        for purl in purls:
            self.by_purl.setdefault(purl.key, product)
        for mark in marks_of(name):
            _append(self.by_mark, mark, product)

    def resembling(self, name: Name) -> Iterator[str]:
        """Yield the products that a row of this name may mean, those first that another maker calls just so."""
        same = dict.fromkeys(product for form in sorted(name.names) for product in self.by_name.get(form, ()))
        asked = same | dict.fromkeys(product for mark in marks_asked(name) for product in self.by_mark.get(mark, ()))
        for product in asked:
            if any(resembles(name, other) for other in self._names_near(product, name, same)):
                yield product

    def _names_near(self, product: str, name: Name, same: Collection[str]) -> Iterator[Name]:
        """Yield the names of a product that this one may resemble: of the same maker, or of none.

        `same`: the products that are called just so, by any maker. A name is worked out when a row asks for it.
        """
        for spelling in self.names[product]:
            makers = vendor_forms(spelling[0][:LONGEST_NAME])
            if makers and name.vendors and not makers & name.vendors and product not in same:
                continue
            found = self._read.get(spelling)
            if found is None:
                found = self._read[spelling] = name_of(*spelling)
            yield found


def _append(lists: dict[str, list[_T]], key: str, item: _T) -> None:
    """Add to the list under a key what is not already its last."""
    found = lists.get(key)
    if found is None:
        lists[key] = [item]
    elif found[-1] != item:
        found.append(item)
