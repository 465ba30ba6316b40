"""The product tree of a CSAF document flattened to its leaves, with the groups that stand for many."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from dijkwacht.advisories.engine.node import Node
from dijkwacht.advisories.engine.values import Product

Path = tuple[tuple[str, str], ...]
Way = tuple[str, str, str]  # how a product is composed: the category, its component, what that stands on
_NOTHING = Product("", "")


@dataclass(frozen=True, slots=True)
class Tree:
    """All products of a document and the groups by their id; `ids`: each product's id, to be kept once."""

    products: tuple[Product, ...]
    groups: dict[str, tuple[str, ...]]
    ids: dict[str, str]

    def named(self, node: Node, key: str) -> tuple[str, ...]:
        """Return the product ids in the list under `key`, the very texts that the products hold."""
        known = self.ids
        return tuple(known.get(name, name) for name in node.texts(key))

    def expand(self, node: Node) -> tuple[str, ...]:
        """Return the product ids that `node` names, directly and by group, each once, in order."""
        named = [*self.named(node, "product_ids")]
        for group in node.texts("group_ids"):
            named.extend(self.groups.get(group, ()))
        return tuple(dict.fromkeys(named))


def read_tree(node: Node) -> Tree:
    """Return the flattened tree under `product_tree`; empty where the document has none.

    What was read is let go of at once: the tree is most of a large document.
    """
    leaves = [*_branches(node)]
    leaves += [_product(item, ()) for item in node.items("full_product_names")]
    by_id = {leaf.product_id: leaf for leaf in leaves}
    leaves += _composed_of(node.items("relationships"), _related, by_id)
    leaves += _composed_of(node.items("product_paths"), _on_path, by_id)
    tree = Tree(tuple(leaves), {}, {leaf.product_id: leaf.product_id for leaf in leaves})
    for group in node.items("product_groups"):
        tree.groups[group.required("group_id")] = tree.named(group, "product_ids")
    return tree


def _branches(root: Node) -> Iterator[Product]:
    """Yield the leaves in the order of the document; a stack, since the depth is the sender's choice."""
    stack: list[tuple[Node, Path]] = [(item, ()) for item in reversed([*root.items("branches")])]
    categories: dict[str, str] = {}
    while stack:
        branch, path = stack.pop()
        category = branch.required("category")
        path = (*path, (categories.setdefault(category, category), branch.required("name")))
        product = branch.at("product")
        if product.value is not None:
            yield _product(product, path)
        if branch.has("branches"):
            stack.extend((item, path) for item in reversed([*branch.items("branches")]))
        branch.forget()


def _product(node: Node, path: Path) -> Product:
    named = dict(path)
    version = named.get("product_version")
    cpes, purls, models = _identifiers(node)
    own = Product(
        product_id=node.required("product_id"),
        full_name=node.text("name"),
        vendor=named.get("vendor", ""),
        family=named.get("product_family", ""),
        name=named.get("product_name", ""),
        version=version,
        version_range=None if version is not None else named.get("product_version_range"),
        cpes=cpes,
        purls=purls,
        model_numbers=models,
        path=path,
    )
    node.forget()
    return own


def _identifiers(node: Node) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the CPE names, package URLs and model numbers that stand beside a product."""
    if not node.has("product_identification_helper"):
        return (), (), ()
    helper = node.at("product_identification_helper")
    single = (helper.text("purl"),) if helper.has("purl") else ()
    cpes = (helper.text("cpe"),) if helper.has("cpe") else ()
    return cpes, single + helper.texts("purls"), helper.texts("model_numbers")


def _composed_of(items: Iterator[Node], way_of: Callable[[Node], Way], known: dict[str, Product]) -> list[Product]:
    """Return the products that are made of others, in the order of the document, whatever order they are made in.

    A component may be composed itself; of a ring, which the standard forbids, only the names that it gives are known.
    """
    waiting: dict[str, list[tuple[int, Node, Way]]] = {}
    made: dict[int, Product] = {}
    for place, item in enumerate(items):
        way = way_of(item)
        if way[1] not in known:
            waiting.setdefault(way[1], []).append((place, item, way))
            continue
        ready = [(place, item, way)]
        while ready:
            at, node, how = ready.pop()
            made[at] = product = _composed(node, known[how[1]], how)
            known.setdefault(product.product_id, product)
            ready += waiting.pop(product.product_id, ())
    for at, node, how in chain.from_iterable(waiting.values()):
        made[at] = _composed(node, None, how)
    return [made[place] for place in range(len(made))]


def _related(node: Node) -> Way:
    """Return how a relationship (CSAF 2.0) composes its product: named after its component, standing on the other."""
    component = node.required("product_reference")
    return node.required("category"), component, node.required("relates_to_product_reference")


def _on_path(node: Node) -> Way:
    """Return how a path (CSAF 2.1) composes its product; of several subpaths the first says what it stands on."""
    component = node.required("beginning_product_reference")
    first = next(node.items("subpaths"), None)
    if first is None:
        node.at("subpaths").refuse("at least one subpath")
    return first.required("category"), component, first.required("next_product_reference")


def _composed(node: Node, component: Product | None, way: Way) -> Product:
    own = node.at("full_product_name")
    cpes, purls, models = _identifiers(own)
    whole = component or _NOTHING
    made = Product(
        product_id=own.required("product_id"),
        full_name=own.text("name"),
        vendor=whole.vendor,
        family=whole.family,
        name=whole.name,
        version=whole.version,
        version_range=whole.version_range,
        cpes=cpes or whole.cpes,
        purls=purls or whole.purls,
        model_numbers=models if component is None else whole.model_numbers,
        path=whole.path,
        relates_to=way,
    )
    node.forget()
    return made
