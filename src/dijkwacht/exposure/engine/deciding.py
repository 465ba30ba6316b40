"""What people decided about names: this spelling is that product, these two products are one. Decisions come first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dijkwacht.exposure.engine.naming import Purl, plain_name, plain_vendor, read_cpe, read_purl
from dijkwacht.exposure.engine.products import Directory, Identity, Kinship

_LONGEST_WAY = 20


def spelling(vendor: str, name: str) -> str:
    """Return maker and product as decisions compare them; "" where there is no name."""
    bare = plain_name(name)
    return f"{plain_vendor(vendor)}|{bare}" if bare else ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Product ids by spelling (`spelling`), by CPE key and by PURL key, and what each merged product went into."""

    by_spelling: Mapping[str, str] = field(default_factory=dict)
    by_cpe: Mapping[str, str] = field(default_factory=dict)
    by_purl: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)

    def of(self, vendor: str, name: str, cpes: Iterable[str] = (), purls: Iterable[Purl] = ()) -> str:
        """Return the product that was decided for this name, "" where nobody decided.

        The words of the name count before its identifiers: they are what the person saw.
        """
        found = self.by_spelling.get(spelling(vendor, name), "")
        found = found or next((self.by_cpe[key] for key in cpes if key in self.by_cpe), "")
        found = found or next((self.by_purl[one.key] for one in purls if one.key in self.by_purl), "")
        return self.root(found)

    def root(self, product: str) -> str:
        """Return the product that this one was merged into, itself where it was not."""
        for _ in range(_LONGEST_WAY):
            if product not in self.merged:
                break
            product = self.merged[product]
        return product


NOTHING_DECIDED = Decisions()


@dataclass
class DecidedDirectory(Directory):
    """A directory in which decisions come first, for the rows of inventories and for the names of advisories alike."""

    decisions: Decisions = NOTHING_DECIDED

    def of_source(
        self, vendor: str, name: str, cpes: Iterable[str] = (), purls: Iterable[str] = (), *, family: str = ""
    ) -> str:
        """Return the id of a product that an advisory names and remember its name; "" where it names none."""
        keys = [cpe.key for text in cpes if (cpe := read_cpe(text))]
        packages = [purl for text in purls if (purl := read_purl(text))]
        decided = self.decisions.of(vendor, name, keys, packages)
        if not decided:
            return self.decisions.root(super().of_source(vendor, name, cpes, purls, family=family))
        self.asked.add((decided, vendor, name, family, *keys, *packages))
        self._learned.add(decided, (vendor, name, family), keys, packages)
        self._learned.shown.setdefault(decided, f"{vendor} {name}".strip())
        self._answers.clear()
        return decided

    def of_row(self, vendor: str, name: str, cpe: str = "", purl: str = "") -> Identity:
        """Return what an inventory's spelling means."""
        question = (vendor, name, cpe, purl, "decided")
        if question not in self._answers:
            self._answers[question] = self._decided(vendor, name, cpe, purl)
        return self._answers[question]

    @property
    def remembered(self) -> int:
        """Return how many answers are kept."""
        return len(self._answers)

    def _decided(self, vendor: str, name: str, cpe: str, purl: str) -> Identity:
        read, package = read_cpe(cpe) if cpe else None, read_purl(purl) if purl else None
        decided = self.decisions.of(vendor, name, [read.key] if read else (), [package] if package else ())
        if decided:
            return Identity(Kinship.KNOWN, decided)
        found = super().of_row(vendor, name, cpe, purl)
        root = self.decisions.root
        return Identity(found.kinship, root(found.product), tuple(dict.fromkeys(map(root, found.candidates))))
